"""Similar statements in a real browser: by keyboard, on a telephone, with and without JavaScript."""

import pytest

from tests.cast import TEXTS

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
TYPED = "Night buses shoud run every half an hour"


@pytest.mark.parametrize("width", [360, 768, 1280])
@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_a_similar_statement_is_voted_on_by_keyboard_and_the_text_stays(
    live_server, visit, axe, streets, javascript, width
):
    page = visit(javascript=javascript, viewport=(width, 800))
    page.goto(f"{live_server.url}/c/streets/write/")
    page.get_by_label("Your statement").fill(TYPED)
    page.get_by_role("button", name="Send").press("Enter")
    heading = page.get_by_role("heading", name="Others wrote something similar")
    heading.wait_for()
    assert page.title().startswith("Not posted yet:")
    if javascript:
        assert heading.evaluate("node => node === document.activeElement")
        assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.get_by_role("listitem").filter(has_text=TEXTS[0]).is_visible()
    page.get_by_role("button", name="Agree", exact=True).press("Enter")
    page.get_by_text("Your vote is saved.").wait_for()
    assert page.get_by_role("button", name="Agree", exact=True).get_attribute("aria-pressed") == "true"
    assert page.get_by_label("Your statement").input_value() == TYPED
    page.get_by_role("button", name="Mine says something else: post it").press("Enter")
    page.get_by_text("Waiting for the facilitators").wait_for()
    if javascript:
        assert axe(page) == []
