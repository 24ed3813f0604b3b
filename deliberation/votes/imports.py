"""Many participants, statements and votes at once: for what was gathered elsewhere, or made up.

The rows are those that the actions for one vote would have stored, under the same rules and the same lock. Every
vote counts: where it was cast its statement had been shown. Nobody can act as an imported participant, because
no browser holds the token of a random pseudonym.
"""

import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from itertools import islice, pairwise
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db import connection, transaction
from django.utils.translation import gettext as _

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation
from deliberation.consultations.reasons import REASONS
from deliberation.errors import Invalid, Refusal, enforce
from deliberation.record.actions import enter
from deliberation.statements.likeness import plain
from deliberation.statements.models import Outcome, Ruling, Statement
from deliberation.statements.rules import may_rule
from deliberation.votes.log import last_vote, mark_dirty
from deliberation.votes.models import CurrentVote, Participant, Served, Vote
from deliberation.votes.rules import known_value, may_vote

AT_ONCE = 5_000
ROWS_PER_STATEMENT = 500
Progress = Callable[[int, int], None]  # how many are stored, of how many

COLUMNS = ("operation", "consultation_id", "participant_id", "statement_id", "value", "counted", "cast_at")
APPEND = f"INSERT INTO {Vote._meta.db_table} ({', '.join(COLUMNS)}) VALUES "
# On PostgreSQL: a column is one parameter, so that many rows are quickly written down and read.
KINDS = ("uuid", "bigint", "bigint", "bigint", "smallint", "boolean", "timestamptz")
APPEND_COLUMNS = f"""
INSERT INTO {Vote._meta.db_table} ({", ".join(COLUMNS)})
SELECT {", ".join(COLUMNS)} FROM unnest({", ".join(f"%s::{kind}[]" for kind in KINDS)})
WITH ORDINALITY AS sent ({", ".join(COLUMNS)}, place) ORDER BY place
"""
KEEP_CURRENT = f"""
INSERT INTO {CurrentVote._meta.db_table} (participant_id, statement_id, vote, value, counted)
SELECT participant_id, statement_id, id, value, counted FROM (
    SELECT *, row_number() OVER (PARTITION BY participant_id, statement_id ORDER BY id DESC) AS place
    FROM {Vote._meta.db_table} WHERE consultation_id = %s AND id > %s) AS log
WHERE place = 1
ON CONFLICT (participant_id, statement_id) DO UPDATE
SET vote = excluded.vote, value = excluded.value, counted = excluded.counted
WHERE excluded.vote > {CurrentVote._meta.db_table}.vote
"""
KEEP_SERVED = f"""
INSERT INTO {Served._meta.db_table} (participant_id, statement_id, served_at, "similar")
SELECT participant_id, statement_id, min(cast_at), FALSE FROM {Vote._meta.db_table}
WHERE consultation_id = %s AND id > %s
GROUP BY participant_id, statement_id
ON CONFLICT (participant_id, statement_id) DO NOTHING
"""


class Cast(NamedTuple):
    """A vote as it was cast: by whom (a number of the source), on which statement, what, when."""

    participant: int
    number: int
    value: int
    cast_at: datetime


class Written(NamedTuple):
    """A statement as it was written."""

    number: int
    text: str
    author: str
    written_at: datetime


@transaction.atomic
def store_participants(*, consultation: Consultation, joined: Mapping[int, datetime]) -> dict[int, Participant]:
    """One participant under a fresh random pseudonym for each number of the source."""
    made = [
        Participant(consultation=consultation, pseudonym=secrets.token_hex(32), joined_at=instant)
        for instant in joined.values()
    ]
    return dict(zip(joined, Participant.objects.bulk_create(made, batch_size=AT_ONCE), strict=True))


@transaction.atomic
def store_statements(*, consultation: Consultation, written: Iterable[Written], now: datetime) -> list[Statement]:
    """Statements under the numbers they have, accepted from the moment they were written."""
    locks.exclude(consultation.pk)
    made = [Statement(consultation=consultation, folded=plain(each.text), **each._asdict()) for each in written]
    made = Statement.objects.bulk_create(made, batch_size=AT_ONCE)
    rule_at_once(statements=made, outcome=Outcome.ACCEPTED, made_at=lambda each: each.written_at, now=now)
    return made


