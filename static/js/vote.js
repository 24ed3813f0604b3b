/** Voting without waiting: the next statement is here already, and votes are sent when the line allows it.

Without this file the page works all the same, one page for each vote. What each statement looks like comes from the
server (template data-ahead), in the order it chose; this file only puts it in place. */

import { Queue, guard } from "./vote-queue.js";

const STORED = "keys";
const PATIENCE = 15_000;
const KEPT_FROM_US = new Set([403, 408, 425, 429]); // try again: a token that is too old, or a server that is too busy
const LONGEST = 3600; // seconds that a server may ask for before it is asked again
const DENIALS = 3; // so often in a row, and it is not the line: the page is too old
const keys = document.querySelector("[data-keys]");
const toggle = document.querySelector("[data-keys-switch]");
const status = document.querySelector("[data-status]");
const refused = document.querySelector("[role=alert][data-refused]");
const find = (selector) => document.querySelector(`#ballot ${selector}`);

const queue = new Queue(document.querySelector("#ballot").dataset.mark);
let shown = null; // the statement on the card: a copy of what the server sent for it
let before = null; // what was voted on last, for Undo: {item, value}
let undoing = false;
let sending = false;
let pause = 0;
let rests = false; // the server said when to ask again
let denied = 0;
let timer = 0;

// What is shown

function itemOf(card) {
  const number = card.querySelector("[name=statement]")?.value;
  if (!number) return null;
  const item = document.createElement("div");
  item.dataset.number = number;
  item.append(card.querySelector("[data-statement]").cloneNode(true), card.querySelector("[data-progress]").cloneNode(true));
  return item;
}

function ahead() {
  return find("template[data-ahead]").content;
}

function show(item, said = null) {
  shown = item;
  undoing = said !== null;
  find("[data-none]").hidden = item !== null;
  find("[data-card]").hidden = item === null;
  find("[data-progress]").hidden = item === null;
  if (item === null) return;
  find("[data-statement]").replaceWith(item.querySelector("[data-statement]").cloneNode(true));
  find("[data-progress]").replaceWith(item.querySelector("[data-progress]").cloneNode(true));
  find("[name=statement]").value = item.dataset.number;
  find("[data-again]").hidden = !undoing;
  for (const button of document.querySelectorAll("[data-vote] [name=value]")) {
    if (undoing) button.setAttribute("aria-pressed", String(button.value === said));
    else button.removeAttribute("aria-pressed");
  }
}

/** So that a screen reader reads what is there now. */
function focus() {
  document.querySelector("#statement")?.focus();
  if (find("[data-none]")?.hidden === false) find("[data-none] [tabindex]").focus();
}

function next() {
  const waiting = new Set(queue.votes.map((vote) => vote.statement));
  const items = [...ahead().children];
  const following = items.find((item) => !waiting.has(item.dataset.number)) ?? null;
  for (const item of items.slice(0, following ? items.indexOf(following) + 1 : undefined)) item.remove();
  show(following);
}

function remember(item, value) {
  before = { item, value };
  const template = find("template[data-said]").content.querySelector(`[data-value="${value}"]`);
  const last = template.cloneNode(true);
  const [said, quoted] = [item.querySelector("blockquote"), last.querySelector("q")];
  [quoted.textContent, quoted.lang] = [said.textContent, said.lang];
  const link = last.querySelector("[data-undo]");
  link.setAttribute("href", link.getAttribute("href") + item.dataset.number);
  find("[data-last]").replaceChildren(last);
}

// What people do

function cast(event) {
  const form = event.target.closest("[data-vote]");
  if (!form || !event.submitter) return;
  event.preventDefault();
  refused.hidden = true;
  const { value } = event.submitter;
  queue.add(shown.dataset.number, value);
  remember(shown, value);
  next();
  focus();
  send();
}

function undo(event) {
  const link = event.target.closest("[data-undo], [data-keep]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if (link.matches("[data-undo]")) {
    if (!before || !find("[data-card]")) return; // voted before this page was loaded: the link asks the server
    if (shown && !undoing) ahead().prepend(shown);
    show(before.item, before.value);
    find("[data-last]").replaceChildren();
  } else {
    if (before) remember(before.item, before.value);
    next();
    if (!shown && !queue.votes.length) return; // nothing at hand: the link asks the server
  }
  event.preventDefault();
  focus();
}

// What is sent

function tell(words, count) {
  status.textContent = words.replace("{count}", count);
  status.hidden = false;
}

function tellWhy() {
  const { stale, busy, waiting } = status.dataset;
  tell(denied >= DENIALS ? stale : rests ? busy : waiting, queue.votes.length);
}

/** `seconds`: for so long the server wants to be left alone, if it said so. */
function wait(seconds) {
  clearTimeout(timer);
  rests = seconds > 0;
  tellWhy();
  if (denied >= DENIALS) return;
  pause = rests ? Math.min(seconds, LONGEST) : Math.min(Math.max(2 * pause, 2), 30);
  timer = setTimeout(again, pause * 1000);
}

function again() {
  rests = false;
  send();
}

