/** Voting with the keyboard, and keeping the reader's place. Without this file the page works all the same. */

const STORED = "keys";
const keys = document.querySelector("[data-keys]");
const toggle = document.querySelector("[data-keys-switch]");
const offline = document.querySelector("[data-offline]");

function remembered() {
  try {
    return localStorage.getItem(STORED) !== "off";
  } catch {
    return true; // storage is forbidden: the switch then holds for this page only
  }
}

function remember(on) {
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
  const buttons = document.querySelectorAll("[data-vote] [data-key]");
  const button = [...buttons].find((one) => one.dataset.key.split(" ").includes(pressed));
  if (!button || button.matches(":disabled")) return;
  event.preventDefault();
  button.click();
}

toggle.checked = remembered();
keys.hidden = false;
toggle.addEventListener("change", () => remember(toggle.checked));
document.addEventListener("keydown", press);

// After a vote the focus moves to the next statement, so that a screen reader reads it.
document.addEventListener("htmx:afterSettle", () => {
  offline.hidden = true;
  document.querySelector("#statement, [data-focus]")?.focus();
});
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
  document.addEventListener(failure, () => { offline.hidden = false; });
}
// A page out of the browser's memory may hold an operation id that is used up.
window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