@transaction.atomic
def rule_at_once(
    *,
    statements: Sequence[Statement],
    outcome: Outcome,
    made_at: Callable[[Statement], datetime],
    now: datetime,
    reason: str = "",
) -> None:
    """The same ruling about many statements, made elsewhere and therefore by nobody here; each is in the record."""
    if not statements:
        return
    ruled_at = max(map(made_at, statements))
    enforce(may_rule(statements[0].consultation, outcome.value, reason, ruled_at, grounds=REASONS))
    rulings = [
        Ruling(statement=statement, outcome=outcome, reason=reason, made_at=made_at(statement))
        for statement in statements
    ]
    for statement, ruling in zip(statements, Ruling.objects.bulk_create(rulings, batch_size=AT_ONCE), strict=True):
        statement.ruling = ruling
        enter(
            act=f"statement.{outcome.value}",
            subject=f"statement/{statement.number}",
            consultation=statement.consultation.slug,
            happened_at=ruling.made_at,
            now=now,
            details={"reason": reason} if reason else {},
        )
    Statement.objects.bulk_update(statements, ["ruling"], batch_size=AT_ONCE)


@transaction.atomic
def store_votes(
    *,
    consultation: Consultation,
    participants: Mapping[int, Participant],
    cast: Sequence[Cast],
    now: datetime,
    progress: Progress = lambda _done, _all: None,
) -> None:
    """Votes in the order in which they were cast: log lines, current votes, what was served, and the dirty mark."""
    locks.exclude(consultation.pk)
    consultation = Consultation.objects.with_facts().get(pk=consultation.pk)
    numbered = {each.number: each for each in consultation.statements.select_related("ruling")}
    _enforce_rules(consultation, numbered, cast, now)
    progress(0, len(cast))
    before, rows = last_vote(consultation), _rows(consultation, participants, numbered, cast)
    for start in range(0, len(cast), AT_ONCE):
        _append(list(islice(rows, AT_ONCE)))
        progress(min(start + AT_ONCE, len(cast)), len(cast))
    _derive(consultation, before)
    mark_dirty(consultation)


def _append(rows: Sequence[tuple[Any, ...]]) -> None:
    """Add log lines, as many per statement as the database takes; their ids follow the order of the rows."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(APPEND_COLUMNS, [list(column) for column in zip(*rows, strict=True)])
        return
    most = min(ROWS_PER_STATEMENT, (connection.features.max_query_params or AT_ONCE) // len(COLUMNS))
    with connection.cursor() as cursor:
        for start in range(0, len(rows), most):
            chunk = rows[start : start + most]
            values = ", ".join([f"({', '.join(['%s'] * len(COLUMNS))})"] * len(chunk))
            cursor.execute(APPEND + values, [cell for row in chunk for cell in row])


def _rows(
    consultation: Consultation,
    participants: Mapping[int, Participant],
    numbered: Mapping[int, Statement],
    cast: Sequence[Cast],
) -> Iterator[tuple[Any, ...]]:
    """The log lines as the database wants them: through the models they would take five times as long."""
    stored = {field.name: partial(field.get_db_prep_save, connection=connection) for field in Vote._meta.fields}
    who = {number: participant.pk for number, participant in participants.items()}
    what = {number: statement.pk for number, statement in numbered.items()}
    # Nobody can foresee the ids, and use one up before; but they follow each other, as an index likes it.
    first = uuid4().int >> 32 << 32
    for place, each in enumerate(cast):
        line = stored["operation"](UUID(int=first + place)), consultation.pk
        yield *line, who[each.participant], what[each.number], each.value, True, stored["cast_at"](each.cast_at)


def _enforce_rules(
    consultation: Consultation, numbered: Mapping[int, Statement], cast: Sequence[Cast], now: datetime
) -> None:
    """The rules for one vote, over all of them: values, standings and phase are few, so each is asked once."""
    enforce(*(known_value(value) for value in {each.value for each in cast}))
    enforce(in_order([each.cast_at for each in cast], consultation.opening.opened_at, now))
    voted_on = {numbered[number].standing for number in {each.number for each in cast}}
    enforce(*(may_vote(consultation, standing, cast[-1].cast_at) for standing in voted_on))


def in_order(instants: Sequence[datetime], opened_at: datetime, now: datetime) -> Refusal | None:
    """Do the votes follow each other, from the opening on and not later than now?"""
    ordered = all(earlier <= later for earlier, later in pairwise(instants))
    if not instants or (ordered and opened_at <= instants[0] and instants[-1] <= now):
        return None
    return Invalid("votes-out-of-order", _("The votes must come by time, after the opening and not in the future."))


def _derive(consultation: Consultation, before: int) -> None:
    """Current votes and what was served, from the log itself: from the lines after that one."""
    with connection.cursor() as cursor:
        cursor.execute(KEEP_CURRENT, [consultation.pk, before])
        cursor.execute(KEEP_SERVED, [consultation.pk, before])
