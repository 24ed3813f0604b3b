// Suggests the short name from the question until somebody edits it. The server does the same for an empty field.
const form = document.querySelector("form[data-slug]");
const { question, slug } = form.elements;
let own = slug.value !== "";

const suggested = (text) =>
  text
    .normalize("NFKD")
    .replace(/[^\x00-\x7f]/g, "")
    .toLowerCase()
    .replace(/[^\w\s-]/g, "")
    .trim()
    .replace(/[-\s]+/g, "-")
    .slice(0, 80)
    .replace(/^[-_]+|[-_]+$/g, "");

slug.addEventListener("input", () => {
  own = slug.value !== "";
});
question.addEventListener("input", () => {
  if (!own) slug.value = suggested(question.value);
});
