"""Similar statements in a real browser: by keyboard, on a telephone, with and without JavaScript."""

import pytest

from deliberation.statements.actions import rule
from deliberation.statements.models import Statement
from tests.cast import NOON, TEXTS

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


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no script"])
def test_an_author_appeals_and_sees_that_it_waits(live_server, visit, axe, cast, streets, javascript):
    page = visit(javascript=javascript, viewport=(360, 800))
    page.goto(f"{live_server.url}/c/streets/write/")
    page.get_by_label("Your statement").fill("Benches on every square.")
    page.get_by_role("button", name="Send").press("Enter")
    page.get_by_text("Waiting for the facilitators").wait_for()
    statement = Statement.objects.get(text="Benches on every square.")
    rule(statement=statement, outcome="rejected", reason="unclear", note="Which?", by=cast.fay, now=NOON)
    page.reload()
    page.get_by_role("link", name="Appeal about statement 5").press("Enter")
    for typed in ("", "All of them, as I wrote."):
        page.get_by_label("Why should it be accepted?").fill(typed)
        if javascript:
            assert axe(page) == []
        page.get_by_role("button", name="Send the appeal").press("Enter")
    page.get_by_text("You appealed; another facilitator will decide.").wait_for()
    if javascript:
        assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
