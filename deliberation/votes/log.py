"""The vote log's storage: single-row statements that hold under any interleaving, on both databases."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from deliberation.consultations.models import Consultation
from deliberation.statements.models import Statement
from deliberation.votes.models import CurrentVote, DirtyMark, Erasure, Tally, Vote

MOST_DISCARDING, DISCARDING_WITHIN = 5, timedelta(hours=6)  # erasures that discard what is under way

# The condition makes the later log line win when one participant votes in two tabs at the same moment.
UPSERT = """
INSERT INTO {table} (participant_id, statement_id, vote, value, counted) VALUES (%s, %s, %s, %s, %s)
ON CONFLICT (participant_id, statement_id) DO UPDATE
SET vote = excluded.vote, value = excluded.value, counted = excluded.counted
WHERE excluded.vote > {table}.vote
"""


def append(*, consultation: Consultation, **what: Any) -> Vote:
    """A new line of the log, with all that hangs on it: the participant's current vote, and that there is news for an
    analysis. `what` holds the remaining fields of Vote. To be called in a transaction."""
    vote = Vote.objects.create(consultation=consultation, **what)
    keep_current(vote)
    mark_dirty(consultation)
    return vote


def keep_current(vote: Vote) -> None:
    """Make the log line the participant's current vote, unless a later one is."""
    with connection.cursor() as cursor:
        cursor.execute(
            UPSERT.format(table=CurrentVote._meta.db_table),
            [vote.participant_id, vote.statement_id, vote.pk, vote.value, vote.counted],
        )


def mark_dirty(consultation: Consultation) -> None:
    """Say that there are votes newer than the last analysis; costs nothing when it is said already."""
    DirtyMark.objects.bulk_create([DirtyMark(consultation=consultation)], ignore_conflicts=True)


def last_vote(consultation: Consultation) -> int:
    """The log position: the number of the newest line, 0 before the first. Exact only under locks.exclude."""
    newest = Vote.objects.filter(consultation=consultation).order_by("-id").values_list("id", flat=True)
    return newest.first() or 0


def last_erasure(consultation: Consultation) -> int:
    """The number of the newest erasure, 0 before the first. Exact only under locks.exclude."""
    newest = Erasure.objects.filter(consultation=consultation).order_by("-id").values_list("id", flat=True)
    return newest.first() or 0


def may_discard(consultation: Consultation, now: datetime) -> bool:
    """May one more erasure discard what is under way? Few may in a while, or erasing one participant after the other
    would keep all results back; so evenly spread, they leave time for the longest analysis there is (large.py)."""
    lately = Erasure.objects.filter(consultation=consultation, discards=True, erased_at__gt=now - DISCARDING_WITHIN)
    return lately.count() < MOST_DISCARDING


def last_discarding(consultation: Consultation) -> int:
    """The number of the newest erasure that discards, 0 before the first. Exact only under locks.exclude."""
    newest = Erasure.objects.filter(consultation=consultation, discards=True).order_by("-id")
    return newest.values_list("id", flat=True).first() or 0


def keep_tally(consultation: Consultation, votes: Mapping[int, int]) -> None:
    """What routing goes by until the next release: votes by statement number. Called with that release, in its
    transaction."""
    ids = Statement.objects.filter(consultation=consultation).values_list("number", "id")
    rows = [Tally(statement_id=pk, votes=votes[number]) for number, pk in ids if number in votes]
    Tally.objects.bulk_create(rows, update_conflicts=True, unique_fields=["statement"], update_fields=["votes"])
