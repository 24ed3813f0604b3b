"""How rulings are stored: always with the pointer of their statements and one entry of the record each.

Whoever calls this has checked the rules and holds the consultation's lock.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from typing import Any, cast
from uuid import UUID

from deliberation.consultations.models import Consultation
from deliberation.consultations.recording import enter_each_of
from deliberation.people.models import Person
from deliberation.statements.models import Outcome, Ruling, Statement, Successor
from deliberation.statements.queries import APPEALS_ABOUT
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
    rulings = [Ruling(statement=each, along=along.get(each.rewords_id), **about) for each in statements]
    told = {**({"reason": reason} if reason else {}), **(details or {})}
    return _put(rulings, f"statement.{outcome.value}" if act == "" else act, told)


def _put(rulings: Sequence[Ruling], act: str | None, told: Mapping[str, Any]) -> list[Ruling]:
    """Rulings made in one act, of which the record tells this of each; None: nothing."""
    made = Ruling.objects.bulk_create(rulings, batch_size=AT_ONCE)
    statements = [each.statement for each in made]
    _point(statements, made)
    if act is not None:
        _enter(statements, act, made[0].by, made[0].made_at, told)
    return made


def _retire_reworded(
    statements: Sequence[Statement], note: str, by: Person | None, now: datetime
) -> dict[int | None, Ruling]:
    """By id of what these reword, as far as it still stands: the ruling that the one retiring it goes along with."""
    roots: dict[int | None, Ruling] = {}
    for old, new in _taken_over(statements):
        old.consultation = statements[0].consultation
        root = roots.get(old.rewords_id) if old.standing == Outcome.WAITING else None
        reason, act = (DIVIDED, "statement.divided") if len(new) > 1 else (REWORDED, "statement.reworded")
        about = {"outcome": Outcome.REJECTED, "reason": reason, "note": note, "by": by, "made_at": now, "along": root}
        told = {"reason": reason, "into": [each.number for each in new]}
        (ruling,) = _put([Ruling(statement=old, **about)], act, told)
        Successor.objects.bulk_create([Successor(ruling=ruling, statement=each) for each in new])
        roots[old.pk] = root or ruling
    return roots


def _taken_over(statements: Sequence[Statement]) -> list[tuple[Statement, list[Statement]]]:
    """What these reword and still stands, each with those of these that take its place; what is reworded first.

    One that waits was to take the place of what it rewords itself, so that goes with it.
    """
    staying = {each.pk for each in statements}  # what is accepted in the same breath
    found: dict[int, Statement] = {}
    new: dict[int, list[Statement]] = {}
    steps = [(each.rewords_id, each) for each in statements if each.rewords_id]
    while steps:
        unread = {old for old, _each in steps} - set(found)
        found |= Statement.objects.select_related("ruling").in_bulk(unread)
        standing = [step for step in steps if step[0] not in staying and found[step[0]].standing in REWORDABLE]
        for old, each in standing:
            new.setdefault(old, []).append(each)
        further = [(found[old], each) for old, each in standing]
        steps = [(old.rewords_id, each) for old, each in further if old.rewords_id and not old.ruling_id]
    return [(found[old], new[old]) for old in sorted(new)]


def together(consultation: Consultation, statements: Iterable[Statement]) -> list[list[Statement]]:
    """These, with what was ruled on along with what holds of them, in groups: each is undone as a whole or not."""
    ruled = {each.pk: each for each in statements if each.ruling}
    roots = {_root(each) for each in ruled.values()}
    others = Statement.objects.filter(consultation=consultation).exclude(ruling=None)
    others = others.select_related("ruling").prefetch_related(APPEALS_ABOUT).order_by("id")
    unread = roots - {each.ruling_id for each in ruled.values()}
    for more in (others.filter(ruling__in=unread), others.filter(ruling__along__in=roots)):
        ruled = {each.pk: each for each in more} | ruled
    groups: dict[int, list[Statement]] = {}
    for each in ruled.values():
        each.consultation = consultation
        groups.setdefault(_root(each), []).append(each)
    return list(groups.values())


def _root(statement: Statement) -> int:
    ruling = cast(Ruling, statement.ruling)
    return ruling.along_id or ruling.pk


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
