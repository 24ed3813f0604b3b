"""How rulings are stored: always with the pointer of their statements and one entry of the record each.

Whoever calls this has checked the rules and holds the consultation's lock.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.db.models import Q

from deliberation.consultations.models import Consultation
from deliberation.consultations.recording import enter_each_of
from deliberation.people.models import Person
from deliberation.statements.models import Outcome, Ruling, Statement, Successor
from deliberation.statements.rules import REWORDABLE

REWORDED, DIVIDED = "reworded", "several-ideas"  # reasons for which clearer words take a statement's place
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
    act: str | None = "",
    details: Mapping[str, Any] | None = None,
) -> list[Ruling]:
    """The same ruling about each of these statements of one consultation. `act`: as the record tells it, where that is
    more than its outcome; None: whoever calls enters one for all. What one that is accepted rewords is retired in its
    favour."""
    if not statements:
        return []
    along = _retire_reworded(statements, note, by, now) if outcome == Outcome.ACCEPTED else {}
    about = {"outcome": outcome, "reason": reason, "note": note, "by": by, "made_at": now, "batch": batch}
    made = Ruling.objects.bulk_create(
        (Ruling(statement=each, along=along.get(each.rewords_id), **about) for each in statements), batch_size=AT_ONCE
    )
    _point(statements, made)
    told = {**({"reason": reason} if reason else {}), **(details or {})}
    if act is not None:
        _enter(statements, act or f"statement.{outcome.value}", by, now, told)
    return made


def _retire_reworded(
    statements: Sequence[Statement], note: str, by: Person | None, now: datetime
) -> dict[int | None, Ruling]:
    """By id of what these reword, as far as it still stands: the ruling that retires it in their favour."""
    parts: dict[int, list[Statement]] = {}
    for each in statements:
        if each.rewords_id:
            parts.setdefault(each.rewords_id, []).append(each)
    retired: dict[int | None, Ruling] = {}
    besides = set(parts) - {each.pk for each in statements}  # what is accepted in the same breath stays
    for old in Statement.objects.select_related("ruling").filter(pk__in=besides).order_by("number"):
        if old.standing not in REWORDABLE:
            continue
        old.consultation = statements[0].consultation
        new = parts[old.pk]
        reason, act = (DIVIDED, "statement.divided") if len(new) > 1 else (REWORDED, "statement.reworded")
        told: dict[str, Any] = {"reason": reason, "note": note, "act": act, "by": by, "now": now}
        into = {"into": [each.number for each in new]}
        (retired[old.pk],) = store([old], Outcome.REJECTED, details=into, **told)
        Successor.objects.bulk_create([Successor(ruling=retired[old.pk], statement=each) for each in new])
    return retired


def together(statements: Sequence[Statement]) -> list[Statement]:
    """These, and what was ruled on along with what holds of them: it is undone with it."""
    roots = {each.ruling.along_id or each.ruling_id for each in statements if each.ruling}
    others = Statement.objects.filter(Q(ruling__in=roots) | Q(ruling__along__in=roots), ruling__isnull=False)
    more = others.exclude(pk__in=[each.pk for each in statements]).select_related("ruling", "consultation")
    return [*statements, *more.order_by("id")]


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
