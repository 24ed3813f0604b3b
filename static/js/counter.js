/** How many characters are left while somebody writes; spoken only when the writer pauses. */

const field = document.querySelector("textarea[data-longest]");
const shown = document.querySelector("[data-counter]");
const spoken = document.querySelector("[data-counter-spoken]");
const longest = Number(field?.dataset.longest);
const PAUSE = 1200; // milliseconds

/** As the server counts: composed, runs of white space as one, none at the ends; characters, not code units. */
function length(text) {
  return [...text.normalize("NFC").trim().replace(/\s+/gu, " ")].length;
}

function words() {
  const left = longest - length(field.value);
  return left < 0 ? shown.dataset.over.replace("{over}", -left) : shown.dataset.counter.replace("{left}", left);
}

let pause;
function count() {
  shown.textContent = words();
  clearTimeout(pause);
  pause = setTimeout(() => { spoken.textContent = shown.textContent; }, PAUSE);
}

// An appeal that was made already has no form any more.
if (field) {
  field.addEventListener("input", count);
  count();
}
document.querySelector("[data-errors], [data-similar]")?.focus();
