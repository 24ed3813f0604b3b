// <pass-key>: makes or uses a passkey with the browser's own means and sends what came of it. Without a script, or in a
// browser without passkeys, it stays hidden: codes work everywhere.

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

function question(asked) {
  const named = (keys) => keys?.map((key) => ({ ...key, id: bytes(key.id) }));
  const read = { ...asked, challenge: bytes(asked.challenge) };
  if (asked.user) read.user = { ...asked.user, id: bytes(asked.user.id) };
  if (asked.excludeCredentials) read.excludeCredentials = named(asked.excludeCredentials);
  if (asked.allowCredentials) read.allowCredentials = named(asked.allowCredentials);
  return read;
}

function answer(credential) {
  const { response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const sent = parts.filter((part) => response[part]).map((part) => [part, text(response[part])]);
  return {
    id: credential.id,
    rawId: text(credential.rawId),
    type: credential.type,
    response: Object.fromEntries(sent),
    clientExtensionResults: credential.getClientExtensionResults(),
  };
}

class PassKey extends HTMLElement {
  connectedCallback() {
    if (!window.PublicKeyCredential) return;
    const [form, field, button, status] = ["form", "[name=credential]", "button", "[role=status]"].map((name) =>
      this.querySelector(name),
    );
    this.hidden = false;
    button.addEventListener("click", async () => {
      status.textContent = "";
      button.disabled = true;
      try {
        const { publicKey } = JSON.parse(this.dataset.asked);
        const credential = await navigator.credentials[this.dataset.way]({ publicKey: question(publicKey) });
        field.value = JSON.stringify(answer(credential));
        form.submit();
      } catch {
        button.disabled = false;
        status.textContent = this.dataset.failed;
      }
    });
  }
}

customElements.define("pass-key", PassKey);
