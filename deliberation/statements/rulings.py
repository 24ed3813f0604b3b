"""How rulings are stored: always with the pointer of their statements and one entry of the record each.

Whoever calls this has checked the rules and holds the consultation's lock.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from deliberation.consultations.models import Consultation
from deliberation.consultations.recording import enter_each_of
from deliberation.people.models import Person
from deliberation.statements.models import Outcome, Ruling, Statement

AT_ONCE = 500  # rows of one statement to the database


def store(
    statements: Sequence[Statement],
    outcome: Outcome,
    *,
    by: Person | None,
    now: datetime,
    reason: str = "",
    note: str = "",
    batch: UUID | None = None,
    details: Mapping[str, Any] | None = None,
) -> list[Ruling]:
    """The same ruling about each of these statements of one consultation."""
    if not statements:
        return []
    made = Ruling.objects.bulk_create(
        (
            Ruling(statement=each, outcome=outcome, reason=reason, note=note, by=by, made_at=now, batch=batch)
            for each in statements
        ),
        batch_size=AT_ONCE,
    )
    _point(statements, made)
    told = {**({"reason": reason} if reason else {}), **(details or {})}
    _enter(statements, f"statement.{outcome.value}", by, now, told)
    return made


def store_undone(
    undone: Sequence[tuple[Statement, Ruling | None]], *, by: Person, now: datetime, batch: UUID | None = None
) -> None:
    """Of each statement its ruling is undone, and the one beside it holds again; none: it waits."""
    Ruling.objects.bulk_create(
        (
            Ruling(
                statement=statement,
                outcome=former.outcome if former else Outcome.WAITING,
                reason=former.reason if former else "",
                undoes=statement.ruling,
                by=by,
                made_at=now,
                batch=batch,
            )
            for statement, former in undone
        ),
        batch_size=AT_ONCE,
    )
    statements = [statement for statement, _former in undone]
    _point(statements, [former for _statement, former in undone])
    for standing, rows in groupby(sorted(statements, key=_standing), key=_standing):
        _enter(list(rows), "ruling.undone", by, now, {"standing": standing})


def former_rulings(statements: Iterable[Statement]) -> dict[int, Ruling | None]:
    """By id of the statement: the ruling that held before the one that holds now; None: it waited.

    Rulings lie on a pile: one that undoes another takes it off, and what was under it holds again.
    """
    piles: dict[int, list[Ruling]] = {statement.pk: [] for statement in statements}
    for ruling in Ruling.objects.filter(statement__in=list(piles)).order_by("id"):
        pile = piles[ruling.statement_id]
        if ruling.undoes_id:
            pile.pop()
        else:
            pile.append(ruling)
    return {number: pile[-2] if len(pile) > 1 else None for number, pile in piles.items()}


def _point(statements: Sequence[Statement], rulings: Sequence[Ruling | None]) -> None:
    for statement, ruling in zip(statements, rulings, strict=True):
        statement.ruling = ruling
    Statement.objects.bulk_update(statements, ["ruling"], batch_size=AT_ONCE)


def _enter(
    statements: Sequence[Statement], act: str, by: Person | None, now: datetime, details: Mapping[str, Any]
) -> None:
    consultation: Consultation = statements[0].consultation
    subjects = [f"statement/{statement.number}" for statement in statements]
    enter_each_of(consultation, act, subjects=subjects, by=by, now=now, details=details)


def _standing(statement: Statement) -> str:
    return statement.standing
