"""Storing votes in as few transactions as there are waits for the disk: one thread commits for all who wait.

Whoever comes while another thread commits waits; the next one that leads takes all that wait, stores their votes in one
transaction, and each is answered only after its commit. Nobody waits on purpose: a vote that comes alone is a
transaction of its own.

What was judged before (is it open, until when, whose votes count) is only taken as it was: under the lock the database
is asked whether it still holds. A vote for which it does not, a known operation, or a transaction that fails gives no
answer here: the vote is then cast by itself (actions.py), where the rules say why not.
"""

import json
import threading
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import DatabaseError, connection, transaction
from psycopg import Connection, Cursor, Error

from deliberation import metrics
from deliberation.consultations import locks
from deliberation.votes.pace import pace

MOST = 200  # votes in one transaction


class Terms(NamedTuple):
    """What a vote was judged by, of one consultation."""

    consultation: int
    closes_at: datetime
    counts: tuple[str, ...]  # tiers


class Ballot(NamedTuple):
    """A vote that may be stored if its terms still hold."""

    terms: Terms
    pseudonym: str
    number: int
    value: int
    operation: UUID
    cast_at: datetime


class Line(NamedTuple):
    """The line of the log that it became."""

    id: int
    participant: int
    tier: str
    statement: int
    counted: bool


Lines = dict[UUID, Line]

# A statement that is not accepted, terms that do not hold any longer, an operation that is known, or a vote more than
# one may send (`nth` of this participant in this batch) give no line.
# In the order of their keys, so that two processes never wait for each other.
TOGETHER = """
WITH sent AS (
  SELECT *, row_number() OVER (PARTITION BY pseudonym ORDER BY operation) AS nth
  FROM json_to_recordset(%s::json)
  AS sent (pseudonym text, number int, value smallint, operation uuid, cast_at timestamptz)
), fit AS (
  SELECT sent.*, p.id AS participant, p.tier, s.id AS statement, c.id AS consultation, p.tier = ANY(%s) AND EXISTS (
    SELECT 1 FROM votes_served shown WHERE shown.participant_id = p.id AND shown.statement_id = s.id) AS counted
  FROM sent
  JOIN consultations_consultation c ON c.id = %s AND c.closes_at = %s
  JOIN votes_participant p ON p.consultation_id = c.id AND p.pseudonym = sent.pseudonym
  JOIN statements_statement s ON s.consultation_id = c.id AND s.number = sent.number
  JOIN statements_ruling r ON r.id = s.ruling_id AND r.outcome = 'accepted'
  WHERE NOT EXISTS (SELECT 1 FROM consultations_closing over WHERE over.consultation_id = c.id)
  AND NOT EXISTS (SELECT 1 FROM votes_vote v WHERE v.participant_id = p.id AND v.cast_at > sent.cast_at - %s::interval
    HAVING count(*) + sent.nth > %s OR count(*) FILTER (WHERE v.cast_at > sent.cast_at - %s::interval) + sent.nth > %s)
), lines AS (
  INSERT INTO votes_vote (operation, consultation_id, participant_id, statement_id, value, counted, cast_at)
  SELECT operation, consultation, participant, statement, value, counted, cast_at FROM fit ORDER BY operation
  ON CONFLICT (operation) DO NOTHING
  RETURNING id, operation, consultation_id, participant_id, statement_id, value, counted
), kept AS (
  INSERT INTO votes_currentvote (participant_id, statement_id, vote, value, counted)
  SELECT DISTINCT ON (participant_id, statement_id) participant_id, statement_id, id, value, counted FROM lines
  ORDER BY participant_id, statement_id, id DESC
  ON CONFLICT (participant_id, statement_id) DO UPDATE
  SET vote = excluded.vote, value = excluded.value, counted = excluded.counted
  WHERE excluded.vote > votes_currentvote.vote
), marked AS (
  INSERT INTO votes_dirtymark (consultation_id) SELECT DISTINCT consultation_id FROM lines ON CONFLICT DO NOTHING
)
SELECT operation, lines.id, participant, tier, statement, lines.counted FROM lines JOIN fit USING (operation)
"""
# SQLite, which has one writer and no network between: one vote after the other, in the same transaction.
FITS = """
SELECT p.id, p.tier, s.id, EXISTS (
  SELECT 1 FROM votes_served shown WHERE shown.participant_id = p.id AND shown.statement_id = s.id)
FROM statements_statement s
JOIN statements_ruling r ON r.id = s.ruling_id AND r.outcome = 'accepted'
JOIN consultations_consultation c ON c.id = s.consultation_id AND c.closes_at = %s
JOIN votes_participant p ON p.consultation_id = s.consultation_id AND p.pseudonym = %s
WHERE s.consultation_id = %s AND s.number = %s
AND NOT EXISTS (SELECT 1 FROM consultations_closing over WHERE over.consultation_id = s.consultation_id)
AND (SELECT count(*) FROM votes_vote v WHERE v.participant_id = p.id AND v.cast_at > %s) < %s
AND (SELECT count(*) FROM votes_vote v WHERE v.participant_id = p.id AND v.cast_at > %s) < %s
"""
LINE = """
INSERT INTO votes_vote (operation, consultation_id, participant_id, statement_id, value, counted, cast_at)
VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (operation) DO NOTHING RETURNING id
"""
KEPT = """
INSERT INTO votes_currentvote (participant_id, statement_id, vote, value, counted) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (participant_id, statement_id) DO UPDATE
SET vote = excluded.vote, value = excluded.value, counted = excluded.counted
WHERE excluded.vote > votes_currentvote.vote
"""
MARKED = "INSERT INTO votes_dirtymark (consultation_id) VALUES (%s) ON CONFLICT DO NOTHING"


