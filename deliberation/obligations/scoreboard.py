"""The public scoreboard: pure arithmetic on plain cases, so that rows of the database and entries of the record give
the same board. A number is how many cases a column takes in; the list behind it takes in the same ones.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import sqrt
from statistics import median

from django.utils.translation import gettext_lazy

from deliberation.obligations.deadlines import Calendar, Span
from deliberation.obligations.meeting_days import Facts, as_duty, meeting_standing
from deliberation.obligations.standing import Standing, standing

CASES_FOR_PERCENT = 10  # below, a percentage says more than there is to say
NO_FREE_DAYS: Calendar = {"weekend": [], "holidays": {}}  # only the day to announce a meeting by needs a calendar
Z = 1.96  # 19 of 20 such intervals hold what very many such cases would give


@dataclass(frozen=True)
class Met:
    """What happened of a meeting that is owed: days, None for what did not happen."""

    held_on: date | None = None
    post_by: date | None = None
    posted_on: date | None = None
    called_off_on: date | None = None


@dataclass(frozen=True)
class Case:
    """A duty as it stands on a day. `ministry`: the short name of the one that has it now, since names can be alike
    and change; `given_by`: of those that had it.

    `answered_on`: the day of the first answer; `position`: of the latest version; `met`: only of a meeting.
    `promises`: of each its facts, see promises.STATES; `reviews`: how each ended, or ""; `adequate`: None until enough
    people rated it; `due_again`, `late_again`: see reopening.asked_again.
    """

    number: int
    ministry: str
    notified_on: date
    due_on: date
    today: date
    answered_on: date | None = None
    met: Met | None = None
    position: str = ""
    suspended: tuple[Span, ...] = ()
    extended: bool = False
    given_by: tuple[str, ...] = ()
    promises: tuple[tuple[str, ...], ...] = ()
    reviews: tuple[str, ...] = ()
    adequate: bool | None = None
    due_again: bool = False
    late_again: bool = False

    @property
    def standing(self) -> Standing:
        if self.met is None:
            return standing(self.due_on, self.answered_on, self.today, self.suspended)
        facts = Facts(self.notified_on, self.due_on, NO_FREE_DAYS, suspended=self.suspended, **vars(self.met))
        return as_duty(meeting_standing(facts, self.today), self.today, self.suspended)

    @property
    def days(self) -> int | None:
        """From the day the ministry was told to the first answer, or to the transcript of the meeting."""
        done_on = self.standing.answered_on
        return (done_on - self.notified_on).days if done_on else None

    @property
    def fell_due(self) -> bool:
        """Its day has passed, or it was answered before: it can be said whether it was in time."""
        return self.standing.late or self.standing.code == "answered"


Takes = Callable[[Case], bool]


def _stands(code: str, late: bool | None = None) -> Takes:
    return lambda case: case.standing.code == code and late in (None, case.standing.late)


def _says(position: str) -> Takes:
    return lambda case: case.position == position


def _promised(state: str) -> Takes:
    return lambda case: any(state in facts for facts in case.promises)


# What is counted of the duties that a ministry has now; "handed-over" is of those it had.
COUNTS: Mapping[str, Takes] = {
    "owed": lambda case: True,
    "due": lambda case: case.fell_due,
    "on-time": _stands("answered", late=False),
    "late": _stands("answered", late=True),
    "open": _stands("open"),
    "overdue": _stands("overdue"),
    "long-overdue": _stands("long-overdue"),
    "not-held": _stands("failed"),
    "extended": lambda case: case.extended,
    "taken-over": lambda case: bool(case.given_by),
    "handed-over": lambda case: False,
    "commitment": _says("commitment"),
    "partly": _says("partly"),
    "already": _says("already"),
    "not-yet": _says("not-yet"),
    "due-again": lambda case: case.due_again,
    "late-again": lambda case: case.late_again,
    "reviewed": lambda case: bool(case.reviews),
    "review-changed": lambda case: "new-version" in case.reviews,
    "review-upheld": lambda case: "upheld" in case.reviews,
    "on-track": _promised("open"),
    "done": _promised("done"),
    "done-late": _promised("done-late"),
    "missed": _promised("missed"),
    "withdrawn": _promised("withdrawn"),
    "confirmed": _promised("confirmed"),
    "disputed": _promised("disputed"),
    "adequate": lambda case: case.adequate is True,
    "not-adequate": lambda case: case.adequate is False,
}
HANDED_OVER = "handed-over"
MEDIAN, SHARE = "median-days", "on-time-percent"
COLUMNS = ("owed", "due", "on-time", SHARE, "late", MEDIAN, *list(COUNTS)[4:])
NAMES = {
    "owed": gettext_lazy("Duties in all"),
    "due": gettext_lazy("Answered or past due"),
    "on-time": gettext_lazy("Answered on time"),
    SHARE: gettext_lazy("On time, in percent"),
    "late": gettext_lazy("Answered late"),
    MEDIAN: gettext_lazy("Median days to the answer"),
    "open": gettext_lazy("Open, not due yet"),
    "overdue": gettext_lazy("Overdue"),
    "long-overdue": gettext_lazy("Long overdue"),
    "not-held": gettext_lazy("Meetings not held"),
    "extended": gettext_lazy("Time extended"),
    "taken-over": gettext_lazy("Taken over from another ministry"),
    HANDED_OVER: gettext_lazy("Handed over to another ministry"),
    "commitment": gettext_lazy("“We will do it”"),
    "partly": gettext_lazy("“We will do part of it”"),
    "already": gettext_lazy("“It is already so”"),
    "not-yet": gettext_lazy("“Not yet feasible”"),
    "due-again": gettext_lazy("“Not yet feasible” that is due again"),
    "late-again": gettext_lazy("“Not yet feasible” not looked at again in time"),
    "reviewed": gettext_lazy("Answer reviewed"),
    "review-changed": gettext_lazy("Answer changed by a review"),
    "review-upheld": gettext_lazy("Answer upheld by a review"),
    "on-track": gettext_lazy("With a milestone under way"),
    "done": gettext_lazy("With a milestone reported done on time"),
    "done-late": gettext_lazy("With a milestone reported done late"),
    "missed": gettext_lazy("With a milestone missed"),
    "withdrawn": gettext_lazy("With a milestone given up"),
    "confirmed": gettext_lazy("With a milestone that people confirm"),
    "disputed": gettext_lazy("With a milestone that people dispute"),
    "adequate": gettext_lazy("Answer found adequate"),
    "not-adequate": gettext_lazy("Answer not found adequate"),
}


@dataclass(frozen=True)
class Share:
    """So many percent of the cases, and the ends of Wilson's interval, in percent."""

    percent: int
    lower: int
    upper: int


