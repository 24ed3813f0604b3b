"""Deleting what was needed until the result was final, as the data map says (people/data_map.py)."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation
from deliberation.people.data_map import SHOWN_DAYS
from deliberation.results.models import Health, Publication
from deliberation.statements.models import Looking
from deliberation.votes.models import Invitation, InvitationBatch, Participant, Served

AT_ONCE = 1_000  # people in one run; the next takes more
ALL = 2**63 - 1


def forget_what_is_over(*, now: datetime) -> None:
    """Unused codes of final results, what people were shown long ago, and who had what open. Twice is harmless."""
    Looking.objects.filter(until__lte=now).delete()
    stock_taken = Publication.objects.filter(final=True, consultation__health__final=True)
    over = Consultation.objects.filter(publications__in=stock_taken)
    for consultation in over.filter(invitations__isnull=False).distinct():
        forget_invitations(consultation=consultation, now=now)
    long_over = stock_taken.filter(published_at__lte=now - timedelta(days=SHOWN_DAYS)).values("consultation")
    for health in Health.objects.filter(consultation__in=long_over, shown_until__lt=ALL):
        _forget_shown(health)


def _forget_shown(health: Health) -> None:
    """Delete what the next participants were shown; nobody comes any more, so each is gone through once."""
    rest = Participant.objects.filter(consultation=health.consultation_id, pk__gt=health.shown_until).order_by("pk")
    ids = list(rest.values_list("pk", flat=True)[:AT_ONCE])
    Served.objects.filter(participant__in=ids).delete()
    Health.objects.filter(pk=health.pk).update(shown_until=ids[-1] if len(ids) == AT_ONCE else ALL)


@transaction.atomic
def forget_invitations(*, consultation: Consultation, now: datetime) -> None:
    """Delete the codes that nobody used; each batch then says how many were used, which is what is asked of it."""
    locks.exclude(consultation.pk)
    left = (
        Invitation.objects.filter(batch=OuterRef("pk")).order_by().values("batch").annotate(n=Count("pk")).values("n")
    )
    batches = InvitationBatch.objects.filter(consultation=consultation)
    batches.update(number=F("number") - Coalesce(Subquery(left), 0))
    Invitation.objects.filter(consultation=consultation).delete()
