"""A consultation with so many participants and 5,000 statements, in its sixth day. Run by sizes_figures.py.

Statements, rulings, the analysis, releases, the stock and the search come about by the actions that always make them.
Participants, votes and what was served are made by numpy and copied in: the rows that voting would have left.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import numpy as np
from django.db import connection
from django.utils import timezone

from deliberation.consultations.models import Consultation
from deliberation.results.actions import analyse, publish
from deliberation.results.stock import take_stock
from deliberation.search.actions import take_up
from deliberation.statements.likeness import plain
from deliberation.statements.models import Statement
from deliberation.statements.moderating import rule_many
from deliberation.votes.identity import pseudonym
from deliberation.votes.imports import Written, store_statements
from deliberation.votes.log import mark_dirty
from tests.bench.copying import Columns, copy_in, without_indexes
from tests.bench.search import words
from tests.cast import colleague, founded, fresh, opened
from tests.obligations.histories import owing

SLUG, CLOSED = "country", "closed"
IMPORTED, BY_HAND, REJECTED, WAITING = 4_500, 500, 200, 500
STATEMENTS = IMPORTED + BY_HAND  # that are public
MEDIAN, SPREAD, MOST = 8, 1.0, 1_000  # votes of a participant: lognormal
KEEN = {"keen": 200, "tireless": 4_990}  # people whose cookies are known, and how many votes each cast
OF_EACH = 3
AHEAD = 10  # shown to everybody and not answered
DAYS, BETWEEN = 5, 9  # days over which people came; seconds from one vote to the next
RELEASES = 6
BLOCK = 500_000
EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # PostgreSQL's
VOTE = {"id": ">i8", "operation": "V16", "consultation_id": ">i8", "participant_id": ">i8", "statement_id": ">i8",
        "value": ">i2", "counted": "?", "cast_at": ">i8"}  # fmt: skip
CURRENT = {"id": ">i8", "participant_id": ">i8", "statement_id": ">i8", "vote": ">i8", "value": ">i2", "counted": "?"}
SERVED = {"id": ">i8", "participant_id": ">i8", "statement_id": ">i8", "served_at": ">i8", "similar": "?"}
PERSON = {"id": ">i8", "consultation_id": ">i8", "pseudonym": "S64", "tier": "S4", "paper": "?", "joined_at": ">i8"}


@dataclass
class Crowd:
    """counts, first, stride, joined: for each person how many votes, and from which statement on in what steps (so
    nobody meets one twice), and when they came, in seconds. person, statement, value, second: for each line."""

    counts: np.ndarray
    first: np.ndarray
    stride: np.ndarray
    joined: np.ndarray
    person: np.ndarray
    statement: np.ndarray
    value: np.ndarray
    second: np.ndarray


@contextmanager
def told(what: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    print(f"    {what:<44}{time.perf_counter() - began:>8.1f} s", flush=True)


def filled(people: int) -> None:
    """All of it, and how long each part took."""
    now = timezone.now().replace(microsecond=0)
    began = now - timedelta(days=DAYS + 1)
    with told("statements, rulings, duties"):
        consultation = asked(began)
        owing(founded(), CLOSED, 8, datetime(2026, 3, 9, 12, tzinfo=UTC))
    with told("making up votes"):
        crowd = made_up(people)
    with told(f"storing {len(crowd.person):,} votes of {people:,}"):
        store(consultation, crowd, began)
    with told("an analysis of all votes"):
        analysis = analyse(consultation=fresh(consultation), now=now - timedelta(hours=RELEASES))
    with told(f"{RELEASES} releases"):
        for number in reversed(range(RELEASES)):
            publish(analysis=analysis, final=False, now=now - timedelta(hours=number, minutes=30))
    with told("taking stock"):
        take_stock(consultation=fresh(consultation), now=now)
    with told("taking up what can be searched"):
        take_up(now=now)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def asked(began: datetime) -> Consultation:
    """With 5,000 public statements, some that were rejected and some that wait."""
    chance, cast = Random(1), founded()
    consultation = opened(cast, slug=SLUG, opens_at=began, closes_at=began + timedelta(days=365), now=began)
    known = words(chance)
    common = [1 / (place + 1) for place in range(len(known))]
    texts = [" ".join(chance.choices(known, common, k=14)) + f" {number}" for number in range(6_000)]
    written = [Written(number, texts[number], "", began) for number in range(IMPORTED)]
    store_statements(consultation=consultation, written=written, now=began)
    later = range(IMPORTED, STATEMENTS + REJECTED + WAITING)
    hints = [chance.choice([[], [], ["phone"], ["e-mail", "link"]]) for _ in later]
    Statement.objects.bulk_create(
        Statement(
            consultation=consultation, number=number, text=texts[number], folded=plain(texts[number]),
            author=f"author {number % 300}", written_at=began + timedelta(minutes=number), hints=hinted,
            alike=chance.random(), doubt=len(hinted) + chance.random(),
        )
        for number, hinted in zip(later, hints, strict=True)
    )  # fmt: skip
    ruled = {"consultation": consultation, "by": cast.fay, "now": began + timedelta(days=DAYS)}
    rule_many(seen=dict.fromkeys(range(IMPORTED, STATEMENTS), 0), outcome="accepted", **ruled)
    rejected = range(STATEMENTS, STATEMENTS + REJECTED)
    colleague(cast)
    rule_many(seen=dict.fromkeys(rejected, 0), outcome="rejected", reason="off-topic", **ruled)
    return consultation


def made_up(people: int) -> Crowd:
    """Three kinds of people: on one in 100 statements they agree, on two in five they part. The last few are keen."""
    chance = np.random.default_rng(people)
    counts = np.clip(np.round(np.exp(chance.normal(np.log(MEDIAN), SPREAD, people))), 1, MOST).astype(np.int32)
    counts[-OF_EACH * len(KEEN) :] = np.repeat(list(KEEN.values()), OF_EACH)
    first = chance.integers(0, STATEMENTS, people, dtype=np.int32)
    stride = chance.choice([n for n in range(3, 2_000, 2) if n % 5], people).astype(np.int32)
    joined = np.sort(chance.integers(0, DAYS * 86_400, people, dtype=np.int64))
    person = np.repeat(np.arange(people, dtype=np.int32), counts)
    place = np.arange(len(person), dtype=np.int64) - np.repeat(np.cumsum(counts, dtype=np.int64) - counts, counts)
    statement = ((first[person] + place * stride[person]) % STATEMENTS).astype(np.int16)
    second = joined[person] + place * BETWEEN % 80_000
    agreeing = chance.uniform(0.2, 0.6, (3, STATEMENTS))
    agreeing[:, : STATEMENTS // 100] = 0.8
    parting = slice(STATEMENTS // 100, STATEMENTS * 2 // 5)
    agreeing[:, parting] = chance.choice([0.05, 0.8], agreeing[:, parting].shape)
    kind = chance.choice(3, people, p=(0.5, 0.3, 0.2))
    draw = chance.random(len(person), dtype=np.float32)
    limit = agreeing.astype(np.float32)[kind[person], statement]
    value = np.where(draw < limit, 1, np.where(draw < limit + 0.1, 0, -1)).astype(np.int8)
    order = np.argsort(second, kind="stable")
    return Crowd(counts, first, stride, joined, person[order], statement[order], value[order], second[order])


def store(consultation: Consultation, crowd: Crowd, began: datetime) -> None:
    """Participants, the log, current votes, and what was served: the answered ones and ten more for everybody."""
    ids = dict(Statement.objects.filter(consultation=consultation, number__lt=STATEMENTS).values_list("number", "id"))
    what = np.array([ids[number] for number in range(STATEMENTS)])
    zero = int((began - EPOCH).total_seconds())
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM votes_participant")
        (someone,) = cursor.fetchone()
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM votes_vote")
        (line,) = cursor.fetchone()
    moments = (crowd.joined + zero) * 1_000_000
    who = np.arange(len(crowd.counts)) + someone
    person = {"id": who, "consultation_id": consultation.pk, "pseudonym": names(consultation, len(who)),
              "tier": b"open", "paper": False, "joined_at": moments}  # fmt: skip
    copy_in("votes_participant", PERSON, [person])

    def lines(part: slice) -> Columns:
        number = np.arange(part.start, part.stop) + line
        mixed = np.random.default_rng(part.start).integers(2**62, size=(len(number), 2))
        return {
            "id": number, "vote": number, "operation": mixed.view("V16").ravel(), "consultation_id": consultation.pk,
            "participant_id": crowd.person[part] + someone, "statement_id": what[crowd.statement[part]],
            "value": crowd.value[part], "counted": True, "similar": False,
            "cast_at": (crowd.second[part] + zero) * 1_000_000, "served_at": (crowd.second[part] + zero) * 1_000_000,
        }  # fmt: skip

    def ahead(part: slice) -> Columns:
        people = np.repeat(np.arange(part.start, part.stop), AHEAD)
        place = crowd.counts[people] + np.tile(np.arange(AHEAD), part.stop - part.start)
        number = (crowd.first[people] + place.astype(np.int64) * crowd.stride[people]) % STATEMENTS
        return {
            "id": np.arange(part.start * AHEAD, part.stop * AHEAD) + line + len(crowd.person),
            "participant_id": people + someone, "statement_id": what[number], "similar": False,
            "served_at": moments[people],
        }  # fmt: skip

    for table, fields in (("votes_vote", VOTE), ("votes_currentvote", CURRENT), ("votes_served", SERVED)):
        with without_indexes(table):
            copy_in(table, fields, (lines(part) for part in parts(len(crowd.person), BLOCK)))
            if fields is SERVED:
                copy_in(table, fields, (ahead(part) for part in parts(len(who), BLOCK // AHEAD)))
    mark_dirty(consultation)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def parts(length: int, most: int) -> list[slice]:
    return [slice(first, min(first + most, length)) for first in range(0, length, most)]


def names(consultation: Consultation, people: int) -> np.ndarray:
    """Pseudonyms by chance; of the keen ones those of their tokens."""
    digits = np.frombuffer(b"0123456789abcdef", dtype=np.uint8)
    chance = np.random.default_rng(people)
    made = digits[chance.integers(0, 16, (people, 64), dtype=np.uint8)].view("S64").ravel()
    made[-OF_EACH * len(KEEN) :] = [pseudonym(token, consultation.pk).encode() for token in tokens()]
    return made


def tokens(kind: str = "") -> list[str]:
    """What the browsers of the keen ones keep."""
    return [f"{each}-{number}" for each in KEEN if kind in ("", each) for number in range(OF_EACH)]
