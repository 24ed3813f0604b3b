// <copy-link>: a button that copies the address in its field, and says so. Without a script the field is there to select.

class CopyLink extends HTMLElement {
  connectedCallback() {
    const [field, button, status] = ["input", "button", "[role=status]"].map((name) => this.querySelector(name));
    button.hidden = !navigator.clipboard;
    field.addEventListener("focus", () => field.select());
    button.addEventListener("click", async () => {
      field.select();
      await navigator.clipboard.writeText(field.value);
      status.textContent = this.dataset.copied;
    });
  }
}

customElements.define("copy-link", CopyLink);
