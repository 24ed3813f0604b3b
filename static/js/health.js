/** Renews the figures of the page while it is looked at; says so once, and leaves alone what somebody is reading with
 * the keyboard. Without this file the page shows the same after it is loaded again. */

import { read } from "./trusted.js";

const figures = document.querySelector("[data-figures]");
const said = document.querySelector("[data-renewed]");
const EVERY = 30_000; // milliseconds

async function renew() {
  if (document.hidden || figures.contains(document.activeElement)) return;
  const address = new URL(location.href);
  address.searchParams.set("part", "figures");
  address.hash = "";
  const answer = await fetch(address, { headers: { "If-None-Match": figures.dataset.tag }, cache: "no-store" });
  if (answer.status !== 200 || answer.redirected) return;
  const text = await answer.text();
  if (figures.contains(document.activeElement)) return;
  figures.replaceChildren(...read(text).body.childNodes);
  figures.dataset.tag = answer.headers.get("ETag");
  said.textContent = "";
  said.textContent = said.dataset.renewed;
}

// A line that is down for a while is no error: the next time may do.
setInterval(() => { renew().catch(() => {}); }, EVERY);
