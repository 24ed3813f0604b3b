"""What follows a ministry's answer, in a real browser: a citizen reads, compares and rates it; a journalist looks who
answers and who does not, and takes the figures along."""

import csv
from io import StringIO

import pytest
from django.http import HttpResponse
from django.utils import timezone
from playwright.sync_api import Page, expect

from deliberation.obligations.models import Obligation, Rating
from deliberation.obligations.rating import rate, release_ratings
from deliberation.obligations.sweeping import enter_overdue
from deliberation.votes.identity import COOKIE, remember
from tests.cast import DAY, answer, closed_and_bound, commitment, founded, voted_world
from tests.journeys import atom
from tests.journeys.people import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FIRST = "Night buses will run every half hour from next spring."
MINISTRY = "Ministry of Transport"
SECOND = "Night buses will run every half hour from next autumn."


@pytest.fixture
def world(live_server):
    """Closed 80 days ago; of three duties one is answered, in two versions, and two are overdue."""
    now = timezone.now()
    world = closed_and_bound(
        voted_world(founded(now=now - 90 * DAY), opens_at=now - 90 * DAY, closes_at=now - 80 * DAY)
    )
    duty, omar = Obligation.objects.earliest("pk"), world.cast.omar
    answer(obligation=duty, draft=commitment(summary=FIRST), by=omar, now=now - 30 * DAY)
    answer(obligation=duty, draft=commitment(summary=SECOND), by=omar, now=now - 5 * DAY)
    enter_overdue(now=now)
    return world


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def come(request, visit, live_server, axe):
    """A browser; with JavaScript every page is looked at by axe, without it the screen is a phone's."""

    def accessible(page: Page) -> None:
        if request.param:
            assert axe(page) == []

    page = visit(javascript=request.param, viewport=(1280, 800) if request.param else (360, 740))
    return Visitor(page, live_server.url, accessible)


def test_a_citizen_reads_compares_and_rates(world, come):
    come.go(f"/obligations/{Obligation.objects.earliest('pk').pk}/rating/")
    come.sees("Only people who voted in this consultation can say this")
    remembers(come, "person 0")
    come.go("/c/streets/")
    come.follow("The old town needs measure number 0.")
    come.sees("Ministry of Transport has answered")
    come.sees(SECOND)
    come.follow("What changed since the version before")
    come.sees("What changed since version 1")
    changed = [come.page.locator(f"#changed ~ p {kind}").inner_text().split() for kind in ("del", "ins")]
    assert changed == [["Removed:", "spring"], ["Added:", "autumn"]]
    come.follow("The duty, and all that happened")
    come.follow("Rate this answer")
    come.press("Send the rating")
    come.sees("There is a problem")
    chosen(come, "Does it answer what was asked?", "Partly")
    chosen(come, "Are the reasons clear?", "Yes")
    come.press("Send the rating")
    come.sees("Your rating is saved.")
    come.sees("There are no figures yet.")
    assert list(Rating.objects.values_list("answers_it", "clear")) == [("partly", "yes")]
    others_rate(world)
    come.go(f"/obligations/{Obligation.objects.earliest('pk').pk}/")
    come.sees("How people rated version 2, by opinion group")


def test_a_journalist_finds_who_is_late_and_takes_the_figures_along(world, come, settings):
    come.go("/")
    come.follow("How ministries answer")
    row = come.page.get_by_role("row").filter(has=come.page.get_by_role("rowheader", name=MINISTRY))
    heads = come.page.locator("thead th").all_inner_texts()
    cells = dict(zip(heads[1:], row.get_by_role("cell").all_inner_texts(), strict=True))
    sheet = read(come, come.page.get_by_role("link", name="This table for a spreadsheet (CSV)").get_attribute("href"))
    told = next(line for line in csv.DictReader(StringIO(sheet.lstrip("\ufeff"))) if line["ministry"] == MINISTRY)
    assert told["overdue"] == "2"
    come.follow(MINISTRY)
    overdue = come.page.locator("dt", has_text="Overdue").first.locator("xpath=following-sibling::dd[1]")
    assert overdue.inner_text().strip() == told["overdue"] == cells["Overdue"].strip()
    overdue.get_by_role("link").click()
    come.look()
    come.sees("The old town needs measure number 1.")
    come.sees("The old town needs measure number 2.")
    expect(come.page.get_by_text("The old town needs measure number 0.")).to_have_count(0)
    feed = come.page.get_by_role("link", name="Follow by feed (Atom)").get_attribute("href")
    assert atom.faults(read(come, feed), settings.BASE_URL + feed) == []


def remembers(visitor, token):
    """The browser of somebody who voted."""
    response = HttpResponse()
    remember(response, token)
    value = response.cookies[COOKIE].value
    visitor.page.context.add_cookies([{"name": COOKIE, "value": value, "url": visitor.site}])


def chosen(visitor, question, word):
    visitor.page.get_by_role("group", name=question).get_by_label(word, exact=True).check()


def others_rate(world):
    """Enough people of each group say what they think for it to be told."""
    latest = Obligation.objects.earliest("pk").answers.last()
    now = timezone.now()
    for person in world.people[1:]:
        rate(answer=latest, answers_it="yes", clear="yes", by=person, now=now)
    release_ratings(now=now)


def read(visitor, address):
    """What is behind a link, as it came."""
    response = visitor.page.request.get(visitor.site + address)
    assert response.status == 200
    return response.text()
