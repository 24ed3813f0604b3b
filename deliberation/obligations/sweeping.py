"""Entering what the passing of time made true, dated the day on which it did, however late or often this runs."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from deliberation.consultations import locks
from deliberation.obligations.deadlines import DAY, long_overdue_from, overdue_from
from deliberation.obligations.models import Kind, Obligation
from deliberation.obligations.opening import open_meeting
from deliberation.obligations.queries import is_finished, lapsed, local_day, past_due
from deliberation.obligations.recording import entered_on, key_of
from deliberation.record.queries import keys_entered


@dataclass(frozen=True)
class Passed:
    """What became true of a duty, and on which day."""

    obligation: Obligation
    act: str
    day: date
    number: int | None = None  # which transfer it is about

    @property
    def key(self) -> str:
        return key_of(self.obligation, self.act, self.number)


def enter_overdue(*, now: datetime) -> int:
    """Enter all that passed in all duties and say how much; each consultation in a transaction of its own.

    Again if anything was: when this has not run for long, a meeting that it opens may be late already.
    """
    found = 0
    while added := _enter_new(now):
        found += added
    return found


def _enter_new(now: datetime) -> int:
    latest_day = (now + timedelta(days=1)).date()
    duties = {duty.pk: duty for duty in [*past_due(latest_day), *lapsed(latest_day)]}
    passed = [each for duty in duties.values() for each in what_passed(duty, now)]
    known = keys_entered([each.key for each in passed])
    new = [each.obligation for each in passed if each.key not in known]
    consultations = sorted({duty.consultation_id for duty in new})
    return sum(_enter_again(number, {duty.pk for duty in new}, now) for number in consultations)


def enter_passed(obligation: Obligation, now: datetime) -> None:
    """The same for one duty, before something is done about it, in the transaction of whoever holds its lock."""
    for each in what_passed(obligation, now):
        _enter(each, now)


def what_passed(obligation: Obligation, now: datetime) -> Iterator[Passed]:
    """All that time alone made true of it by now."""
    today = local_day(obligation.consultation, now)
    yield from _lapsed(obligation, today)
    if is_finished(obligation) or hasattr(obligation, "meeting_held"):  # whose other dates are swept in meeting.py
        return
    if overdue_from(obligation.falls_due) <= today:
        yield Passed(obligation, "obligation.overdue", overdue_from(obligation.falls_due))
    long_overdue = long_overdue_from(obligation.falls_due, obligation.suspended)
    if obligation.kind == Kind.ANSWER and long_overdue <= today:
        yield Passed(obligation, "obligation.long-overdue", long_overdue)


def _lapsed(obligation: Obligation, today: date) -> Iterator[Passed]:
    """Offers and questions nobody replied to in time."""
    for transfer in obligation.transfers.all():
        if not transfer.replied and transfer.lapses_after < today:
            yield Passed(obligation, "transfer.lapsed", transfer.lapses_after + DAY, transfer.pk)
    question = None if is_finished(obligation) else obligation.asked
    if question and not question.replied and question.lapses_after < today:
        yield Passed(obligation, "clarification.lapsed", question.lapses_after + DAY)


@transaction.atomic
def _enter_again(consultation: int, duties: set[int], now: datetime) -> int:
    """Enter what still holds of these duties now that nobody else can act in their consultation."""
    locks.exclude(consultation)
    again = Obligation.objects.filter(consultation=consultation, pk__in=duties).with_facts()
    return sum(_enter(each, now) for duty in again for each in what_passed(duty, now))


def _enter(passed: Passed, now: datetime) -> bool:
    duty = passed.obligation
    added = entered_on(duty, passed.act, passed.day, now, number=passed.number)
    if added and passed.act == "obligation.long-overdue":
        open_meeting(duty.publication, passed.day, now, because_of=duty)
    return added
