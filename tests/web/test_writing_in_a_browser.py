"""Appealing in a real browser, with and without JavaScript; writing is part of a visit in tests/journeys."""

import pytest

from deliberation.statements.models import Statement
from deliberation.statements.moderating import rule
from tests.cast import NOON

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


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
    page.get_by_text("You appealed; somebody else will decide.").wait_for()
    if javascript:
        assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
