"""The voting page in a real browser: with keys only, with the line cut, and undoing.

A whole visit, and ten votes while the line is cut, are in tests/journeys; what the page weighs is with other pages'.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from deliberation.consultations.actions import close
from deliberation.people.models import Person
from deliberation.votes.models import AGREE, DISAGREE, SKIP, CurrentVote, Participant, Vote
from tests.cast import HOUR, LESSON, NOON, founded, fresh, opened, seeded
from tests.patience import eventually

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
VOTE = "/c/streets/vote/"
SENDS = "**/c/streets/vote/"


@pytest.fixture
def streets(live_server):
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation, [f"The old town needs measure number {number}." for number in range(14)])
    return consultation


def statement(page: Page) -> str:
    return page.locator("#statement").inner_text()


def voted() -> list[tuple[str, int]]:
    """Text and value of every line of the log, in order."""
    return list(Vote.objects.order_by("id").values_list("statement__text", "value"))


def arrive(page: Page, votes: list[tuple[str, int]]) -> None:
    """The log comes to be this. The page is asked too: while nobody talks to the browser its requests wait."""
    eventually(lambda: page.title() and voted() == votes)


def press(page: Page, name: str) -> str:
    """Press a button and go on; what it was pressed for."""
    before = statement(page)
    page.get_by_role("button", name=name, exact=True).click()
    return before


def test_with_keys_only(streets, live_server, page):
    page.goto(live_server.url + VOTE)
    asked = []
    for key in ("a", "d", "s"):
        asked.append(statement(page))
        page.keyboard.press(key)
        expect(page.locator("#statement")).not_to_have_text(asked[-1])
        expect(page.locator("#statement")).to_be_focused()
    waiting = statement(page)
    page.keyboard.press("u")
    expect(page.locator("#statement")).to_have_text(asked[-1])
    expect(page.get_by_role("button", name="Skip", pressed=True)).to_be_visible()
    expect(page.get_by_text("This is what you answered.")).to_be_visible()
    page.keyboard.press("1")
    expect(page.locator("#statement")).to_have_text(waiting)
    arrive(page, list(zip([*asked, asked[-1]], [AGREE, DISAGREE, SKIP, AGREE], strict=True)))


def test_undo_and_keep_it(streets, live_server, page):
    page.goto(live_server.url + VOTE)
    asked = press(page, "Agree")
    waiting = statement(page)
    page.get_by_role("link", name="Undo").click()
    page.get_by_role("link", name="Keep it and go on").click()
    expect(page.locator("#statement")).to_have_text(waiting)
    expect(page.get_by_text("You agreed:")).to_be_visible()
    arrive(page, [(asked, AGREE)])


def test_a_vote_is_undone_while_the_line_is_cut(streets, live_server, page):
    page.goto(live_server.url + VOTE)
    page.context.set_offline(True)
    asked = press(page, "Agree")
    page.keyboard.press("u")
    expect(page.get_by_role("button", name="Agree", pressed=True)).to_be_visible()
    press(page, "Disagree")
    page.context.set_offline(False)
    arrive(page, [(asked, AGREE), (asked, DISAGREE)])
    assert CurrentVote.objects.get().value == DISAGREE


def test_when_only_the_answer_is_lost_nothing_is_doubled(streets, live_server, page):
    """The server stored the vote, and the line broke before it could say so."""
    page.goto(live_server.url + VOTE)
    lost = []

    def lose(route):
        if route.request.method == "POST" and len(lost) < 2:
            lost.append(route.fetch().status)
            route.abort()
        else:
            route.continue_()

    page.route(SENDS, lose)
    asked = [press(page, "Agree"), press(page, "Skip")]
    expect(page.get_by_text("All your votes have arrived.")).to_be_visible()
    assert lost == [200, 200]
    assert voted() == [(asked[0], AGREE), (asked[1], SKIP)]


def test_votes_wait_as_long_as_the_server_wants_them_to(streets, live_server, page):
    page.goto(live_server.url + VOTE)
    sent = []

    def busy(route):
        if route.request.method != "POST":
            return route.continue_()
        sent.append(route.request)
        return route.fulfill(status=503, headers={"Retry-After": "4"}) if len(sent) == 1 else route.continue_()

    page.route(SENDS, busy)
    asked = [press(page, "Agree")]
    expect(page.get_by_text("So many votes cannot be taken just now. Votes kept on this device: 1.")).to_be_visible()
    asked.append(press(page, "Skip"))
    expect(page.get_by_text("So many votes cannot be taken just now. Votes kept on this device: 2.")).to_be_visible()
    assert len(sent) == 1
    expect(page.get_by_text("All your votes have arrived.")).to_be_visible(timeout=20_000)
    assert voted() == [(asked[0], AGREE), (asked[1], SKIP)]


def test_a_reload_loses_nothing(streets, live_server, page):
    page.goto(live_server.url + VOTE)
    page.route(SENDS, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    asked = [press(page, "Agree"), press(page, "Disagree")]
    expect(page.get_by_text("Votes kept on this device: 2.")).to_be_visible()
    page.reload()
    expect(page.locator("#statement")).not_to_have_text(re.compile("|".join(map(re.escape, asked))))
    page.unroute(SENDS)
    page.reload()
    eventually(lambda: page.title() and sorted(voted()) == sorted([(asked[0], AGREE), (asked[1], DISAGREE)]))


def test_who_leaves_while_a_vote_is_on_its_way_takes_the_others_along(streets, live_server, page):
    held = []

    def hold(route):
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    page.goto(live_server.url + VOTE)
    page.route(SENDS, hold)
    first, second = press(page, "Agree"), press(page, "Disagree")
    page.goto(live_server.url + "/c/streets/")
    eventually(lambda: page.title() and (second, DISAGREE) in voted())
    held[0].abort()  # one that is never answered would be found unfinished in a later test, and fail it
    page.unroute(SENDS)
    page.goto(live_server.url + VOTE)
    eventually(lambda: page.title() and sorted(voted()) == sorted([(first, AGREE), (second, DISAGREE)]))


def test_the_next_person_is_told_what_would_be_lost(streets, live_server, page):
    page.goto(live_server.url + VOTE)
    page.route(SENDS, lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    press(page, "Agree")
    expect(page.get_by_text("Votes kept on this device: 1.")).to_be_visible()
    leave = page.get_by_role("button", name="Next person on this device")
    leave.click()
    expect(page.get_by_text("Votes that have not been sent yet: 1.")).to_be_visible()
    leave.click()
    expect(page.get_by_text("This device has forgotten the last person.")).to_be_visible()
    page.unroute(SENDS)
    page.reload()
    expect(page.get_by_text("14 statements left")).to_be_visible()
    assert voted() == []
    assert Participant.objects.count() == 2


def test_what_was_refused_meanwhile_is_told(streets, live_server, page):
    page.goto(live_server.url + VOTE)
    page.context.set_offline(True)
    press(page, "Agree")
    close(
        consultation=fresh(streets),
        by=Person.objects.get(email="fay@example.org"),
        now=NOON + HOUR,
        did_not_work=LESSON,
    )
    page.context.set_offline(False)
    expect(page.get_by_text("A vote was not taken.")).to_be_visible()
    assert voted() == []
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('votes:'))") == []


def test_whose_page_is_too_old_is_told_to_reload_and_loses_nothing(streets, live_server, page):
    page.goto(live_server.url + VOTE)
    page.route(SENDS, lambda route: route.fulfill(status=403) if route.request.method == "POST" else route.continue_())
    asked = [press(page, "Agree") for _turn in range(2)]
    expect(page.get_by_text("This page is too old to send votes. Votes kept on this device: 2.")).to_be_visible()
    assert voted() == []
    page.unroute(SENDS)
    page.reload()
    # The page that is left sends what waits, all at once, and the new one sends it again: once each, in any order.
    eventually(lambda: page.title() and sorted(voted()) == sorted((text, AGREE) for text in asked))
