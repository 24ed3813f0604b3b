"""Two worlds differ in one vote of B's: every byte that A receives before the next release is the same in both.

Every address of the site is asked, found from its list of addresses. One that is new is asked as well; where it needs
something that SAMPLES does not know, or answers nothing useful, a test here fails until somebody has said what to ask.
"""

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from deliberation.consultations.actions import allow_embedding
from deliberation.notices.actions import subscribe
from deliberation.notices.links import token
from deliberation.notices.models import Subscription
from deliberation.obligations.delivering import make_link, report, token_of
from deliberation.obligations.models import Obligation
from deliberation.obligations.promises import ReportDraft
from deliberation.results.actions import analyse, release
from deliberation.results.models import Publication
from deliberation.statements.moderating import rule
from deliberation.votes.identity import COOKIE, remember
from deliberation.votes.models import AGREE, DISAGREE, SKIP, Vote
from deliberation.web.framing import OWN
from tests.cast import (
    CLOSING,
    HOUR,
    MINUTE,
    WEEK,
    Cast,
    World,
    answer,
    citizen,
    closed_and_bound,
    commitment,
    founded,
    fresh,
    invited_world,
    published,
    vote,
    voted_world,
    written,
)
from tests.hall import documented, meeting_owed
from tests.web.addresses import SAMPLES, SPECIAL, every_address

ELSEWHERE = ["/nothing/here/", "/api/v1/nothing", "/c/nothing/", "/c/streets/results/99/", "/ar/c/streets/vote/"]
# Beside each address as it is: with questions that it takes.
ASKING = [
    "/api/v1/consultations?page_size=1",
    "/api/v1/obligations?consultation=parks",
    "/api/docs/problems",
    "/search/?q=measure",
    "/api/v1/search?q=measure",
]
# Made by chance for each answer, and therefore never the same: tokens against forgery and operation ids.
BY_CHANCE = [
    (re.compile(r"""(csrfmiddlewaretoken"|csrf_token":|csrf-token"|data-csrf=)([^>]*?)"[A-Za-z0-9]{64}\""""), r"\1\2"),
    (re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}"), "an operation id"),
]
TOKENS = {"csrftoken", "framed_csrftoken"}
RELEASED = CLOSING + HOUR


@dataclass
class Person:
    """A browser that writes down all it is sent."""

    client: Client
    received: dict[str, object]

    def get(self, path: str) -> HttpResponse:
        return self._noted(f"{len(self.received)} GET {path}", self.client.get(path))

    def post(self, path: str, sent: dict[str, object], **how: object) -> HttpResponse:
        return self._noted(f"{len(self.received)} POST {path}", self.client.post(path, sent, **how))

    def delete(self, path: str) -> HttpResponse:
        return self._noted(f"{len(self.received)} DELETE {path}", self.client.delete(path))

    def _noted(self, what: str, response: HttpResponse) -> HttpResponse:
        body = response.getvalue().decode(errors="backslashreplace")
        for pattern, instead in BY_CHANCE:
            body = pattern.sub(instead, body)
        cookies = {
            name: (morsel.OutputString() if name not in TOKENS else "") for name, morsel in response.cookies.items()
        }
        headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
        self.received[what] = (response.status_code, headers, cookies, body)
        return response


def somebody(token: str) -> Person:
    response = HttpResponse()
    remember(response, token)
    client = Client()
    client.cookies[COOKIE] = client.cookies[OWN[COOKIE]] = response.cookies[COOKIE].value  # outside frames and inside
    return Person(client, {})


def reads_everything(person: Person) -> None:
    for path in [*(each.path for each in every_address()), *ELSEWHERE, *ASKING]:
        person.get(path)


