"""What is asked of a consultation of each size, and how long each takes. Run by sizes_figures.py.

Through Django's test client, in one process: the whole middleware, view, template and database, without a web server.
"""

import random
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import uuid4

from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from deliberation.consultations.models import Consultation
from deliberation.people.models import Person
from deliberation.results.actions import release
from deliberation.results.queries import latest_publication, oldest_unanalysed, releasable, stale
from deliberation.results.stock import untaken
from deliberation.search.actions import take_up
from deliberation.statements.models import Statement
from deliberation.votes.identity import COOKIE, pseudonym, remember
from deliberation.votes.log import last_vote
from deliberation.votes.models import CurrentVote, Participant, Served
from deliberation.votes.queries import voters_since
from tests.bench.sizes_filling import CLOSED, SLUG, tokens
from tests.bench.staff import PAGES, signed_in

WARM_UP, ENOUGH = 2, 4.0  # rounds before any counts; seconds after which a slow page is not asked again
FEWEST = 5  # rounds of a slow page
MS = 1000.0
AUTHORISED = {"HTTP_AUTHORIZATION": "Bearer of-the-bench"}


@dataclass(frozen=True)
class Asked:
    """One row of the table. `before`: what has to be done each time, outside the clock."""

    what: str
    work: Callable[[], object]
    before: Callable[[], object] = lambda: None


def measured(rounds: int) -> dict[str, dict[str, float]]:
    """By what was asked: median and 95th percentile in ms, queries, kB."""
    with override_settings(**PAGES, HEALTH_TOKEN="of-the-bench"):
        return {each.what: _figures(each, rounds) for each in asked(Consultation.objects.get(slug=SLUG))}


def _figures(each: Asked, rounds: int) -> dict[str, float]:
    for _ in range(WARM_UP):
        each.before()
        cache.clear()
        queries: list[str] = []
        with connection.execute_wrapper(noted_in(queries)):
            answer = each.work()
    taken: list[float] = []
    while len(taken) < rounds and (len(taken) < FEWEST or sum(taken) < ENOUGH):
        each.before()
        cache.clear()  # what is made once for all is made each time here
        began = time.perf_counter()
        each.work()
        taken.append(time.perf_counter() - began)
    length = len(answer.content) / 1000 if isinstance(answer, HttpResponse) else 0.0
    return {
        "median": statistics.median(taken) * MS,
        "p95": statistics.quantiles(taken, n=20, method="inclusive")[-1] * MS,
        "queries": len(queries),
        "kB": length,
    }


def noted_in(queries: list[str]) -> Callable[..., object]:
    """Django forgets at each request what it noted of queries itself."""

    def noted(execute: Callable[..., object], sql: str, *rest: object) -> object:
        queries.append(sql)
        return execute(sql, *rest)

    return noted


def asked(consultation: Consultation) -> Iterator[Asked]:
    """All rows, in order."""
    yield from _voting(consultation)
    yield from _public(consultation)
    yield from _staff(consultation)
    yield from _background(consultation)


def browser(token: str = "") -> Client:
    """A new one, or one that keeps the token."""
    client, kept = Client(), HttpResponse()
    if token:
        remember(kept, token)
        client.cookies[COOKIE] = kept.cookies[COOKIE].value
    return client


def read(client: Client, name: str, *args: object, query: str = "", **headers: str) -> Callable[[], HttpResponse]:
    """Ask for an address by its name."""
    address = reverse(name, args=args) + query

    def get() -> HttpResponse:
        if name == "api:next":  # it remembers what it showed
            response = client.post(address, {}, "application/json")
        else:
            response = client.get(address, **headers)
        assert response.status_code == 200, (address, response.status_code)
        return response

    return get


def _voting(consultation: Consultation) -> Iterator[Asked]:
    slug = consultation.slug
    yield Asked("next statement (page), new participant", _newcomer("web:vote", slug))
    yield Asked("next statement (API), new participant", _newcomer("api:next", slug))
    for kind, said in (("keen", "200 votes"), ("tireless", "4,990 votes")):
        first, second, third = tokens(kind)
        again = _one_less(consultation, first)
        yield Asked(f"next statement (page), {said}", read(browser(first), "web:vote", slug), again)
        yield Asked(f"next statement (API), {said}", read(browser(first), "api:next", slug), again)
        yield Asked(f"a vote (API), {said}", _a_vote(consultation, second))
        yield Asked(f"own votes and statements (page), {said}", read(browser(third), "web:mine", slug))
        yield Asked(f"own votes (API), {said}", read(browser(third), "api:votes", slug))
        yield Asked(f"enough for now (page), {said}", read(browser(third), "web:enough", slug))


def _newcomer(name: str, slug: str) -> Callable[[], object]:
    """Somebody else each time, of whom nothing is known."""

    def arrive() -> HttpResponse:
        return read(browser(), name, slug)()

    return arrive


def _one_less(consultation: Consultation, token: str) -> Callable[[], object]:
    """Nobody showed them the last of the ten, so that one has to be drawn."""
    person = Participant.objects.get(consultation=consultation, pseudonym=pseudonym(token, consultation.pk))
    answered = CurrentVote.objects.filter(participant=person).values("statement")
    held = Served.objects.filter(participant=person).exclude(statement__in=answered).order_by("-id")
    return lambda: Served.objects.filter(pk=held.values_list("pk", flat=True)[0]).delete()


