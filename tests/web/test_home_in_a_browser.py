"""Home, search and what is shared, in a real browser: with keys only and without scripts."""

import pytest

from deliberation.search.actions import take_up
from tests.cast import DAY, NOON, closed_and_bound, founded, opened, published, voted_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def shelves(live_server):
    """One consultation on each of three shelves."""
    cast = founded()
    published(voted_world(cast, topic="Streets"))
    closed_and_bound(voted_world(cast, slug="two", topic="Parks"))
    take_up(now=NOON)
    opened(cast, slug="three", closes_at=NOON + 30 * DAY, question="夜間公車應該每半小時一班嗎？", language="zh-Hant")
    return live_server.url


def test_choosing_works_with_keys_and_without_scripts(shelves, visit):
    page = visit(javascript=False)
    page.goto(shelves)
    page.get_by_label("Topic").focus()
    page.keyboard.press("P")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**topic=Parks**")
    assert page.locator(".card-link").count() == 1
    field = page.goto(shelves + "/c/streets/") and page.get_by_label("Link to this consultation")
    assert field.input_value().endswith("/c/streets/")
    assert page.get_by_role("button", name="Copy the link").count() == 0


def test_the_search_is_on_every_page_and_works_with_keys_and_without_scripts(shelves, visit):
    page = visit(javascript=False, viewport=(360, 640))
    page.goto(shelves + "/how/")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("MEASURE  number 3")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search/?q=MEASURE**")
    assert page.locator("mark").first.text_content() == "measure"


def test_the_link_is_copied_and_it_says_so(shelves, visit):
    page = visit(permissions=["clipboard-read", "clipboard-write"])
    page.goto(shelves + "/c/streets/")
    page.get_by_role("button", name="Copy the link").press("Enter")
    page.get_by_text("The link is copied.").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.get_by_label("Link to this").input_value()


def test_the_poster_is_one_sheet(shelves, visit):
    page = visit()
    page.goto(shelves + "/c/streets/poster/")
    assert page.pdf(prefer_css_page_size=True).count(b"/Type /Page\n") == 1
