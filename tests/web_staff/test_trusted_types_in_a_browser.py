"""Nothing becomes elements of text, in a real browser, but what our server sent and what would not run."""

import pytest
from django.urls import reverse

from tests.cast import NOON, founded, opened, written

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

# Each in the page, as a script of the page's would do it; what is thrown is told.
PLANT = """(text) => {
  const ways = {
    innerHTML: (place) => { place.innerHTML = text },
    insertAdjacentHTML: (place) => place.insertAdjacentHTML("beforeend", text),
    outerHTML: (place) => { place.appendChild(document.createElement("i")).outerHTML = text },
    createContextualFragment: (place) => place.append(document.createRange().createContextualFragment(text)),
    srcdoc: () => { document.createElement("iframe").srcdoc = text },
    write: () => document.implementation.createHTMLDocument("").write(text),
    parse: () => new DOMParser().parseFromString(text, "text/html"),
  };
  const took = [];
  for (const [name, way] of Object.entries(ways)) {
    try {
      way(document.createElement("div"));
      took.push(name);
    } catch (error) {
      if (error.name !== "TypeError") throw error;
    }
  }
  return took;
}"""
CODE = """() => {
  const took = [], script = document.createElement("script");
  const ways = {
    text: () => { script.text = "window.ran = 1" },
    src: () => { script.src = "https://evil.example/x.js" },
    attribute: () => script.setAttribute("src", "data:text/javascript,window.ran=1"),
    onclick: () => script.setAttribute("onclick", "window.ran = 1"),
    policy: () => trustedTypes.createPolicy("another", {createHTML: (text) => text}),
    again: () => trustedTypes.createPolicy("default", {createHTML: (text) => text}),
  };
  for (const [name, way] of Object.entries(ways)) {
    try { way(); took.push(name); } catch (error) { if (error.name !== "TypeError") throw error; }
  }
  return took;
}"""
HARMLESS = '<p class="lead">Words, <b>onerror=alert(1)</b>, <a href="/c/streets/">javascript: is only said</a></p>'
HARMFUL = (
    "<img src=x onerror=alert(1)>", "<a href=' java\tscript:alert(1)'>x</a>", "<script>alert(1)</script>",
    "<script src=//evil.example/x.js></script>",
    "<template><b><template><svg onload=alert(1)></template></b></template>",
    "<svg><a xlink:href=javascript:alert(1)>x</a></svg>", "<iframe src=/></iframe>", "<object data=/></object>",
    "<base href=//evil.example>", "<form action=javascript:alert(1)>", "<button formaction=JavaScript:alert(1)>",
)  # fmt: skip


@pytest.fixture
def queue(live_server, signed_in, page):
    """A page with htmx."""
    cast = founded()
    written(opened(cast), "ann", "Benches belong on every square.", NOON)
    session = signed_in(cast.fay).cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
    page.goto(live_server.url + reverse("web:queue", args=["streets"]))
    page.locator("[data-queue-keys]").wait_for()
    return page


def test_what_would_run_is_refused_however_it_is_put_in(queue, visit):
    assert set(queue.evaluate(PLANT, HARMLESS)) >= {"innerHTML", "insertAdjacentHTML", "outerHTML", "parse", "srcdoc"}
    assert {text: queue.evaluate(PLANT, text) for text in HARMFUL} == {text: [] for text in HARMFUL}
    assert queue.evaluate(CODE) == []
    assert queue.evaluate("window.ran") is None
    assert visit.faults, "what is refused is reported, so other tests would see it"
    visit.faults.clear()


def test_htmx_puts_in_what_the_server_sent(queue):
    queue.get_by_role("button", name="Accept").first.click()
    queue.get_by_text("Statement 0 was accepted.").first.wait_for()


def test_a_page_without_the_policy_makes_nothing_of_text(live_server, page, visit):
    page.goto(live_server.url + "/search/?q=bench")
    assert page.evaluate(PLANT, HARMLESS) == []
    assert visit.faults
    visit.faults.clear()