class Waiting:
    """A vote whose thread waits, by a lock of its own: it is called when its vote is stored, or when it is to lead."""

    __slots__ = ("ballot", "called", "line", "over")

    def __init__(self, ballot: Ballot) -> None:
        self.ballot, self.over, self.called = ballot, False, threading.Lock()
        self.line: Line | None = None
        self.called.acquire()


@dataclass
class Queue:
    """Those who wait in this process to vote in one consultation, and whether somebody leads: stores what all sent."""

    waiting: list[Waiting] = field(default_factory=list)
    changing: threading.Lock = field(default_factory=threading.Lock)
    led: bool = field(default=False, init=False)

    def store(self, ballot: Ballot) -> Line | None:
        mine = Waiting(ballot)
        with self.changing:
            self.waiting.append(mine)
            leads, self.led = not self.led, True
        if not leads:
            mine.called.acquire()
        if not mine.over:
            self._lead()
        return mine.line

    def _lead(self) -> None:
        with self.changing:
            taken = self.waiting[:MOST]
            del self.waiting[:MOST]
        try:
            for terms in {each.ballot.terms for each in taken}:
                _settle([each for each in taken if each.ballot.terms == terms])
        finally:
            self._let_go(taken)

    def _let_go(self, taken: Sequence[Waiting]) -> None:
        """The next leads first, so that the database has work while these are answered."""
        for each in taken:
            each.over = True
        with self.changing:
            self.led = bool(self.waiting)
            following = self.waiting[:1]
        for each in (*following, *taken):
            each.called.release()


_queues: defaultdict[int, Queue] = defaultdict(Queue)


def store(ballot: Ballot) -> Line | None:
    """The line that this vote became, committed; None when it was not stored here."""
    if connection.in_atomic_block:  # what others wait for must not hang on whether this transaction ends well
        return _committed([ballot]).get(ballot.operation)
    return _queues[ballot.terms.consultation].store(ballot)


def _settle(taken: Sequence[Waiting]) -> None:
    """Give each its line. Of those with one operation the first, and of those by one participant on one statement:
    the others come after it, and are judged beside what is stored then."""
    first: dict[UUID, Waiting] = {}
    voted: set[tuple[str, int]] = set()
    for each in taken:
        what = each.ballot.pseudonym, each.ballot.number
        if what not in voted:
            first.setdefault(each.ballot.operation, each)
        voted.add(what)
    lines = _committed([each.ballot for each in first.values()])
    for operation, each in first.items():
        each.line = lines.get(operation)


def _committed(ballots: Sequence[Ballot]) -> Lines:
    """The votes of one consultation, under the same terms, that were stored. None of them when the transaction fails:
    then the database alone knows whether it was committed, and each asks for its own operation."""
    try:
        if connection.vendor == "postgresql" and not connection.in_atomic_block:
            lines = _together(ballots)
        else:
            with transaction.atomic():
                locks.share(ballots[0].terms.consultation)
                lines = _within(ballots) if connection.vendor == "postgresql" else _each(ballots)
    except DatabaseError:
        return {}
    metrics.TOGETHER.observe(len(ballots))
    metrics.STORED.inc(len(lines))
    return lines


def _together(ballots: Sequence[Ballot]) -> Lines:
    """A whole transaction in one way to the server and back; its statements are prepared there."""
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    with connection.wrap_database_errors, _ended() as raw:
        with raw.pipeline():
            raw.execute("BEGIN", prepare=False)
            raw.execute(locks.SHARE, [locks.SPACE, ballots[0].terms.consultation])
            stored = Cursor(raw).execute(TOGETHER, _sent(ballots), prepare=True)
            raw.execute("COMMIT", prepare=False)
        return _lines(stored.fetchall())


@contextmanager
def _ended() -> Iterator[Connection]:
    """The connection. A transaction that fails half-way is rolled back on it; where that fails too, whoever comes next
    gets a new one."""
    raw = connection.connection
    try:
        yield raw
    except Error:
        try:
            raw.rollback()
        except Error:
            connection.close()
        raise


def _within(ballots: Sequence[Ballot]) -> Lines:
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER, _sent(ballots))
        return _lines(cursor.fetchall())


def _sent(ballots: Sequence[Ballot]) -> list[Any]:
    terms = ballots[0].terms
    rows = [
        {"pseudonym": each.pseudonym, "number": each.number, "value": each.value, "operation": str(each.operation),
         "cast_at": each.cast_at.isoformat()}
        for each in ballots
    ]  # fmt: skip
    minute, hour = pace()
    pacing = [hour.per, hour.most, minute.per, minute.most]
    return [json.dumps(rows), list(terms.counts), terms.consultation, terms.closes_at, *pacing]


def _lines(rows: Iterable[tuple[Any, ...]]) -> Lines:
    return {operation: Line(*rest) for operation, *rest in rows}


def _each(ballots: Iterable[Ballot]) -> Lines:
    lines: Lines = {}
    moment = connection.ops.adapt_datetimefield_value  # as its columns hold it
    with connection.cursor() as cursor:
        for one in ballots:
            fits = [moment(one.terms.closes_at), one.pseudonym, one.terms.consultation, one.number]
            for most, per in pace():
                fits += [moment(one.cast_at - per), most]
            cursor.execute(FITS, fits)
            for participant, tier, statement, shown in cursor.fetchall():
                counted = bool(shown) and tier in one.terms.counts
                sent = [one.operation.hex, one.terms.consultation, participant, statement]
                cursor.execute(LINE, [*sent, one.value, counted, moment(one.cast_at)])
                for (pk,) in cursor.fetchall():
                    cursor.execute(KEPT, [participant, statement, pk, one.value, counted])
                    cursor.execute(MARKED, [one.terms.consultation])
                    lines[one.operation] = Line(pk, participant, tier, statement, counted)
    return lines
