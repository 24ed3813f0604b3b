/** Typing in a sheet by single keys: they choose in the row that has the focus and go on to the next. Each choice is a
 * radio button that works without this file too. */

const form = document.querySelector("[data-sheet]");
const KEYS = { 1: "1", 2: "-1", 3: "0", 0: "none" };

function choose(event) {
  const row = event.target.closest("[data-row]");
  const value = KEYS[event.key];
  if (!row || value === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  row.querySelector(`[value="${value}"]`).checked = true;
  const rows = [...form.querySelectorAll("[data-row]")];
  const next = rows[rows.indexOf(row) + 1];
  (next ? next.querySelector("input:checked") ?? next.querySelector("input") : form.querySelector("button")).focus();
}

if (form) {
  form.addEventListener("keydown", choose);
  form.querySelector("[data-row] input, button").focus();
}
