"""The whole main job in a real browser, on a real worker and its clock: from a vote to a ministry's answer."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page

from deliberation.obligations.models import Obligation
from deliberation.results.models import Publication
from deliberation.votes.models import Vote
from tests.cast import LESSON, founded, voted_world
from tests.journeys.people import PASSWORD, Citizen, Staff

pytestmark = [pytest.mark.browser, pytest.mark.worker]
OWN = "Benches belong on every square of the old town."
SUMMARY = "Night buses will run every half hour from next spring."


@pytest.fixture
def world(parts):
    now = timezone.now()
    cast = founded(password=PASSWORD)
    parts.start()
    return voted_world(cast, opens_at=now - timedelta(days=1), closes_at=now + timedelta(days=7))


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
def enter(request, visit, live_server, axe):
    """enter(Citizen): somebody comes with a browser of their own."""

    def accessible(page: Page) -> None:
        if request.param:  # axe itself is a script
            assert axe(page) == []

    def come(kind):
        page = visit(javascript=request.param, viewport=(1280, 800) if request.param else (360, 740))
        return kind(page, live_server.url, accessible)

    return come


def test_from_a_vote_to_an_answer(world, enter, eventually):
    citizen, facilitator, official, second = enter(Citizen), enter(Staff), enter(Staff), enter(Staff)
    votes_and_writes(citizen)
    accepts(facilitator)
    sees_it_accepted(citizen)
    eventually(lambda: Publication.objects.filter(final=False).exists(), timeout=60)
    reads_the_groups(citizen)
    closes(facilitator)
    eventually(lambda: Obligation.objects.count() == 3, timeout=60)
    drafts(official)
    signs(second)
    reads_the_answer(citizen)


def votes_and_writes(citizen):
    citizen.go("/")
    citizen.follow("How should the streets of the old town be used?")
    citizen.follow("Vote on statements")
    citizen.vote("Agree")
    citizen.sees("You agreed:")
    citizen.vote("Skip")
    citizen.sees("You skipped:")
    citizen.follow("Undo")
    citizen.sees("This is what you answered.")
    citizen.vote("Disagree")
    citizen.sees("You disagreed:")
    citizen.write(OWN)
    citizen.sees("Waiting for the facilitators")
    assert list(Vote.objects.order_by("-id").values_list("value", flat=True)[:3]) == [-1, 0, 1]


def accepts(facilitator):
    facilitator.sign_in("fay@example.org")
    facilitator.follow("1 statement waits for a ruling")
    facilitator.sees(OWN)
    facilitator.page.get_by_role("button", name="Accept statement").click()
    facilitator.sees("was accepted. People can vote on it now.")


def sees_it_accepted(citizen):
    citizen.go("/c/streets/mine/")
    citizen.sees("Accepted: others vote on it")


def reads_the_groups(citizen):
    citizen.go("/c/streets/results/")
    citizen.sees("The result so far")
    citizen.sees("There are three opinion groups")
    citizen.sees("The old town needs measure number 0.")


def closes(facilitator):
    facilitator.go("/desk/consultations/streets/")
    facilitator.follow("Close…")
    facilitator.page.get_by_label("What did not work?").fill(LESSON)
    facilitator.press("Yes, close now")
    facilitator.sees("Voting has ended.")


def drafts(official):
    official.sign_in("omar@example.org")
    official.follow("The old town needs measure number 0.")
    official.page.get_by_label("We will do it").check()
    official.press("Save and check what is missing")
    official.sees("Name at least one milestone")
    in_spring = (timezone.now() + timedelta(days=120)).date().isoformat()
    official.fill(summary=SUMMARY, signed_by="Director of buses", contact="buses@example.org")
    official.fill(milestone__0__what="Seven lines run every 30 minutes.", milestone__0__due_on=in_spring)
    official.fill(milestone__0__evidence="The published timetable.", milestone__0__unit="Bus unit")
    official.press("Save the draft")
    official.sees("Ask a second official to sign; your ministry has 1 other.")


def signs(second):
    second.sign_in("olga@example.org")
    second.follow("The old town needs measure number 0.")
    second.sees("Seven lines run every 30 minutes.")
    second.press("Sign and publish")
    second.sees("Version 1 of the answer is public.")


def reads_the_answer(citizen):
    citizen.go("/c/streets/")
    citizen.follow("The old town needs measure number 0.")
    citizen.sees("Ministry of Transport has answered")
    citizen.sees(SUMMARY)
    citizen.sees("Seven lines run every 30 minutes.")
