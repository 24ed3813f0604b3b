"""Due dates as pure arithmetic on dates. The day of notice is day zero; on the due date nothing is late."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

LONG_OVERDUE_AFTER = 30  # days


def is_working_day(day: date, calendar: Mapping[str, Any]) -> bool:
    """Neither a weekend day (Monday is 0) nor a holiday of the frozen calendar."""
    return day.weekday() not in calendar["weekend"] and day.isoformat() not in calendar["holidays"]


def due_date(notified_on: date, days: int, calendar: Mapping[str, Any]) -> date:
    """`days` calendar days later, rolled forward to a working day."""
    day = notified_on + timedelta(days=days)
    while not is_working_day(day, calendar):
        day += timedelta(days=1)
    return day


def days_late(due_on: date, today: date) -> int:
    """Days past the due date; 0 up to and on it."""
    return max(0, (today - due_on).days)


def overdue_from(due_on: date) -> date:
    """The first day on which it is late."""
    return due_on + timedelta(days=1)


def is_long_overdue(due_on: date, today: date) -> bool:
    return days_late(due_on, today) > LONG_OVERDUE_AFTER
