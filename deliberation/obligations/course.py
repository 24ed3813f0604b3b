"""What can be done about a duty on a day: plain facts about it, and the one rule for each step.

The pages offer the steps that these rules allow, and the actions ask the same rules.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.errors import Conflict, Invalid, Refusal
from deliberation.obligations.deadlines import (
    EXTENSION_DAYS,
    TRANSFER_WITHIN,
    Calendar,
    Span,
    is_working_day,
    working_days_after,
)

SHORTEST_REASON = 30  # characters
LONGEST_REASON = 2000
LONGEST_UNIT = 200
LONGEST_SUSPENSION = 120  # days

# The only grounds on which the clock may stand still for a time.
GROUNDS = {"election": gettext_lazy("An election period"), "court": gettext_lazy("A court order")}


@dataclass(frozen=True)
class Course:
    """How far a duty has come. `offered_to`, `held_by`: short names of ministries."""

    kind: str
    notified_on: date
    due_on: date
    today: date
    calendar: Calendar
    finished: bool
    held: bool = False  # the meeting; what is left is to document it
    acknowledged: bool = False
    offered_to: str = ""
    held_by: tuple[str, ...] = ()
    asked: bool = False
    waits_for_reply: bool = False
    extended: bool = False
    suspended: tuple[Span, ...] = ()

    @property
    def last_day_to_transfer(self) -> date:
        return working_days_after(self.notified_on, TRANSFER_WITHIN, self.calendar)

    @property
    def last_day_to_extend_to(self) -> date:
        return self.due_on + timedelta(days=EXTENSION_DAYS)


def may_acknowledge(course: Course) -> Refusal | None:
    """Once, and as long as there is anything to do."""
    if course.acknowledged:
        return Conflict("acknowledged-already", _("This duty has been acknowledged."))
    return _unfinished(course)


def may_transfer(course: Course) -> Refusal | None:
    """Early, once at a time."""
    if course.offered_to:
        return Conflict("offered-already", _("It is offered to another ministry already; wait for the reply."))
    if course.today > course.last_day_to_transfer:
        sentence = _("It could be handed over until %(day)s. It stays with your ministry now.")
        return Conflict("too-late-to-transfer", sentence % {"day": _named(course.last_day_to_transfer)})
    return _unfinished(course) or _not_held(course)


def may_take(course: Course) -> Refusal | None:
    """Only what is offered, and still is."""
    if not course.offered_to:
        return Conflict("not-offered", _("This duty is not offered to another ministry, or not any more."))
    return _unfinished(course) or _not_held(course)


def is_another(course: Course, taker: str, answers: bool) -> Refusal | None:
    """Only to a ministry, and never back to one that had it."""
    if not answers:
        sentence = _("Choose a ministry.")
    elif taker in course.held_by:
        sentence = _("Choose a ministry that has not had this duty yet.")
    else:
        return None
    return Invalid("not-valid", sentence, {"ministry": sentence})


def may_ask(course: Course) -> Refusal | None:
    """Once, and not when it is late: a question stops no clock that has run out."""
    if course.asked:
        return Conflict("asked-already", _("One question can be asked about a duty, and it has been asked."))
    if course.today > course.due_on:
        return Conflict("too-late-to-ask", _("The due date has passed: a question stops no clock that has run out."))
    return _unfinished(course) or _not_held(course)


def may_reply(course: Course) -> Refusal | None:
    """As long as the clock stands still for it."""
    if course.waits_for_reply:
        return None
    return Conflict("no-question", _("There is no question that waits for a reply."))


def may_extend(course: Course) -> Refusal | None:
    """Once, not after the due date, not while a question waits."""
    if course.extended:
        return Conflict("extended-already", _("The time has been extended once; it cannot be extended again."))
    if course.today > course.due_on:
        return Conflict("too-late-to-extend", _("The due date has passed; the time can only be extended before."))
    if course.waits_for_reply:
        return Conflict("question-waits", _("The clock stands still for a question. Extend the time after the reply."))
    return _unfinished(course) or _not_held(course)


def may_suspend(course: Course) -> Refusal | None:
    """Only what is not finished can stand still."""
    return _unfinished(course)


def _named(day: date) -> str:
    return date_format(day, "DATE_FORMAT")


def _unfinished(course: Course) -> Refusal | None:
    if course.finished:
        return Conflict("finished-already", _("There is nothing left to do about this duty."))
    return None


def _not_held(course: Course) -> Refusal | None:
    if course.held:
        return Conflict("meeting-held", _("The meeting was held. What is left is to document it, in time."))
    return None


STEPS = {
    "acknowledge": may_acknowledge,
    "transfer": may_transfer,
    "take": may_take,
    "ask": may_ask,
    "reply": may_reply,
    "extend": may_extend,
    "suspend": may_suspend,
}


def possible(course: Course) -> frozenset[str]:
    """The steps that can be taken now, by whoever may take them."""
    return frozenset(step for step, rule in STEPS.items() if rule(course) is None)


def is_until(course: Course, until: date | None) -> Refusal | None:
    """A working day after the due date, at most so many days later."""
    if until is None or not course.due_on < until <= course.last_day_to_extend_to:
        sentence = _("Choose a day after %(first)s, at most %(days)s days later: not after %(last)s.") % {
            "first": _named(course.due_on),
            "days": EXTENSION_DAYS,
            "last": _named(course.last_day_to_extend_to),
        }
    elif not is_working_day(until, course.calendar):
        sentence = _("Choose a working day.")
    else:
        return None
    return Invalid("not-valid", sentence, {"until": sentence})


def is_span(course: Course, first: date | None, last: date | None, late_from: Collection[date]) -> Refusal | None:
    """From today on, for a time that has an end, and not over another suspension. `late_from`: the days on which
    something of its meeting was late for the first time."""
    today_counts = course.today > course.due_on or course.today in late_from
    wrong: dict[str, str] = {}
    if first is None or first < course.today:
        wrong["from_on"] = _("Choose a first day that has not passed.")
    elif first == course.today and today_counts:  # what this late day makes true is in the record
        wrong["from_on"] = _("It is late already, and today counts. Choose a first day after today.")
    elif last is None or not 0 <= (last - first).days < LONGEST_SUSPENSION:
        wrong["until_on"] = _("Choose a last day, at most %(days)s days after the first.") % {
            "days": LONGEST_SUSPENSION
        }
    elif any(first <= end and start <= last for start, end in course.suspended):
        wrong["from_on"] = _("Some of these days are suspended already.")
    return Invalid("not-valid", next(iter(wrong.values())), wrong) if wrong else None


def are_said(texts: Mapping[str, str]) -> Refusal | None:
    """Reasons that can be read: not a word or two, and not without end."""
    wrong = {}
    for name, text in texts.items():
        length = len(text.strip())
        if length < SHORTEST_REASON:
            wrong[name] = _("Write at least %(least)s characters: everybody will read it.") % {"least": SHORTEST_REASON}
        elif length > LONGEST_REASON:
            wrong[name] = _("Shorten this to %(most)s characters.") % {"most": LONGEST_REASON}
    return Invalid("not-valid", next(iter(wrong.values())), wrong) if wrong else None


def at_once(*refusals: Refusal | None) -> Refusal | None:
    """Of several rules about what was sent, one refusal that names everything wrong."""
    found = [refusal for refusal in refusals if refusal is not None]
    if not found:
        return None
    fields = {name: sentence for refusal in found for name, sentence in refusal.fields.items()}
    return Invalid("not-valid", found[0].detail, fields)


def is_unit(unit: str) -> Refusal | None:
    """The name of a unit."""
    if 0 < len(unit.strip()) <= LONGEST_UNIT:
        return None
    sentence = _("Name the unit responsible, in at most %(most)s characters.") % {"most": LONGEST_UNIT}
    return Invalid("not-valid", sentence, {"unit": sentence})


def is_ground(ground: str) -> Refusal | None:
    """One of the two that there are."""
    if ground in GROUNDS:
        return None
    sentence = _("Choose one of the two grounds: an election period, or a court order.")
    return Invalid("not-valid", sentence, {"ground": sentence})
