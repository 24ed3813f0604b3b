"""Storing votes in as few transactions as there are waits for the disk: one thread commits for all who wait.

Whoever comes while another thread commits waits; the next one that leads takes all that wait, stores their votes in one
transaction, and each is answered only after its commit. Nobody waits on purpose: a vote that comes alone is a
transaction of its own.

What was judged before (is it open, until when, whose votes count) is only taken as it was: under the lock the database
is asked whether it still holds. A vote for which it does not, a known operation, or a transaction that fails gives no
answer here: the vote is then cast by itself (actions.py), where the rules say why not.
"""

import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import DatabaseError, connection, transaction

from deliberation.consultations import locks

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

# A statement that is not accepted, terms that do not hold any longer, or an operation that is known give no line.
# In the order of their keys, so that two processes never wait for each other.
TOGETHER = """
WITH sent AS (
  SELECT * FROM unnest(%s::text[], %s::int[], %s::smallint[], %s::uuid[], %s::timestamptz[])
  AS sent (pseudonym, number, value, operation, cast_at)
), fit AS (
  SELECT sent.*, p.id AS participant, p.tier, s.id AS statement, c.id AS consultation, p.tier = ANY(%s) AND EXISTS (
    SELECT 1 FROM votes_served shown WHERE shown.participant_id = p.id AND shown.statement_id = s.id) AS counted
  FROM sent
  JOIN consultations_consultation c ON c.id = %s AND c.closes_at = %s
  JOIN votes_participant p ON p.consultation_id = c.id AND p.pseudonym = sent.pseudonym
  JOIN statements_statement s ON s.consultation_id = c.id AND s.number = sent.number
  JOIN statements_ruling r ON r.id = s.ruling_id AND r.outcome = 'accepted'
  WHERE NOT EXISTS (SELECT 1 FROM consultations_closing over WHERE over.consultation_id = c.id)
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


@dataclass(eq=False)
class Waiting:
    """A vote whose thread waits."""

    ballot: Ballot
    over: bool = field(default=False, init=False)
    line: Line | None = field(default=None, init=False)


@dataclass
class Queue:
    """Those who wait in this process to vote in one consultation: whoever holds `leading` stores what all have sent."""

    waiting: list[Waiting] = field(default_factory=list)
    changing: threading.Lock = field(default_factory=threading.Lock)
    leading: threading.Lock = field(default_factory=threading.Lock)

    def store(self, ballot: Ballot) -> Line | None:
        mine = Waiting(ballot)
        with self.changing:
            self.waiting.append(mine)
        with self.leading:
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
            for each in taken:
                each.over = True


_queues: defaultdict[int, Queue] = defaultdict(Queue)


def store(ballot: Ballot) -> Line | None:
    """The line that this vote became, committed; None when it was not stored here."""
    if connection.in_atomic_block:  # what others wait for must not hang on whether this transaction ends well
        return _committed([ballot]).get(ballot.operation)
    return _queues[ballot.terms.consultation].store(ballot)


def _settle(taken: Sequence[Waiting]) -> None:
    """Give each its line. Of those with one operation the first: the others are judged beside what is stored then."""
    first: dict[UUID, Waiting] = {}
    for each in taken:
        first.setdefault(each.ballot.operation, each)
    lines = _committed([each.ballot for each in first.values()])
    for operation, each in first.items():
        each.line = lines.get(operation)


def _committed(ballots: Sequence[Ballot]) -> Lines:
    """The votes of one consultation, under the same terms, that were stored. None of them when the transaction fails:
    then the database alone knows whether it was committed, and each asks for its own operation."""
    try:
        with transaction.atomic():
            locks.share(ballots[0].terms.consultation)
            return _together(ballots) if connection.vendor == "postgresql" else _each(ballots)
    except DatabaseError:
        return {}


def _together(ballots: Sequence[Ballot]) -> Lines:
    terms = ballots[0].terms
    columns = [
        [getattr(each, name) for each in ballots] for name in ("pseudonym", "number", "value", "operation", "cast_at")
    ]
    with connection.cursor() as cursor:
        cursor.execute(TOGETHER, [*columns, list(terms.counts), terms.consultation, terms.closes_at])
        return {operation: Line(*rest) for operation, *rest in cursor.fetchall()}


def _each(ballots: Iterable[Ballot]) -> Lines:
    lines: Lines = {}
    moment = connection.ops.adapt_datetimefield_value  # as its columns hold it
    with connection.cursor() as cursor:
        for one in ballots:
            cursor.execute(FITS, [moment(one.terms.closes_at), one.pseudonym, one.terms.consultation, one.number])
            for participant, tier, statement, shown in cursor.fetchall():
                counted = bool(shown) and tier in one.terms.counts
                sent = [one.operation.hex, one.terms.consultation, participant, statement]
                cursor.execute(LINE, [*sent, one.value, counted, moment(one.cast_at)])
                for (pk,) in cursor.fetchall():
                    cursor.execute(KEPT, [participant, statement, pk, one.value, counted])
                    cursor.execute(MARKED, [one.terms.consultation])
                    lines[one.operation] = Line(pk, participant, tier, statement, counted)
    return lines
