"""The first page after signing in: what waits for this person."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deliberation.consultations.models import Consultation
from deliberation.consultations.phases import Phase
from deliberation.consultations.queries import worked_on_by
from deliberation.obligations.course import may_take
from deliberation.obligations.models import Obligation, Review
from deliberation.obligations.queries import (
    acknowledge_by,
    assigned_among,
    course_of,
    local_day,
    offered_to,
    standing_of,
)
from deliberation.obligations.reopening import Reopened, reopened
from deliberation.obligations.reviewing import waiting_in
from deliberation.obligations.standing import Standing
from deliberation.people.models import Membership, Organisation, Person
from deliberation.people.permissions import ACTS
from deliberation.statements.queries import with_waiting
from deliberation.web.staff.offices import staff_page

ENDED = {"answered", "failed"}


@dataclass(frozen=True)
class Run:
    """A consultation this person works on, or watches."""

    consultation: Consultation
    phase: Phase


@dataclass(frozen=True)
class Owed:
    """A duty of a ministry this person answers for, or watches."""

    obligation: Obligation
    standing: Standing
    assigned: Person | None
    again: Reopened | None

    @property
    def waits(self) -> bool:
        return self.standing.code not in ENDED or self.again is not None

    @property
    def acknowledge_by(self) -> date | None:
        """Until somebody of the ministry did."""
        waits = self.obligation.unit is None and self.standing.code not in ENDED
        return acknowledge_by(self.obligation) if waits else None

    @property
    def due_on(self) -> date:
        return self.again.due_on if self.again else self.obligation.counts_now


@require_safe
@staff_page
def desk(request: HttpRequest, person: Person) -> HttpResponse:
    """Consultations to run, and duties to answer: the soonest due date first, so overdue ones lead."""
    now = timezone.now()
    held = list(person.roles.select_related("organisation"))
    owed = _owed(person, now)
    runs = [Run(found, found.phase(now)) for found in with_waiting(worked_on_by(person))]
    context = {
        "runs": runs,
        "open_duties": sorted((duty for duty in owed if duty.waits), key=attrgetter("due_on")),
        "offered": [duty for duty in offered_to(person, now) if may_take(course_of(duty, now)) is None],
        "answered_duties": [duty for duty in owed if not duty.waits],
        "makes": bool(_places("make", held)),
        "works": bool(runs or _places("see-desk", held)),
        "organisations": sorted(_places("see-people", held), key=str),
        "reviews": _reviews(owed, now),
        "notes": sorted(_places("note-on-board", held), key=str),
        "owes": any(place.answers for place in _places("see-duties", held)),
    }
    return render(request, "staff/desk.html", context)


def _places(act: str, held: Iterable[Membership]) -> set[Organisation]:
    """Where, of all that somebody holds, the act may be done."""
    return {each.organisation for each in held if each.role in ACTS[act]}


def _owed(person: Person, now: datetime) -> list[Owed]:
    duties = list(Obligation.objects.owed_by(person).with_facts())
    assigned = assigned_among(duties)
    return [Owed(duty, standing_of(duty, now), assigned.get(duty.pk), _again(duty, now)) for duty in duties]


def _again(duty: Obligation, now: datetime) -> Reopened | None:
    """Has the day of review come that its latest answer named?"""
    latest = max(duty.answers.all(), key=attrgetter("version"), default=None)
    return reopened(latest, now) if latest else None


def _reviews(owed: Iterable[Owed], now: datetime) -> list[tuple[Review, Obligation, bool]]:
    """The reviews that wait, the soonest to be decided first, each with its duty; is it late?"""
    duties = {each.obligation.pk: each.obligation for each in owed}
    found = [(review, duties[review.answer.obligation_id]) for review in waiting_in(duties)]
    return [(review, duty, review.due_on < local_day(duty.consultation, now)) for review, duty in found]
