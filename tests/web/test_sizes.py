"""However many people vote, no page reads more for it: what is shown was kept with a release or a stock, or is about
one participant. Whatever is asked here is timed by `python -m tests.bench.sizes`, with up to half a million people."""

import re
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deliberation.results.actions import release
from deliberation.results.queries import oldest_unanalysed, releasable, stale
from deliberation.results.stock import take_stock, untaken
from deliberation.statements.queries import public_statements
from deliberation.votes.log import last_vote
from deliberation.votes.models import AGREE, CurrentVote, Served, Vote
from deliberation.votes.queries import voters_since
from deliberation.web import results
from tests.bench.sizes_pages import browser
from tests.cast import DAY, HOUR, NOON, WORLD_TEXTS, citizen, colleague, fresh, published, vote, voted_world, written

pytestmark = pytest.mark.django_db
MORE = 60  # people who come later; each votes on everything
OF_PEOPLE = ("votes_participant", "votes_vote", "votes_currentvote", "votes_served")
READ = """SELECT coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) FROM pg_stat_xact_user_tables
WHERE relname = ANY(%s)"""
BY_ANYBODY = (
    "web:consultation", "web:results", "api:results", "web:results-csv", "web:results-svg", "web:over-time",
    "api:over-time", "api:statements", "web:search", "web:home", "web:record", "web:moderation-log",
    "api:moderation-figures", "web:consultation-feed", "web:scoreboard",
)  # fmt: skip
BY_VOTER = ("web:vote", "api:next", "web:mine", "api:votes", "web:enough")
BY_STAFF = (
    "web:desk", "web:consultation-desk", "web:queue", "web:statement-desk", "web:appeals",
    "web:consultation-health", "api:health", "api:coverage", "web:population", "web:sheets", "web:handover",
)  # fmt: skip


def page(client: Callable[[], Client], name: str) -> Callable[[], None]:
    numbers = {"web:results-csv": [1], "web:results-svg": [1], "web:statement-desk": [len(WORLD_TEXTS)]}
    alone = {"web:search", "web:home", "web:scoreboard", "web:desk"}
    address = reverse(name, args=[] if name in alone else ["streets", *numbers.get(name, [])])

    def read() -> None:
        visitor = client()
        response = visitor.post(address, {}, "application/json") if name == "api:next" else visitor.get(address)
        assert response.status_code == 200, address

    return read


def everything(world) -> dict[str, Callable[[], object]]:
    """What is asked for, by name."""
    anybody, ann, fay, zac = Client(), browser("ann"), Client(), Client()
    fay.force_login(world.cast.fay)
    zac.force_login(colleague(world.cast))
    asked = {name: page(lambda: anybody, name) for name in BY_ANYBODY}
    asked |= {f"{name}, Ann": page(lambda: ann, name) for name in BY_VOTER}
    asked |= {f"{name}, new": page(browser, name) for name in ("web:vote", "api:next")}
    asked |= {name: page(lambda: fay, name) for name in BY_STAFF}
    asked["web:second-reading"] = page(lambda: zac, "web:second-reading")  # who ruled on none of them
    asked |= {each.__name__: lambda each=each: list(each()) for each in (stale, releasable, untaken)}
    asked["a release that is not due"] = lambda: release(consultation=world.consultation, now=NOON + HOUR)
    asked["enough for a release?"] = lambda: voters_since(world.consultation, 0, last_vote(world.consultation), 5)
    asked["age of what is not analysed"] = lambda: oldest_unanalysed(NOON + DAY)
    return asked


def read(asked: dict[str, Callable[[], object]]) -> dict[str, tuple[int, int]]:
    """By name: how many queries were made, and how many rows of participants and their votes they read; on SQLite,
    which does not tell, none."""
    found = {}
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # so that the plans are those of what is there, whatever was there before
    for name, ask in asked.items():
        cache.clear()
        before = rows_read()
        with CaptureQueriesContext(connection) as queries:
            ask()
        found[name] = len(queries), rows_read() - before
    return found


def rows_read() -> int:
    if connection.vendor != "postgresql":
        return 0
    with connection.cursor() as cursor:
        cursor.execute(READ, [list(OF_PEOPLE)])
        return int(cursor.fetchone()[0])


@pytest.fixture
def world(cast):
    """Published, with stock taken; Ann votes on some statements before and on one after, and one waits for a ruling."""
    world = voted_world(cast)
    ann = citizen(world.consultation, "ann")
    for number in range(3):
        vote(ann, number, AGREE)
    written(world.consultation, "ann", "Somebody should count the trees.")
    world = published(world)
    vote(ann, 3, AGREE, now=NOON + HOUR)
    take_stock(consultation=fresh(world.consultation), now=NOON + HOUR)
    return world


def test_nothing_reads_more_when_more_people_have_voted(world):
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # so small a table would be read whole in any case
    asked = everything(world)
    read(asked)  # Ann is shown what she has not voted on; what is kept for a while is made
    asked["how many take part"] = world.consultation.participants.count  # which would not do for a page
    few = read(asked)
    come_later(world)
    many = read(asked)
    assert {name: (few[name][0], many[name][0]) for name in asked if few[name][0] != many[name][0]} == {}
    grown = {name for name in asked if many[name][1] - few[name][1] >= MORE}
    assert grown == ({"how many take part"} if connection.vendor == "postgresql" else set())


def come_later(world) -> None:
    """People who each vote on everything, before the next release."""
    people = [citizen(world.consultation, f"late {number}", NOON + HOUR) for number in range(MORE)]
    statements = list(public_statements(world.consultation))
    opinions = [(person, statement, AGREE) for person in people for statement in statements]
    Served.objects.bulk_create(Served(participant=who, statement=what, served_at=NOON) for who, what, _ in opinions)
    lines = Vote.objects.bulk_create(
        Vote(operation=uuid4(), consultation=world.consultation, participant=who, statement=what, value=value,
             counted=True, cast_at=NOON + HOUR)
        for who, what, value in opinions
    )  # fmt: skip
    CurrentVote.objects.bulk_create(
        CurrentVote(
            participant=each.participant, statement=each.statement, vote=each.pk, value=each.value, counted=True
        )
        for each in lines
    )


def test_the_table_of_all_statements_comes_in_pages(world, monkeypatch):
    monkeypatch.setattr(results, "ROWS", 5)
    found = [table_of(page) for page in (1, 2, 3)]
    assert [numbers for numbers, _ in found] == [[0, 1, 2, 3, 4], [5, 6, 7, 8, 9], [10, 11]]
    assert [links for _, links in found] == [["?page=2#all"], ["?page=1#all", "?page=3#all"], ["?page=2#all"]]


def table_of(page: int) -> tuple[list[int], list[str]]:
    """The numbers of its statements, and where its links lead."""
    body = Client().get(reverse("web:results", args=["streets"]) + f"?page={page}").content.decode()
    table = body[body.index('id="counts"') : body.index('id="made"')]
    numbers = re.findall(r'<th scope="row"><span class="quiet">(\d+)', table)
    return [int(number) for number in numbers], re.findall(r'rel="(?:prev|next)" href="([^"]+)"', table)
