"""Keeping analyses and releases up with the votes."""

from celery import shared_task
from django.utils import timezone

from deliberation.consultations.models import Consultation
from deliberation.results import actions
from deliberation.results.queries import releasable, stale

# Seconds after which an unstarted analysis, or binding, is dropped: it is found again, and a busy worker is not left
# a pile.
ASKED_AGAIN_AFTER = 10


@shared_task
def analyse_stale() -> None:
    """Find consultations with new votes; each is a message of its own, so that one cannot hold up the others."""
    for consultation in stale().values_list("pk", flat=True):
        analyse.apply_async([consultation], expires=ASKED_AGAIN_AFTER)


@shared_task
def analyse(consultation_id: int) -> None:
    """Analyse one consultation. Twice is harmless: the same log position is the same analysis."""
    consultation = Consultation.objects.with_facts().get(pk=consultation_id)
    actions.analyse(consultation=consultation, now=timezone.now())


@shared_task
def release_due() -> None:
    """Publish what may be published."""
    for consultation in releasable():
        actions.release(consultation=consultation, now=timezone.now())