/** Votes that have not arrived belong to whom this browser is now; signing in may make it somebody else. */
function hold(event) {
  const link = event.target.closest("[data-after-sending]");
  if (!link || !pause || !queue.votes.length || "held" in link.dataset) return; // on a good line they are on their way
  event.preventDefault();
  link.dataset.held = "";
  tellWhy();
  send();
}

async function send() {
  if (sending) return;
  if (rests) return void tellWhy();
  sending = true;
  clearTimeout(timer);
  let answer = null;
  try {
    for (let vote = queue.votes[0]; vote; vote = queue.votes[0]) {
      answer = (await post(vote)) ?? answer;
      queue.done(vote);
    }
    pause = 0;
    if (!status.hidden) tell(status.dataset.arrived, 0);
  } catch (error) {
    wait(error.seconds ?? 0);
  } finally {
    sending = false;
  }
  if (answer) catchUp(answer);
}

/** Whoever leaves while a vote is on its way takes those behind it along. Not where a statement waits twice: two requests
may overtake each other, and the last word must stay the last. They arrive at the next visit then. */
function leave() {
  const votes = queue.votes;
  if (new Set(votes.map((vote) => vote.statement)).size < votes.length) return;
  for (const vote of votes.slice(sending ? 1 : 0)) post(vote).catch(() => {});
}

/** The page's new voting part, or nothing when the vote was refused; throws when it should be sent again. */
async function post(vote) {
  const form = document.querySelector("[data-vote], [data-next-person]");
  const body = new FormData();
  body.set("csrfmiddlewaretoken", form.querySelector("[name=csrfmiddlewaretoken]").value);
  for (const name of ["operation", "statement", "value"]) body.set(name, vote[name]);
  body.set("mark", queue.key.slice(queue.key.indexOf(":") + 1));
  body.set("part", "ballot");
  // Kept alive when the page is left: inside a frame nothing may be stored, and the vote would be gone with it.
  const how = { method: "POST", body, keepalive: true, signal: AbortSignal.timeout(PATIENCE) };
  const response = await fetch(location.pathname, how);
  denied = response.status === 403 ? denied + 1 : 0;
  if (response.status >= 500 || KEPT_FROM_US.has(response.status)) {
    throw Object.assign(new Error(response.statusText), { seconds: Number(response.headers.get("Retry-After")) || 0 });
  }
  const { read } = await import("./trusted.js"); // with the first answer: the page comes in six requests
  const page = read(await response.text());
  if (response.ok) return page.querySelector("#ballot");
  refused.textContent = refused.dataset.refused.replace("{reason}", page.querySelector("#main .lead")?.textContent ?? "");
  refused.hidden = false;
  return null;
}

/** The server knows best what comes next; but nothing is taken away from under somebody who reads. */
function catchUp(answer) {
  const waiting = new Set(queue.votes.map((vote) => vote.statement));
  const first = answer.querySelector("[data-card]") && itemOf(answer);
  const rest = [...answer.querySelector("template[data-ahead]").content.children];
  const items = [first, ...rest].filter((item) => item && !waiting.has(item.dataset.number));
  if (!find("[data-card]") || (!first && !waiting.size && !undoing)) {
    document.querySelector("#ballot").replaceWith(answer);
    if (first) begin();
    focus();
    return;
  }
  const reading = shown && (undoing || items.some((item) => item.dataset.number === shown.dataset.number));
  ahead().replaceChildren(...items.filter((item) => undoing || item.dataset.number !== shown?.dataset.number));
  if (reading || (!shown && !items.length)) return;
  next();
  focus();
}

/** Of a page that has just come: what waits here already is not asked again. */
function begin() {
  shown = itemOf(document.querySelector("#ballot"));
  undoing = find("[data-again]")?.hidden === false;
  if (undoing) before = { item: shown, value: find("[aria-pressed=true]").value };
  if (shown && !undoing && queue.votes.some((vote) => vote.statement === shown.dataset.number)) next();
}

// Keys

function remembered() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true; // storage is forbidden: the switch then holds for this page only
  }
}

function store(on) {
  try {
    localStorage.setItem(STORED, on ? "on" : "off");
  } catch {
    // see above
  }
}

function typing(target) {
  return target instanceof HTMLElement
    && (target.isContentEditable || target.matches("input:not([type=checkbox]), textarea, select"));
}

function press(event) {
  if (!toggle.checked || event.repeat || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
  const pressed = event.key.toLowerCase();
  const controls = document.querySelectorAll("#ballot [data-key]");
  const control = [...controls].find((one) => one.dataset.key.split(" ").includes(pressed));
  if (!control?.checkVisibility()) return;
  event.preventDefault();
  control.click();
}

toggle.checked = remembered();
keys.hidden = false;
toggle.addEventListener("change", () => store(toggle.checked));
document.addEventListener("keydown", press);
document.addEventListener("submit", cast);
document.addEventListener("click", undo);
document.addEventListener("click", hold);
guard(document.querySelector("[data-next-person]"), (count) => tell(status.dataset.leaving, count));
window.addEventListener("online", send);
window.addEventListener("pagehide", leave);
// A page out of the browser's memory shows what was asked then.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
begin();
if (queue.votes.length) send();
