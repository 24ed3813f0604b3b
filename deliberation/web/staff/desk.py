"""The first page after signing in: what waits for this person."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from deliberation.consultations.models import Consultation
from deliberation.consultations.phases import Phase
from deliberation.consultations.queries import facilitated_by
from deliberation.obligations.models import Obligation
from deliberation.obligations.queries import standing_of
from deliberation.obligations.standing import Standing
from deliberation.people.models import Person, Role
from deliberation.people.queries import organisations_of
from deliberation.statements.queries import with_waiting
from deliberation.web.staff.offices import staff_page


@dataclass(frozen=True)
class Run:
    """A consultation this person facilitates."""

    consultation: Consultation
    phase: Phase


@dataclass(frozen=True)
class Owed:
    """A duty of a ministry this person answers for."""

    obligation: Obligation
    standing: Standing


@require_safe
@staff_page
def desk(request: HttpRequest, person: Person) -> HttpResponse:
    """Consultations to run, and duties to answer: the soonest due date first, so overdue ones lead."""
    now = timezone.now()
    owed = _owed(person, now)
    context = {
        "runs": [Run(found, found.phase(now)) for found in with_waiting(facilitated_by(person))],
        "open_duties": [duty for duty in owed if duty.standing.code != "answered"],
        "answered_duties": [duty for duty in owed if duty.standing.code == "answered"],
        "facilitates": organisations_of(person, Role.FACILITATOR),
        "answers_for": organisations_of(person, Role.OFFICIAL),
    }
    return render(request, "staff/desk.html", context)


def _owed(person: Person, now: datetime) -> list[Owed]:
    duties = Obligation.objects.owed_by(person).with_facts()
    return [Owed(duty, standing_of(duty, now)) for duty in duties]
