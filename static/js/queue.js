/** The moderation queue by keys. Every key presses a button that is there anyway: nothing works by keys alone.

j k move, a accepts, r and a digit reject for a reason, d shows near duplicates and a digit joins with one of them, s
leads to where it is divided, u undoes, ? shows the keys. They can be switched off, and are silent where somebody types. */

const STORED = "queue-keys";
const help = document.querySelector("[data-queue-keys]");
const toggle = help.querySelector("[data-keys-switch]");
const status = document.querySelector("[data-queue-status]");
const words = status.dataset;
const decided = []; // ids of the rows that were decided by a key, the last one last
let waiting = null; // the row whose answer has not come yet: {id, undoing}
let choosing = null; // the row for which a reason is being chosen
let joining = null; // the row for which the statement to join it with is being chosen

const rows = () => [...document.querySelectorAll(".queue > [data-row]")];
const byId = (id) => document.getElementById(id);
const current = () => document.activeElement?.closest(".queue > [data-row]");

function kept() {
  try {
    return localStorage.getItem(STORED);
  } catch {
    return null; // some browsers keep nothing
  }
}

function keep(value) {
  try {
    localStorage.setItem(STORED, value);
  } catch {
    // then it holds for this page
  }
}

function say(text) {
  status.textContent = text;
}

function go(row) {
  if (!row) return;
  row.tabIndex = -1;
  row.focus();
  row.scrollIntoView({ block: "nearest" });
}

function move(step) {
  const all = rows();
  const at = all.indexOf(current());
  go(at < 0 ? all[0] : all[Math.min(Math.max(at + step, 0), all.length - 1)]);
}

/** One decision per keypress: the next one waits until the server has answered. */
function press(row, button, undoing = false) {
  if (!row || !button || waiting) return;
  waiting = { id: row.id, undoing };
  choosing = joining = null;
  button.click();
}

function reject(row, code) {
  const reason = row?.querySelector("select[name=reason]");
  if (!reason || ![...reason.options].some((option) => option.value === code)) return;
  reason.value = code;
  press(row, row.querySelector("button[value=rejected]"));
}

function choose(row) {
  const details = row?.querySelector("details:has(select[name=reason])");
  if (!details) return;
  details.open = true;
  choosing = row;
  say(words.reasons);
}

/** Its near duplicates come into the row; then a digit presses the button beside one of them. */
function compare(row) {
  const link = row?.querySelector("[data-duplicate]");
  if (!link || waiting) return;
  choosing = null;
  joining = row;
  link.click();
}

function compared(row) {
  if (!row.querySelector("[data-beside] section")) return;
  const first = row.querySelector("[data-join]");
  (first ?? row.querySelector("[data-beside] input[name=into]"))?.focus();
  if (first) say(words.join);
}

function divide(row) {
  const link = row?.querySelector("[data-open]");
  if (link && !waiting) location.assign(`${link.href}#words`);
}

function undo() {
  const last = byId(decided.at(-1)) ?? current();
  press(last, last?.querySelector("[data-undo]"), true);
}

function show() {
  help.open = !help.open;
  help.querySelector("summary").focus();
}

const KEYS = {
  j: () => move(1),
  k: () => move(-1),
  a: () => press(current(), current()?.querySelector("button[value=accepted]")),
  r: () => choose(current()),
  d: () => compare(current()),
  s: () => divide(current()),
  u: undo,
  "?": show,
};

function typing(target) {
  return target.matches("textarea, select, input:not([type=checkbox], [type=radio])") || target.isContentEditable;
}

document.addEventListener("keydown", (event) => {
  if (!toggle.checked || event.repeat || event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (choosing && /^[1-9]$/.test(event.key)) {
    const option = choosing.querySelector("select[name=reason]")?.options[Number(event.key)];
    if (option) reject(choosing, option.value);
    event.preventDefault();
    return;
  }
  if (joining && current() === joining && /^[1-9]$/.test(event.key)) {
    press(joining, joining.querySelectorAll("[data-join]")[Number(event.key) - 1]);
    event.preventDefault();
    return;
  }
  if ((choosing || joining) && event.key === "Escape") {
    joining?.querySelector("[data-beside]").replaceChildren();
    go(joining ?? choosing);
    choosing = joining = null;
    say("");
    return;
  }
  const act = KEYS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.body.addEventListener("htmx:afterSettle", () => {
  if (!waiting) return void (joining && compared(joining));
  const { id, undoing } = waiting;
  waiting = null;
  const row = byId(id);
  const sentence = row?.querySelector(".ruled")?.textContent;
  if (!sentence) return go(row); // something was wrong with it: the row says what
  if (undoing) decided.splice(decided.lastIndexOf(id), 1);
  else decided.push(id);
  say(sentence);
  go(undoing ? row : (rows().find((each) => !each.querySelector(".ruled") && follows(row, each)) ?? row));
});

function follows(row, other) {
  return Boolean(row.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_FOLLOWING);
}

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.body.addEventListener(failure, () => {
    if (!waiting) return;
    waiting = null;
    say(words.failed);
  });
}

toggle.checked = kept() !== "off";
toggle.addEventListener("change", () => keep(toggle.checked ? "on" : "off"));
help.hidden = false;