@dataclass(frozen=True)
class Line:
    """One ministry, by its short name. `share`: None below CASES_FOR_PERCENT; `median_days`: before the first."""

    ministry: str
    name: str
    counts: Mapping[str, int]
    share: Share | None
    median_days: float | None

    def value(self, column: str) -> float | None:
        """What the column shows, as it is sorted by."""
        if column == SHARE:
            return self.share.percent if self.share else None
        return self.median_days if column == MEDIAN else self.counts[column]


def counted(cases: Iterable[Case], ministry: str, column: str) -> list[Case]:
    """The cases that a ministry's number in a column stands for."""
    if column == HANDED_OVER:
        return [case for case in cases if ministry in case.given_by]
    return [case for case in cases if case.ministry == ministry and COUNTS[column](case)]


def board(cases: Sequence[Case], ministries: Mapping[str, str]) -> list[Line]:
    """A line for each ministry, by name. `ministries`: names by short names."""
    return sorted((_line(cases, ministry, name) for ministry, name in ministries.items()), key=_by_name)


def _by_name(line: Line) -> tuple[str, str]:
    return line.name, line.ministry


def _line(cases: Sequence[Case], ministry: str, name: str) -> Line:
    counts = {column: len(counted(cases, ministry, column)) for column in COUNTS}
    took = [case.days for case in cases if case.ministry == ministry and case.days is not None]
    on_time = share(counts["on-time"], counts["due"])
    return Line(ministry, name, counts, on_time, float(median(took)) if took else None)


def share(successes: int, cases: int) -> Share | None:
    """The share with Wilson's score interval (1927); nothing for few cases."""
    if cases < CASES_FOR_PERCENT:
        return None
    part, spread = successes / cases, Z * Z / cases
    centre = part + spread / 2
    margin = Z * sqrt(part * (1 - part) / cases + spread / (4 * cases))
    ends = [(centre + sign * margin) / (1 + spread) for sign in (-1, 1)]
    lower, upper = (round(100 * min(1.0, max(0.0, end))) for end in ends)
    return Share(round(100 * part), lower, upper)


def in_order(lines: Iterable[Line], column: str) -> list[Line]:
    """By a column, with "-" before its name from the largest on; those without a value last. By name otherwise."""
    name = column.removeprefix("-")
    lines = sorted(lines, key=_by_name)
    if name not in COLUMNS:
        return lines[::-1] if column == "-ministry" else lines
    sign = -1 if column.startswith("-") else 1
    known = [(line, value) for line in lines if (value := line.value(name)) is not None]
    return [line for line, _value in sorted(known, key=lambda each: sign * each[1])] + [
        line for line in lines if line.value(name) is None
    ]
