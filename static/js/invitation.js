/** The code of an invitation link stands behind its #, so that no server and no other site is told it. Without this file
it is typed or pasted. */

const field = document.querySelector("[name=code]");
const code = decodeURIComponent(location.hash.slice(1)).slice(0, 100);

if (code && code !== "main" && !field.value) field.value = code;
for (const link of document.querySelectorAll("a[hreflang]")) link.hash = location.hash;
