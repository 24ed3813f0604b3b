/** The one place where text becomes elements. The content policy forbids that to every page (Trusted Types), except by
 * this policy, whom browsers ask for any script here, htmx too: what our own server sends passes, unless something in it
 * would run. A page that does not load this file makes no elements of text at all. */

const LEADS = new Set(["href", "src", "action", "formaction", "xlink:href", "data", "from", "to", "values", "poster"]);
const FOREIGN = "iframe, object, embed, base[href], [srcdoc]";
let looking = false;

/** A document of its own, in which nothing runs. */
function parsed(text) {
  looking = true;
  try {
    return new DOMParser().parseFromString(text, "text/html");
  } finally {
    looking = false;
  }
}

/** What of an element would run, if anything. */
function harmOf(element) {
  if (element.matches(FOREIGN)) return element.localName;
  if (element.localName === "script") {
    const ours = element.hasAttribute("src") && new URL(element.getAttribute("src"), location).origin === location.origin;
    if (!ours || element.textContent) return "script";
  }
  for (const { name, value } of element.attributes) {
    const leads = LEADS.has(name) && /^(?:javascript|vbscript):/i.test(value.replace(/[\0-\x20]/g, ""));
    if (name.startsWith("on") || leads) return `${element.localName} with ${name}`;
  }
  return "";
}

/** The same of all that stands in it, templates too, which searches do not enter. */
function harmIn(part) {
  for (const element of part.querySelectorAll("*")) {
    const harm = harmOf(element) || (element.localName === "template" && harmIn(element.content));
    if (harm) return harm;
  }
  return "";
}

/** A page or a part of one that our server sent; throws where something in it would run. */
export function read(text) {
  const page = parsed(text);
  const harm = harmIn(page);
  if (harm) throw new TypeError(`An answer was refused, since it holds: ${harm}`);
  return page;
}

function createHTML(text) {
  if (!looking) read(text);
  return text;
}

// Browsers that do not know them ask nobody; there the content policy alone keeps scripts out.
globalThis.trustedTypes?.createPolicy("default", { createHTML });