def takes_part(person: Person) -> None:
    """Everything that a citizen can do, over both faces."""
    one = "/api/v1/consultations/streets"
    for value in (AGREE, DISAGREE, SKIP):
        page = person.get("/c/streets/vote/").content.decode()
        number = re.search(r'name="statement" value="(\d+)"', page)[1]
        sent = {"statement": number, "value": value, "operation": uuid4()}
        person.post("/c/streets/vote/", {**sent, "part": "ballot"} if value == AGREE else sent)
        person.post("/c/streets/vote/", sent)  # a retry
    shown = person.post(f"{one}/next", {}, content_type="application/json").json()["statement"]["number"]
    sent = {"statement": shown, "value": AGREE, "operation": str(uuid4())}
    for _again in range(2):
        person.post(f"{one}/votes", sent, content_type="application/json")
    person.post("/c/streets/vote/", {"statement": 999, "value": 1, "operation": uuid4()})
    framed = person.get("/embed/streets/").content.decode()
    sent = {"statement": re.search(r'name="statement" value="(\d+)"', framed)[1], "value": AGREE, "operation": uuid4()}
    for part in ({"part": "ballot"}, {}):
        assert person.post("/embed/streets/", sent | part).status_code < 400
    person.get("/embed/streets/mine/")
    person.get("/embed/streets/enough/")
    person.post("/c/streets/write/", {"text": "The old town needs measures number 3."})  # much like what is there
    person.post(reverse("web:appeal", kwargs=SPECIAL["web:appeal"]), {"reason": "It is not mine."})
    person.post("/c/streets/write/", {"text": "Trams should be free of charge on Sundays."})
    person.post(f"{one}/statements", {"text": "Every square needs a bench."}, content_type="application/json")


def leaves(person: Person) -> None:
    person.post("/next-person/", {"back": "/c/streets/"})
    person.delete("/api/v1/participation")
    person.get("/c/streets/vote/")


def followed(cast: Cast) -> None:
    """The duty of the parks was answered, its milestone reported done, and a link was made to report on it."""
    duty = Obligation.objects.earliest("id")
    answer(obligation=duty, draft=commitment(), by=cast.omar, now=CLOSING)
    link = make_link(obligation=duty, number=1, by=cast.omar, now=CLOSING)
    done = ReportDraft("done", "Every line runs; the timetable says so.", "https://example.org/timetable")
    report(obligation=duty, number=1, draft=done, by=cast.omar, now=CLOSING)
    for name in ("obligation", "answer", "answer-version", "rating", "follow-up", "happened"):
        SPECIAL[f"web:{name}"] = {"number": duty.pk, "version": 1, "milestone": 1}
    SPECIAL["web:check-in"] = SPECIAL["api:check-in"] = {"token": token_of(link)}


@pytest.fixture
def world(request, clock, db, settings, monkeypatch) -> World:
    """Streets are open and published, parks are decided and bind a ministry. The world of the streets may be
    another one, as the parameter of this."""
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"  # whether one answers there is not the question
    cast = founded()
    closed_and_bound(voted_world(cast, slug="parks"))
    SAMPLES["obligation"] = Obligation.objects.earliest("id").pk
    hall = documented(cast, meeting_owed(cast, "hall", CLOSING), CLOSING + MINUTE)
    monkeypatch.setattr("deliberation.votes.actions.random.SystemRandom", lambda: random.Random(7))
    monkeypatch.setattr("deliberation.votes.identity.secrets.token_urlsafe", lambda _size: "the next person")
    for each in every_address():
        if each.name.partition(":")[2].startswith(("meeting", "utterance")):
            SPECIAL[each.name] = {"number": hall.pk, "obligation": hall.pk, "utterance": 1}
    followed(cast)
    clock.move_to(RELEASED)
    kind = getattr(request, "param", voted_world)
    streets = kind(cast, closes_at=CLOSING + WEEK)
    allow_embedding(consultation=streets.consultation, origins=["https://www.example.org"], by=cast.fay, now=RELEASED)
    rejected = written(streets.consultation, "ann", "Buy benches at my shop.")
    rule(statement=rejected, outcome="rejected", reason="advertising", by=cast.fay, now=RELEASED)
    SPECIAL["web:appeal"] = SPECIAL["web:own-rewording"] = {"slug": "streets", "number": rejected.number}
    settings.EMAIL_ON = True  # so that the pages offer what they may
    subscribe(consultation=streets.consultation, address="ann@example.org", language="en", now=RELEASED)
    SAMPLES["token"] = token(Subscription.objects.get().handle)
    return published(streets, RELEASED)


def everything(person: Person) -> None:
    reads_everything(person)
    takes_part(person)
    reads_everything(person)
    leaves(person)


