"""What is late about meetings: not announced, not held or not documented in time."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Min

from deliberation.obligations.meeting_days import meeting_standing
from deliberation.obligations.meeting_facts import facts_of
from deliberation.obligations.models import Kind, Obligation, Obligations
from deliberation.obligations.passing import Passed, enter_found
from deliberation.obligations.queries import is_finished, local_day

MISSED = {"announced": "meeting.not-announced", "held": "obligation.overdue", "posted": "meeting.transcript-late"}


def enter_missed(*, now: datetime) -> int:
    """Enter what is late about meetings, dated the first late day however late or often this runs."""
    return enter_found(_found, now)


def _found(duties: Obligations, now: datetime) -> Iterator[Passed]:
    open_ones = duties.filter(kind=Kind.MEETING).unanswered().with_facts()
    for duty in open_ones.annotate(first=Min("announcements__announced_at")):
        yield from _missed(duty, duty.first, now)


def missed(duty: Obligation, now: datetime) -> Iterator[Passed]:
    """The same of one duty, which need not be about a meeting."""
    if duty.kind == Kind.MEETING and not is_finished(duty):
        yield from _missed(duty, duty.announcements.aggregate(first=Min("announced_at"))["first"], now)


def _missed(duty: Obligation, first: datetime | None, now: datetime) -> Iterator[Passed]:
    for step in meeting_standing(facts_of(duty, first), local_day(duty.consultation, now)).steps:
        if step.late and step.due_on and step.late_from:  # only what is due has days on which it is late
            about, once = ("due_on", "overdue") if step.name == "held" else ("until", f"{step.name}-late")
            yield Passed(duty, MISSED[step.name], step.late_from, once, {about: step.due_on.isoformat()})
