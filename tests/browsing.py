"""A real Chromium that can reach this machine only, and says so when a page tries anything else."""

import json
import os
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import (
    Browser,
    BrowserContext,
    BrowserType,
    ConsoleMessage,
    Frame,
    Page,
    Playwright,
    Request,
    expect,
)

from tests.patience import PATIENCE

ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
    # Every other name leads nowhere. Stopping requests one by one here would take longer, and turn the cache off.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1",
]  # fmt: skip
LOOPBACK = {"localhost", "127.0.0.1", "::1"}
WCAG_22_AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
DESKTOP = (1280, 800)
expect.set_options(timeout=PATIENCE * 1000)


def launch(playwright: Playwright) -> Browser:
    """With a fresh profile, which playwright makes and removes."""
    return playwright.chromium.launch(executable_path=os.environ["ANSWERABLE_CHROMIUM"], args=ARGUMENTS)


def launch_with(chromium: BrowserType, profile: Path, **more: object) -> BrowserContext:
    """A whole browser, with the preferences that lie in the profile; `more` as for playwright's contexts."""
    program = os.environ["ANSWERABLE_WHOLE_CHROMIUM"]
    return chromium.launch_persistent_context(profile, executable_path=program, args=ARGUMENTS, **more)


@dataclass
class Visits:
    """Opens pages in contexts of their own, and keeps what went wrong in any of them."""

    browser: Browser
    faults: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def __call__(
        self, *, javascript: bool = True, viewport: tuple[int, int] = DESKTOP, locale: str = "en", **more: object
    ) -> Page:
        """A new page; `more` goes to playwright's new_context (color_scheme, reduced_motion, has_touch...)."""
        width, height = viewport
        context = self.browser.new_context(
            java_script_enabled=javascript,
            viewport={"width": width, "height": height},
            locale=locale,
            service_workers="block",
            **more,
        )
        self.contexts.append(context)
        context.on("request", self._watch)
        context.on("weberror", lambda error: self.faults.append(f"script error: {error.error}"))
        context.on("console", self._listen)
        page = context.new_page()
        page.set_default_timeout(PATIENCE * 1000)
        return page

    def _watch(self, request: Request) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and parts.hostname not in LOOPBACK:
            self.faults.append(f"asked the outside world for {request.url}")

    def _listen(self, message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "requires 'Trusted" in message.text:
            self.faults.append(message.text)

    def close(self) -> None:
        for context in self.contexts:
            context.close()


AXE = Axe().axe_script
# What is in order is neither told in full nor sent here: on a long page that takes longer than looking.
RULES = json.dumps({"runOnly": {"type": "tag", "values": WCAG_22_AA}, "resultTypes": ["violations"]})


def violations(page: Page | Frame) -> list[str]:
    """What axe finds against WCAG 2.2 AA, one line for each place."""
    if page.evaluate("typeof axe") == "undefined":
        page.evaluate(AXE)
    found = page.evaluate(f"axe.run({RULES}).then((results) => results.violations)")
    return [
        f"{rule['id']} at {' '.join(map(str, node['target']))}: {rule['help']}"
        for rule in found
        for node in rule["nodes"]
    ]


def too_wide(page: Page) -> bool:
    """Whether somebody would have to move the page sideways to read it."""
    page.wait_for_load_state()  # without JavaScript each step is a new page, of which nothing may be there yet
    wide: bool = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return wide


COVERED = """() => {
  const found = [];
  for (const each of document.querySelectorAll("a[href], button, input, select, textarea, summary")) {
    if (!each.checkVisibility({visibilityProperty: true})) continue;
    each.scrollIntoView({block: "center", inline: "center", behavior: "instant"});
    const box = each.getClientRects()[0];
    if (!box || box.width < 2 || box.height < 2) continue;  // for screen readers only
    const above = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!above || each.contains(above) || above.contains(each)) continue;
    if ([...(each.labels ?? [])].some((label) => label.contains(above))) continue;
    found.push(`${each.outerHTML.slice(0, 80)} lies under ${above.outerHTML.slice(0, 80)}`);
  }
  for (const each of document.querySelectorAll("*")) if (each.scrollLeft || each.scrollTop) each.scrollTo(0, 0);
  return found;
}"""


def covered(page: Page) -> list[str]:
    """What somebody could not click or tap, since something else lies on it; axe does not look for that."""
    found: list[str] = page.evaluate(COVERED)
    return found
