"""Ruling on one statement or on many, undoing it, and hiding a text from everybody."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID, uuid4

from django.db import transaction

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation
from deliberation.errors import Refusal, enforce
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.lineage import circular
from deliberation.statements.models import Appeal, Looking, Outcome, Ruling, Statement, Statements
from deliberation.statements.queries import APPEALS_ABOUT, twins_of
from deliberation.statements.rules import (
    GRANTED,
    MOST_AT_ONCE,
    few_enough,
    fit_note,
    may_hide,
    may_hold_again,
    may_rule,
    may_rule_despite,
    may_undo,
    not_said_yet,
    still_there,
    unchanged,
)
from deliberation.statements.rulings import former_rulings, store, store_undone, together
from deliberation.statements.second_looks import check_others, draw

HIDDEN_FOR = "personal-data"
CHANCE = random.SystemRandom()  # what is read a second time nobody can foresee
LOOKS_FOR = timedelta(minutes=5)  # who opened a statement is taken to look at it


class Ruled(NamedTuple):
    """What became of many: the numbers that were ruled on, and those left out because something had happened."""

    numbers: list[int]
    left_out: list[int]
    batch: UUID


@transaction.atomic
def rule(
    *,
    statement: Statement,
    outcome: str,
    by: Person,
    now: datetime,
    reason: str = "",
    note: str = "",
    seen: int | None = None,
) -> Ruling:
    """A facilitator accepts or rejects; the record shows the office, the act and the reason, never the text.

    `seen`: the id of the ruling that held when it was decided, 0 for none; another one means that somebody ruled
    meanwhile, and nothing is done.
    """
    consultation = locked(statement, by)
    enforce(may_rule(consultation, outcome, reason, now), fit_note(note))
    enforce(unchanged(seen, statement.ruling_id or 0), despite(statement, by))
    enforce(not_said_yet(twins_of([statement]).get(statement.text)) if outcome == Outcome.ACCEPTED else None)
    kept = reason if outcome == Outcome.REJECTED else ""
    made = store([statement], Outcome(outcome), by=by, now=now, reason=kept, note=note)
    _look_again([statement], made, now)
    return made[0]


@transaction.atomic
def rule_many(
    *,
    consultation: Consultation,
    seen: Mapping[int, int],
    outcome: str,
    by: Person,
    now: datetime,
    reason: str = "",
    note: str = "",
) -> Ruled:
    """The same ruling on many statements, all in one transaction. `seen`: by number, the ruling that was seen.

    Those on which somebody ruled meanwhile, or about which an appeal waits, are left out and named; and, of those to
    be accepted, those whose very words are public already.
    """
    _lock(consultation, by)
    enforce(may_rule(consultation, outcome, reason, now), few_enough(len(seen)), fit_note(note))
    batch = uuid4()
    as_seen = _as_seen(consultation, seen, by)
    if outcome == Outcome.ACCEPTED:
        as_seen = _each_once(as_seen)
    kept = reason if outcome == Outcome.REJECTED else ""
    made = store(as_seen, Outcome(outcome), by=by, now=now, reason=kept, note=note, batch=batch)
    _look_again(as_seen, made, now)
    return _ruled(seen, as_seen, batch)


@transaction.atomic
def hide(*, statement: Statement, by: Person, now: datetime, note: str = "", seen: int | None = None) -> Ruling:
    """Hide a text that holds personal data from everybody at once, also after closing; its votes stay uncounted."""
    consultation = locked(statement, by)
    enforce(may_hide(consultation, statement.standing, now), fit_note(note), unchanged(seen, statement.ruling_id or 0))
    # A waiting appeal keeps nobody from it; but who was overruled shall not silence the author in this way.
    enforce(may_rule_despite((), _overruled(_appeals_about(statement), by)))
    made = store([statement], Outcome.HIDDEN, by=by, now=now, reason=HIDDEN_FOR, note=note)
    check_others([statement], now)
    return made[0]


@transaction.atomic
def undo(*, statement: Statement, by: Person, now: datetime, seen: int | None = None) -> None:
    """What held before the last ruling holds again, as it was. The ruling stays, and the record tells both.

    What was ruled along with it is undone with it: a rewording and what it took the place of, all parts of one."""
    consultation = locked(statement, by)
    enforce(may_undo(consultation, statement.standing, now))
    enforce(unchanged(seen, statement.ruling_id or 0))
    (undone,) = together(consultation, [statement])
    enforce(*(despite(each, by, hidden=False) for each in undone))
    former = former_rulings(undone)
    enforce(may_hold_again(bool(circular(former))))
    store_undone([(each, former[each.pk]) for each in undone], by=by, now=now)


@transaction.atomic
def undo_many(*, consultation: Consultation, batch: UUID, by: Person, now: datetime) -> Ruled:
    """Undo what was ruled at once, as far as nobody has ruled since, and what was ruled along with it."""
    _lock(consultation, by)
    enforce(may_undo(consultation, Outcome.REJECTED, now))
    rulings = Ruling.objects.filter(batch=batch, undoes=None, statement__consultation=consultation)
    seen = dict(rulings.values_list("statement__number", "id")[:MOST_AT_ONCE])
    as_seen = _as_seen(consultation, seen, by)
    undone = _undoable(consultation, as_seen, by)
    if undone:
        store_undone(undone, by=by, now=now)
    free = {each.pk for each, _former in undone}
    return _ruled(seen, [each for each in as_seen if each.pk in free], uuid4())


@transaction.atomic
def look(*, statement: Statement, by: Person, now: datetime) -> None:
    """Others see for a few minutes that this person has it open, and since when; after that nobody knows."""
    Looking.objects.filter(until__lte=now).delete()
    still = Looking.objects.filter(statement=statement, person=by, until__gt=now)
    if not still.update(until=now + LOOKS_FOR):
        Looking.objects.update_or_create(
            statement=statement, person=by, defaults={"since": now, "until": now + LOOKS_FOR}
        )


def _look_again(ruled: list[Statement], made: list[Ruling], now: datetime) -> None:
    draw(made, now, CHANCE)
    check_others([each for each in ruled if each.standing == Outcome.REJECTED], now)


def _ruled(seen: Mapping[int, int], as_seen: list[Statement], batch: UUID) -> Ruled:
    numbers = [each.number for each in as_seen]
    return Ruled(numbers, sorted(set(seen) - set(numbers)), batch)


def _lock(consultation: Consultation, by: Person) -> None:
    """For who may moderate only: votes wait for the lock, so nobody else shall take it."""
    enforce(may("moderate", by, consultation))
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()  # whoever held the lock may have closed it


def locked(statement: Statement, by: Person) -> Consultation:
    """The consultation, locked, and the statement as whoever held the lock left it."""
    _lock(statement.consultation, by)
    statement.refresh_from_db(fields=["ruling"])
    return statement.consultation


def _as_seen(consultation: Consultation, seen: Mapping[int, int], by: Person) -> list[Statement]:
    """Those whose ruling is still the one that was seen, and which nothing keeps from being ruled on."""
    rows: Statements = Statement.objects.filter(consultation=consultation, number__in=list(seen))
    known = rows.select_related("ruling").prefetch_related(APPEALS_ABOUT)
    free = [each for each in known if (each.ruling_id or 0) == seen[each.number] and not _kept(each, by)]
    for each in free:
        each.consultation = consultation
    return free


def _each_once(statements: list[Statement]) -> list[Statement]:
    """Without those whose very words are public already, or are those of an earlier one of these."""
    said = twins_of(statements)
    fresh: dict[str, Statement] = {}
    for each in statements:
        if each.text not in said:
            fresh.setdefault(each.text, each)
    return list(fresh.values())


def _undoable(
    consultation: Consultation, statements: list[Statement], by: Person
) -> list[tuple[Statement, Ruling | None]]:
    """These and what is undone with them, each with the ruling before: groups from which nothing is kept back."""
    groups = together(consultation, statements)
    groups = [group for group in groups if not any(_kept(each, by) for each in group)]
    former = former_rulings([each for group in groups for each in group])
    while in_circles := circular(former):  # those left out keep what holds of them, which may close another one
        groups = [group for group in groups if in_circles.isdisjoint(each.pk for each in group)]
        former = {each.pk: former[each.pk] for group in groups for each in group}
    return [(each, former[each.pk]) for group in groups for each in group]


def despite(statement: Statement, by: Person, hidden: bool = True) -> Refusal | None:
    """Does an appeal, or that the text is hidden, keep this person from ruling?"""
    return still_there(statement.text) or _against(statement.standing if hidden else "", _appeals_about(statement), by)


def _appeals_about(statement: Statement) -> list[Appeal]:
    return list(Appeal.objects.select_related("ruling", "decision").filter(statement=statement))


def _kept(statement: Statement, by: Person) -> bool:
    against = still_there(statement.text) or _against(statement.standing, list(statement.appeals.all()), by)
    return against is not None


def _against(standing: str, appeals: list[Appeal], by: Person) -> Refusal | None:
    states = [each.state for each in appeals]
    return may_rule_despite(states, _overruled(appeals, by), standing == Outcome.HIDDEN)


def _overruled(appeals: list[Appeal], by: Person) -> bool:
    """Was an appeal against a ruling of this person granted?"""
    return any(each.state == GRANTED and each.ruling.by_id == by.pk for each in appeals)
