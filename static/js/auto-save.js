// <auto-save>: saves the form around it a moment after somebody stopped typing, and says so in its status. Without a
// script the form has a button that saves. `data-failed`: what to say when nothing came back.

import { read } from "./trusted.js";

const PAUSE = 2000; // milliseconds without typing

class AutoSave extends HTMLElement {
  connectedCallback() {
    this.form = this.closest("form");
    this.status = this.querySelector("[role=status]");
    this.form.addEventListener("input", () => this.wait());
    this.form.addEventListener("submit", (event) => this.letFinish(event));
  }

  wait() {
    if (this.stopped) return;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), PAUSE);
  }

  /** A button was pressed: what is being saved is waited for, so that nobody overtakes themselves. */
  letFinish(event) {
    clearTimeout(this.timer);
    if (!this.saving) return;
    event.preventDefault();
    const button = event.submitter;
    this.saving.finally(() => this.form.requestSubmit(button));
  }

  async save() {
    if (this.saving) return this.wait();
    this.saving = this.send();
    await this.saving;
    this.saving = null;
  }

  async send() {
    const body = new FormData(this.form);
    body.set("act", "autosave");
    try {
      const answer = await fetch(this.form.action, { method: "POST", body, redirect: "error" });
      this.take(answer, await answer.text());
    } catch {
      this.status.textContent = this.dataset.failed;
    }
  }

  /** Somebody else saved meanwhile, or may no more: then it is for the person to decide. */
  take(answer, text) {
    const told = read(text).body.querySelector("p");
    if (answer.status >= 500 || !told) {
      this.status.textContent = this.dataset.failed;
      return;
    }
    this.status.replaceChildren(document.importNode(told, true));
    // Files are attached to the draft as it is now; what is signed stays what was read.
    const drafts = [this.form.elements.seen, ...document.querySelectorAll("input[data-draft]")];
    if (answer.ok) for (const seen of drafts) seen.value = told.dataset.seen;
    else this.stopped = answer.status !== 400; // 400: it can be mended by typing on
  }
}

customElements.define("auto-save", AutoSave);
