"""When a meeting has to be announced, held and documented, and where it stands: arithmetic on dates.

The day of notice is day zero. A meeting is announced within 30 days, held by the duty's due date, and its recording and
transcript are there within 10 working days after the day on which it was held. Suspended days do not count. On the last
day itself nothing is late.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from deliberation.obligations.deadlines import (
    Calendar,
    Span,
    days_late,
    days_of,
    due_date,
    late_by,
    moved,
    working_days_after,
)
from deliberation.obligations.standing import Standing, standing

ANNOUNCED_WITHIN = 30  # days
POSTED_WITHIN = 10  # working days


@dataclass(frozen=True)
class Facts:
    """What has happened so far: the local day of each, None for what has not."""

    notified_on: date
    due_on: date
    calendar: Mapping[str, Any]
    announced_on: date | None = None
    held_on: date | None = None
    post_by: date | None = None
    posted_on: date | None = None
    called_off_on: date | None = None
    suspended: Sequence[Span] = ()


@dataclass(frozen=True)
class Step:
    """One thing to do: by when, when it was done if it was, how many days late that is or was, and the first day on
    which it is late; None where nothing says yet by when it has to be done."""

    name: str
    due_on: date | None
    done_on: date | None
    late: int
    late_from: date | None


@dataclass(frozen=True)
class MeetingStanding:
    """`code`: to-schedule, scheduled, to-post, posted or not-held; the steps in their order, each with its dates."""

    code: str
    steps: tuple[Step, ...]

    @property
    def late(self) -> int:
        """The days of the step that is the latest."""
        return max(step.late for step in self.steps)

    @property
    def ended(self) -> bool:
        return self.code in {"posted", "not-held"}


def announce_by(notified_on: date, calendar: Calendar, suspended: Iterable[Span] = ()) -> date:
    return moved(due_date(notified_on, ANNOUNCED_WITHIN, calendar), days_of(suspended), calendar)


def post_by(held_on: date, calendar: Calendar, suspended: Iterable[Span] = ()) -> date:
    """The tenth working day after the one on which it was held."""
    uncounted = {day for day in days_of(suspended) if day > held_on}
    return moved(working_days_after(held_on, POSTED_WITHIN, calendar), uncounted, calendar)


def meeting_standing(facts: Facts, today: date) -> MeetingStanding:
    """Where it stands on a day. What was called off goes on to count as late up to the day on which that was said."""
    until = facts.called_off_on or today
    announced_by = announce_by(facts.notified_on, facts.calendar, facts.suspended)
    steps = (
        _step("announced", announced_by, facts.announced_on, until, facts.suspended),
        _step("held", facts.due_on, facts.held_on, until, facts.suspended),
        _step("posted", facts.post_by, facts.posted_on, until, facts.suspended),
    )
    return MeetingStanding(_code(facts), steps)


def as_duty(meeting: MeetingStanding, today: date, suspended: Sequence[Span] = (), **badges: Any) -> Standing:
    """The same in the words of all duties: the next date that counts, or that it ended."""
    by_name = {step.name: step for step in meeting.steps}
    held, posted = by_name["held"], by_name["posted"]
    if meeting.code == "posted":
        return Standing("answered", max(held.late, posted.late), posted.done_on, **badges | {"paused": False})
    if meeting.code == "not-held":
        return Standing("failed", held.late, **badges | {"paused": False})
    due_on = posted.due_on or held.due_on
    assert due_on is not None  # a meeting has to be held by a date
    return standing(due_on, None, today, suspended, **badges)


def _step(name: str, due_on: date | None, done_on: date | None, until: date, suspended: Sequence[Span]) -> Step:
    if due_on is None:
        return Step(name, None, done_on, 0, None)
    late = days_late(due_on, done_on or until, suspended)
    return Step(name, due_on, done_on, late, late_by(due_on, 1, suspended))


def _code(facts: Facts) -> str:
    if facts.posted_on:
        return "posted"
    if facts.called_off_on:
        return "not-held"
    if facts.held_on:
        return "to-post"
    return "scheduled" if facts.announced_on else "to-schedule"
