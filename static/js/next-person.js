/** Before a device forgets somebody: are all their votes sent? Without this file the button simply works. */

import { guard } from "./vote-queue.js";

const words = document.querySelector("[data-leaving]");

guard(document.querySelector("[data-next-person]"), (count) => {
  words.textContent = words.dataset.leaving.replace("{count}", count);
  words.hidden = false;
});
