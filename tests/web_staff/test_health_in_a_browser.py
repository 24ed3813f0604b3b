"""In a real browser: figures that renew themselves, and sheets that are typed in by single keys."""

import pytest
from django.urls import reverse

from deliberation.results.stock import take_stock
from deliberation.votes.models import Sheet, Vote
from deliberation.votes.paper import print_sheets
from tests.cast import AGREE, HOUR, MINUTE, NOON, citizen, vote, voted_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def desk(live_server, signed_in):
    """42 people have voted; sit(page, name) opens a page of Fay's."""
    world = voted_world()

    def sit(page, name, *args):
        session = signed_in(world.cast.fay).cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": live_server.url}])
        page.goto(live_server.url + reverse(f"web:{name}", args=["streets", *args]))
        return page

    return world, sit


def test_figures_renew_themselves_and_say_so(desk, page, axe):
    world, sit = desk
    take_stock(consultation=world.consultation, now=NOON)
    page.clock.install()
    sit(page, "consultation-health")
    page.get_by_text("About 40 people whose votes count").wait_for()
    for number in range(30):
        vote(citizen(world.consultation, f"late {number}"), 0, AGREE, NOON + MINUTE)
    take_stock(consultation=world.consultation, now=NOON + HOUR)
    page.clock.fast_forward(31_000)
    page.get_by_text("About 70 people whose votes count").wait_for()
    assert page.get_by_role("status").text_content() == "The figures were renewed."
    assert axe(page) == []


def test_a_sheet_is_typed_in_by_single_keys(desk, page, axe):
    world, sit = desk
    print_sheets(consultation=world.consultation, sheets=1, statements=5, numbers=range(5), by=world.cast.fay, now=NOON)
    code, votes = Sheet.objects.get().code, Vote.objects.count()
    for state in ("Typed in once.", "the votes count now."):
        sit(page, "sheet", code)
        for key in "12301":
            page.keyboard.press(key)
        assert axe(page) == []
        page.keyboard.press("Enter")
        page.get_by_text(state).wait_for()
    typed = Vote.objects.filter(participant__paper=True).values_list("statement__number", "value")
    assert dict(typed) == {0: 1, 1: -1, 2: 0, 4: 1}
    assert Vote.objects.count() == votes + 4
