"""Due dates as pure arithmetic on dates. The day of notice is day zero; on the due date nothing is late."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

LONG_OVERDUE_AFTER = 30  # days
ACKNOWLEDGE_WITHIN = 5  # working days
TRANSFER_WITHIN = 10  # working days
ACCEPT_WITHIN = 5  # working days
CLARIFY_WITHIN = 10  # working days: as long as the clock stands still for a question nobody replies to
EXTENSION_DAYS = 30
DAY = timedelta(days=1)

Calendar = Mapping[str, Any]
Span = tuple[date, date]  # a first and a last day, both inclusive


def is_working_day(day: date, calendar: Calendar) -> bool:
    """Neither a weekend day (Monday is 0) nor a holiday of the frozen calendar."""
    return day.weekday() not in calendar["weekend"] and day.isoformat() not in calendar["holidays"]


def rolled(day: date, calendar: Calendar) -> date:
    """The day itself, or the next working day."""
    while not is_working_day(day, calendar):
        day += DAY
    return day


def due_date(notified_on: date, days: int, calendar: Calendar) -> date:
    """`days` calendar days later, rolled forward to a working day."""
    return rolled(notified_on + timedelta(days=days), calendar)


def working_days_after(day: date, count: int, calendar: Calendar) -> date:
    """The `count`-th working day after a day, which itself does not count."""
    for _ in range(count):
        day = rolled(day + DAY, calendar)
    return day


def moved(base: date, uncounted: Collection[date], calendar: Calendar) -> date:
    """The due date when some days do not count: as many later as there are of them before it, on a working day; and
    where it is followed by such days, the last of them, since the next day that counts is late."""
    due_on, earlier = base, None
    while due_on != earlier:
        earlier = due_on
        spent = sum(day <= due_on for day in uncounted)
        due_on = rolled(base + timedelta(days=spent), calendar) if spent else base
        while due_on + DAY in uncounted:
            due_on += DAY
        due_on = max(due_on, earlier)
    return due_on


def days_of(spans: Iterable[Span]) -> frozenset[date]:
    """Each day of these spans."""
    return frozenset(first + timedelta(days=more) for first, last in spans for more in range((last - first).days + 1))


def days_late(due_on: date, today: date, suspended: Iterable[Span] = ()) -> int:
    """Days past the due date that count; 0 up to and on it."""
    spent = sum(_shared((due_on + DAY, today), span) for span in merged(suspended))
    return max(0, (today - due_on).days - spent)


def _shared(one: Span, other: Span) -> int:
    """How many days two spans have in common."""
    return max(0, (min(one[1], other[1]) - max(one[0], other[0])).days + 1)


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same days in spans that do not overlap, in order."""
    apart: list[Span] = []
    for first, last in sorted(spans):
        if apart and first <= apart[-1][1] + DAY:
            apart[-1] = (apart[-1][0], max(last, apart[-1][1]))
        else:
            apart.append((first, last))
    return apart


def late_by(due_on: date, days: int, suspended: Iterable[Span] = ()) -> date:
    """The first day on which it is so many days late."""
    day = due_on + timedelta(days=days)
    for first, last in merged(suspended):
        if last > due_on and first <= day:
            day += timedelta(days=(last - max(first, due_on + DAY)).days + 1)
    return day


def overdue_from(due_on: date) -> date:
    """The first day on which it is late."""
    return due_on + DAY


def long_overdue_from(due_on: date, suspended: Iterable[Span] = ()) -> date:
    """The first day on which it is long overdue."""
    return late_by(due_on, LONG_OVERDUE_AFTER + 1, suspended)


def is_long_overdue(late: int) -> bool:
    """After so many late days."""
    return late > LONG_OVERDUE_AFTER
