"""What is overdue, long overdue, or waited for in vain; and the meetings that long overdue answers open."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from deliberation.obligations.deadlines import DAY, long_overdue_from, overdue_from
from deliberation.obligations.meeting_sweeping import missed
from deliberation.obligations.models import Kind, Obligation, Obligations
from deliberation.obligations.opening import open_meetings
from deliberation.obligations.passing import Passed, enter_found, enter_passed, latest_day
from deliberation.obligations.queries import is_finished, lapsed, local_day, past_due

LONG_OVERDUE = "obligation.long-overdue"


def enter_overdue(*, now: datetime) -> int:
    """Enter all that passed in all duties and say how much.

    Again if anything was: when this has not run for long, a meeting that it opens may be late already.
    """
    found = 0
    while added := enter_found(_found, now, _enter):
        found += added
    return found


def enter_what_passed(obligation: Obligation, now: datetime) -> None:
    """The same for one duty, and what is late about its meeting, before something is done about it: that may move the
    dates that every entry names. In the transaction of whoever holds its lock."""
    enter_passed(missed(obligation, now), now)
    _enter(what_passed(obligation, now), now)


def _found(duties: Obligations, now: datetime) -> Iterator[Passed]:
    latest = latest_day(now)
    late, waiting = (rows.filter(pk__in=duties) for rows in (past_due(latest), lapsed(latest)))
    for duty in {duty.pk: duty for duty in [*late, *waiting]}.values():
        yield from what_passed(duty, now)


def _enter(passed: Iterable[Passed], now: datetime) -> list[Passed]:
    new = enter_passed(passed, now)
    open_meetings([(each.duty, each.day) for each in new if each.act == LONG_OVERDUE], now)
    return new


def what_passed(obligation: Obligation, now: datetime) -> Iterator[Passed]:
    """All that time alone made true of it by now."""
    today = local_day(obligation.consultation, now)
    yield from _lapsed(obligation, today)
    if is_finished(obligation) or hasattr(obligation, "meeting_held"):  # whose other dates are in meeting_sweeping.py
        return
    if overdue_from(obligation.falls_due) <= today:
        yield Passed(obligation, "obligation.overdue", overdue_from(obligation.falls_due), "overdue")
    long_overdue = long_overdue_from(obligation.falls_due, obligation.suspended)
    if obligation.kind == Kind.ANSWER and long_overdue <= today:
        yield Passed(obligation, LONG_OVERDUE, long_overdue, "long-overdue")


def _lapsed(obligation: Obligation, today: date) -> Iterator[Passed]:
    """Offers and questions nobody replied to in time."""
    for transfer in obligation.transfers.all():
        if not transfer.replied and transfer.lapses_after < today:
            once = f"transfer.lapsed/{transfer.pk}"
            yield Passed(obligation, "transfer.lapsed", transfer.lapses_after + DAY, once)
    question = None if is_finished(obligation) else obligation.asked
    if question and not question.replied and question.lapses_after < today:
        yield Passed(obligation, "clarification.lapsed", question.lapses_after + DAY, "clarification.lapsed")