def all_that_a_receives(
    world: World, clock, of_b: Callable[[World], object], analysed: bool, of_a: Callable[[Person], object] = everything
) -> dict[str, object]:
    """What A is sent in a world where B did `of_b`; afterwards nothing of it has happened."""
    person = somebody("ann")
    cache.clear()  # or the second world would be sent what was made in the first
    with transaction.atomic():
        before = Publication.objects.count()
        clock.move_to(RELEASED + MINUTE)
        of_b(world)
        clock.move_to(RELEASED + HOUR + timedelta(seconds=7))
        if analysed:
            analyse(consultation=fresh(world.consultation), now=RELEASED + HOUR)
            release(consultation=fresh(world.consultation), now=RELEASED + HOUR)
        of_a(person)
        assert Publication.objects.count() == before
        transaction.set_rollback(True)
    return person.received


def nothing(world: World) -> None:
    """B stayed away."""


def comes_and_votes(world: World) -> None:
    vote(citizen(world.consultation, "bob", RELEASED + MINUTE), 4, AGREE, RELEASED + MINUTE)


def votes_anew_and_comes(world: World) -> None:
    """One changes a vote, on one statement; another comes, and votes on another: neither can hide the other."""
    vote(world.people[0], 0, DISAGREE, RELEASED + MINUTE)
    comes_and_votes(world)


def differences(one: dict[str, object], other: dict[str, object]) -> dict[str, list[tuple[str, str]]]:
    """By what was asked, the first lines that are not the same."""
    found = {}
    for what, mine in one.items():
        if mine != other[what]:
            lines = zip(*(repr(each).replace("\\n", "\n").split("\n") for each in (mine, other[what])), strict=False)
            found[what] = [pair for pair in lines if pair[0] != pair[1]][:3]
    return found


# On the second engine no pair is compared: what differs there is what the database answers, not what B does.
@pytest.mark.parametrize("analysed", [False, True], ids=["no worker yet", "analysed"])
@pytest.mark.once
def test_every_byte_is_the_same(world: World, clock, analysed) -> None:
    without = all_that_a_receives(world, clock, nothing, analysed)
    together = all_that_a_receives(world, clock, votes_anew_and_comes, analysed)
    assert list(without) == list(together)
    assert differences(without, together) == {}
    assert not Vote.objects.filter(cast_at__gt=RELEASED).exists()


@pytest.mark.parametrize("world", [partial(invited_world, strangers=12)], ids=["invited"], indirect=True)
@pytest.mark.once
def test_every_byte_is_the_same_with_a_vote_that_does_not_count(world: World, clock) -> None:
    """Twelve agree with 4: one more would make "about 10" to "about 15"."""
    (row,) = (row for row in world.publication.document["beside"]["statements"] if row["number"] == 4)
    assert (row["agree"], row["voters"]) == (10, 10)
    without = all_that_a_receives(world, clock, nothing, True, reads_everything)
    together = all_that_a_receives(world, clock, comes_and_votes, True, reads_everything)
    assert differences(without, together) == {}


def test_every_address_is_asked_and_answers_something(world: World) -> None:
    """An address that is new and answers 404 or 500 to these questions needs better ones in SAMPLES or SPECIAL."""
    person = somebody("ann")
    person.get("/c/streets/vote/")
    answers = {each.name: person.client.get(each.path).status_code for each in every_address()}
    useful = {200, 302, 401, 403, 405}
    # Where citizens sign in has tests of its own: this site has no provider, and says so. So have files.
    useless = {"machines:signed-in": 404, "web:verified": 409, "api:how-to-sign-in": 409, "web:consultation-file": 404,
               "web:answer-file": 404, "machines:metrics": 404}  # fmt: skip
    assert {name: status for name, status in answers.items() if status not in useful} == useless
    assert len(answers) > 50


@pytest.mark.once
def test_this_would_notice_a_count_that_moves(world: World, clock, monkeypatch) -> None:
    monkeypatch.setattr("deliberation.web.health._redis_answers", Vote.objects.count)
    ready = "/health/ready"
    assert ready in {each.path for each in every_address()}
    without = all_that_a_receives(world, clock, nothing, False, lambda person: person.get(ready))
    together = all_that_a_receives(world, clock, comes_and_votes, False, lambda person: person.get(ready))
    assert {what.split()[-1] for what in differences(without, together)} == {ready}
