// Shows only the fields of the chosen position. Nothing is cleared: choosing again brings everything back.
const form = document.querySelector("form[data-positions]");

const show = () => {
  const chosen = form.querySelector("[name=position]:checked")?.value;
  for (const part of form.querySelectorAll("[data-position]")) {
    part.hidden = Boolean(chosen) && !part.dataset.position.split(" ").includes(chosen);
  }
};

if (form) {
  form.addEventListener("change", show);
  show();
}
