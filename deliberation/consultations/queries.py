"""Reading consultations."""

from datetime import datetime

from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation, Consultations
from deliberation.errors import Missing
from deliberation.people.models import Person, Role


def consultation_for(slug: str, person: Person | None) -> Consultation:
    """The consultation, if this person may see it; otherwise as if there were none."""
    found = Consultation.objects.visible_to(person).with_facts().filter(slug=slug).first()
    if found is None:
        raise Missing("no-consultation", _("There is no such consultation."))
    return found


def facilitated_by(person: Person | None) -> Consultations:
    """The consultations whose host this person facilitates."""
    own = Consultation.objects.filter(host__members__person=person, host__members__role=Role.FACILITATOR)
    return own.with_facts() if person else Consultation.objects.none()


def to_open(now: datetime) -> Consultations:
    """Scheduled, and their time has come."""
    return Consultation.objects.filter(opening__isnull=True, opens_at__lte=now).with_facts()


def to_close(now: datetime) -> Consultations:
    """Open, and their time is over."""
    return Consultation.objects.filter(opening__isnull=False, closing__isnull=True, closes_at__lte=now).with_facts()
