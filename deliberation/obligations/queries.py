"""Reading obligations."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation, Consultations
from deliberation.errors import Missing
from deliberation.obligations.models import Obligation, Obligations
from deliberation.obligations.standing import Standing, standing


def obligation_numbered(number: int) -> Obligation:
    """The obligation; they are all public."""
    found = Obligation.objects.with_facts().filter(pk=number).first()
    if found is None:
        raise Missing("no-obligation", _("There is no such obligation."))
    return found


def obligations_of(consultation: Consultation) -> Obligations:
    return Obligation.objects.filter(consultation=consultation).with_facts()


def local_day(consultation: Consultation, instant: datetime) -> date:
    """The date of an instant where the consultation is held."""
    return instant.astimezone(consultation.zone).date()


def standing_of(obligation: Obligation, now: datetime) -> Standing:
    """Where it stands now, counted in the consultation's own days; the first answer is the one that counts."""
    answers = list(obligation.answers.all())
    first = min(answers, key=lambda answer: answer.version, default=None)
    answered_on = local_day(obligation.consultation, first.published_at) if first else None
    return standing(obligation.due_on, answered_on, local_day(obligation.consultation, now))


def to_bind() -> Consultations:
    """Closed, and nothing final published yet."""
    return Consultation.objects.filter(closing__isnull=False).exclude(publications__final=True).with_facts()


def past_due(today_anywhere: date) -> Obligations:
    """Unanswered ones whose due date may have passed somewhere on earth; the caller looks at the local day."""
    return Obligation.objects.unanswered().filter(due_on__lt=today_anywhere).with_facts()
