"""What became of the milestones that a ministry promised: pure arithmetic on what was said and when.

A milestone that a later version of the answer repeats in the same words is the same promise, so its first date stays
the one by which it is judged. One that a later version leaves out is still owed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from urllib.parse import urlsplit

from dateutil.relativedelta import relativedelta
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from deliberation.errors import Conflict, Invalid, Refusal
from deliberation.obligations.answering import MILESTONE_MONTHS, same_words
from deliberation.obligations.deadlines import working_days_after
from deliberation.obligations.redress import Calendar, is_reason

DONE, MOVED, WITHDRAWN = "done", "moved", "withdrawn"
KINDS = {
    DONE: gettext_lazy("It is done"),
    MOVED: gettext_lazy("It will be done at another date"),
    WITHDRAWN: gettext_lazy("It is given up"),
}
ASKED_AFTER = timedelta(days=28)  # from the report that it is done
ASKED_DAYS = 20  # working days, in which people can say whether it happened
LINK_DAYS = timedelta(days=30)  # that a link stays good after its date
LONGEST_LINK = 500
CONFIRMED, DISPUTED, UNHEARD = "confirmed", "disputed", "unheard"


@dataclass(frozen=True)
class Told:
    """One report. `outcome`: what people said of one that it is done, once that is settled."""

    pk: int
    kind: str
    on: date
    text: str = ""
    link: str = ""
    moved_to: date | None = None
    outcome: str = ""


@dataclass(frozen=True)
class Stated:
    """A milestone as a version of the answer states it."""

    pk: int
    version: int
    stated_on: date
    what: str
    due_on: date
    evidence: str = ""
    unit: str = ""


@dataclass(frozen=True)
class Promise:
    """The same milestone in every version that states it, and all that was reported of it. `number`: in its duty."""

    number: int
    stated: Sequence[Stated]
    told: Sequence[Told] = field(default_factory=tuple)

    @property
    def first(self) -> Stated:
        return self.stated[0]

    @property
    def original(self) -> date:
        """The date by which it is judged."""
        return self.first.due_on

    @property
    def expected(self) -> date:
        """The date that was named last."""
        named = [(each.stated_on, 0, each.due_on) for each in self.stated]
        named += [(each.on, each.pk, each.moved_to) for each in self.told if each.moved_to]
        return max(named)[2]

    @property
    def done(self) -> Told | None:
        """The report that it is done, unless people disputed it."""
        return next((each for each in reversed(self.told) if each.kind == DONE and each.outcome != DISPUTED), None)

    @property
    def reported(self) -> Told | None:
        """The last report that it is done, disputed or not."""
        return next((each for each in reversed(self.told) if each.kind == DONE), None)

    @property
    def withdrawn(self) -> Told | None:
        return next((each for each in self.told if each.kind == WITHDRAWN), None)

    @property
    def closed(self) -> bool:
        return self.done is not None or self.withdrawn is not None

    def missed_by(self, today: date) -> bool:
        """Has its original date passed without its being given up, or reported done and not disputed?"""
        ended = [each.on for each in self.told if each.kind in (DONE, WITHDRAWN) and each.outcome != DISPUTED]
        return today > self.original and not any(on <= self.original for on in ended)

    def state(self, today: date) -> str:
        """confirmed, disputed, done, done-late, withdrawn, missed or open."""
        if self.withdrawn:
            return "withdrawn"
        if self.reported and self.reported.outcome in (CONFIRMED, DISPUTED):
            return self.reported.outcome
        if self.reported:
            return "done-late" if self.missed_by(today) else "done"
        return "missed" if self.missed_by(today) else "open"

    def facts(self, today: date) -> tuple[str, ...]:
        """All that is counted of it: its state, and whether it was in time, which no later word takes away."""
        if self.done:
            timely = "done-late" if self.missed_by(today) else "done"
        else:
            timely = "missed" if self.missed_by(today) else ""
        return tuple(dict.fromkeys(each for each in (self.state(today), timely) if each))

    @property
    def missed_from(self) -> date:
        """The first day on which it is missed, unless something was reported by then."""
        return self.original + timedelta(days=1)


STATES = {
    "open": gettext_lazy("Under way"),
    "missed": gettext_lazy("Missed: its original date passed"),
    "done": gettext_lazy("Reported done on time"),
    "done-late": gettext_lazy("Reported done late"),
    "withdrawn": gettext_lazy("Given up"),
    "confirmed": gettext_lazy("Done, and people confirm it"),
    "disputed": gettext_lazy("Reported done, and people dispute it"),
}


@dataclass(frozen=True)
class ReportDraft:
    """What is to be reported; nothing in it is trusted yet."""

    kind: str = ""
    text: str = ""
    link: str = ""
    moved_to: date | None = None


def gathered(stated: Iterable[Stated]) -> list[list[Stated]]:
    """The same promises together, in the order in which they were first made."""
    found: dict[str, list[Stated]] = {}
    for each in sorted(stated, key=lambda one: (one.version, one.pk)):
        found.setdefault(same_words(each.what), []).append(each)
    return list(found.values())


def may_report(promise: Promise, kind: str, by_link: bool) -> Refusal | None:
    """Can anything still be reported of it?"""
    if kind not in KINDS or (by_link and kind == WITHDRAWN):
        sentence = _("Choose what became of it.")
        return Invalid("report-incomplete", sentence, {"kind": sentence})
    if promise.closed:
        return Conflict("milestone-closed", _("This milestone is reported done or given up already."))
    return None


def is_report(draft: ReportDraft, promise: Promise, today: date) -> Refusal | None:
    """What each kind of report needs. Everything missing is named at once."""
    short = is_reason(draft.text, name="text")
    wrong = dict(short.fields) if short else {}
    if draft.kind == DONE and not _is_evidence(draft.link):
        wrong["link"] = _("Give the address of the evidence; it begins with https://.")
    last = today + relativedelta(months=MILESTONE_MONTHS)
    if draft.kind == MOVED and (draft.moved_to is None or not today < draft.moved_to <= last):
        wrong["moved_to"] = _("Set a date after today, at most %(months)s months ahead.") % {"months": MILESTONE_MONTHS}
    elif draft.kind == MOVED and draft.moved_to == promise.expected:
        wrong["moved_to"] = _("This is the date that is named already.")
    return Invalid("report-incomplete", next(iter(wrong.values())), wrong) if wrong else None


def _is_evidence(link: str) -> bool:
    try:
        parts = urlsplit(link.strip())
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname) and len(link.strip()) <= LONGEST_LINK


def asked_from(reported_on: date) -> date:
    """The first day on which people can say whether it happened."""
    return reported_on + ASKED_AFTER


def asked_until(reported_on: date, calendar: Calendar) -> date:
    """The last such day."""
    return working_days_after(asked_from(reported_on), ASKED_DAYS, calendar)


def may_confirm(reported_on: date, calendar: Calendar, today: date) -> Refusal | None:
    """May people say today whether it happened?"""
    if today < asked_from(reported_on):
        sentence = _("You can say it from %(day)s on, four weeks after it was reported.")
        return Conflict("not-asked", sentence % {"day": date_format(asked_from(reported_on))})
    if today > asked_until(reported_on, calendar):
        return Conflict("not-asked", _("The time to say whether it happened is over."))
    return None