def _a_vote(consultation: Consultation, token: str) -> Callable[[], object]:
    """One that this person changes."""
    person = Participant.objects.get(consultation=consultation, pseudonym=pseudonym(token, consultation.pk))
    numbers = list(CurrentVote.objects.filter(participant=person).values_list("statement__number", flat=True))
    client, address, chance = browser(token), reverse("api:votes", args=[consultation.slug]), random.Random(1)

    def vote() -> HttpResponse:
        sent = {"statement": chance.choice(numbers), "value": chance.choice((-1, 1)), "operation": str(uuid4())}
        response = client.post(address, sent, "application/json")
        assert response.status_code == 201, response.content
        return response

    return vote


def _public(consultation: Consultation) -> Iterator[Asked]:
    slug, anybody = consultation.slug, browser()
    newest = latest_publication(consultation)
    assert newest is not None
    texts = Statement.objects.filter(consultation=consultation)
    word = texts.get(number=7).text.split()[0]
    yield Asked("consultation", read(anybody, "web:consultation", slug))
    yield Asked("results", read(anybody, "web:results", slug))
    yield Asked("results (API)", read(anybody, "api:results", slug))
    yield Asked("results as CSV", read(anybody, "web:results-csv", slug, newest.number))
    yield Asked("results as a picture", read(anybody, "web:results-svg", slug, newest.number))
    yield Asked("results over time", read(anybody, "web:over-time", slug))
    yield Asked("results over time (API)", read(anybody, "api:over-time", slug))
    yield Asked("results over time as CSV", read(anybody, "web:over-time-csv", slug))
    yield Asked("statements (API), first page", read(anybody, "api:statements", slug))
    yield Asked("statements (API), last page", read(anybody, "api:statements", slug, query="?page=100"))
    yield Asked("a word looked for", read(anybody, "web:search", query=f"?q={word}"))
    yield Asked("a word looked for (API)", read(anybody, "api:search", query=f"?q={word}"))
    yield Asked("front page", read(anybody, "web:home"))
    yield Asked("record", read(anybody, "web:record", slug))
    yield Asked("record (API), last page", read(anybody, "api:record", slug, query="?page=104"))
    yield Asked("moderation log, first page", read(anybody, "web:moderation-log", slug))
    yield Asked("moderation log, last page", read(anybody, "web:moderation-log", slug, query="?page=104"))
    yield Asked("moderation log as CSV", read(anybody, "web:moderation-log-csv", slug))
    yield Asked("moderation figures (API)", read(anybody, "api:moderation-figures", slug))
    yield Asked("feed", read(anybody, "web:consultation-feed", slug))
    yield Asked("ministries", read(anybody, "web:scoreboard"))
    yield Asked("a closed consultation", read(anybody, "web:consultation", CLOSED))


def _staff_member(name: str) -> Client:
    return signed_in(Person.objects.get(email=f"{name}@example.org"))


def _staff(consultation: Consultation) -> Iterator[Asked]:
    slug, fay = consultation.slug, _staff_member("fay")
    waiting = Statement.objects.filter(consultation=consultation, ruling=None).latest("number")
    yield Asked("facilitator's desk", read(fay, "web:desk"))
    yield Asked("consultation's desk", read(fay, "web:consultation-desk", slug))
    yield Asked("queue, first page", read(fay, "web:queue", slug))
    yield Asked("queue, last page", read(fay, "web:queue", slug, query="?page=20"))
    yield Asked("queue, doubtful and known first", read(fay, "web:queue", slug, query="?order=doubt&record=known"))
    yield Asked("queue (API)", read(fay, "api:queue", slug))
    yield Asked("accepted statements, first page", read(fay, "web:queue", slug, "accepted"))
    yield Asked("accepted statements, last page", read(fay, "web:queue", slug, "accepted", query="?page=200"))
    yield Asked("a statement and those like it", read(fay, "web:statement-desk", slug, waiting.number))
    yield Asked("second readings", read(_staff_member("zac"), "web:second-reading", slug))
    yield Asked("second readings (API)", read(fay, "api:second-readings", slug))
    yield Asked("appeals", read(fay, "web:appeals", slug))
    yield Asked("how it goes: figures, bursts, look-alikes", read(fay, "web:consultation-health", slug))
    yield Asked("how it goes, last page", read(fay, "web:consultation-health", slug, query="?page=200"))
    yield Asked("how it goes (API)", read(fay, "api:health", slug))
    yield Asked("coverage (API), last page", read(fay, "api:coverage", slug, query="?page=100"))
    yield Asked("population", read(fay, "web:population", slug))
    yield Asked("sheets of paper", read(fay, "web:sheets", slug))
    yield Asked("handing votes over (page)", read(fay, "web:handover", slug))
    yield Asked("translations, last page", read(fay, "web:translations", slug, "fr", query="?page=100"))
    yield Asked("ministry's desk", read(_staff_member("omar"), "web:desk"))


def _background(consultation: Consultation) -> Iterator[Asked]:
    now, line = timezone.now(), last_vote(consultation)
    wanting = (stale, releasable, untaken)
    yield Asked("what wants an analysis, a release, a stock", lambda: [list(found()) for found in wanting])
    yield Asked("age of the oldest vote not analysed", lambda: oldest_unanalysed(now))
    yield Asked("the site's health, for its operator", read(browser(), "machines:health-ready", **AUTHORISED))
    yield Asked("a release that is not due", lambda: release(consultation=consultation, now=now))
    yield Asked("have enough voted for the first release?", lambda: voters_since(consultation, 0, line, 5))
    yield Asked("taking up for the search, nothing new", lambda: take_up(now=now))
