"""Binding and the overdue sweep."""

from celery import shared_task
from django.utils import timezone

from deliberation.consultations.models import Consultation
from deliberation.obligations import actions, sweeping
from deliberation.obligations.confirming import release_confirmations
from deliberation.obligations.delivering import enter_missed_milestones
from deliberation.obligations.meeting import enter_missed
from deliberation.obligations.queries import to_bind
from deliberation.obligations.rating import release_ratings
from deliberation.obligations.reopening import enter_due_again
from deliberation.obligations.reviewing import enter_late_reviews
from deliberation.results.tasks import ASKED_AGAIN_AFTER


@shared_task
def bind_closed() -> None:
    """Find closed consultations without a final publication; each is a message of its own."""
    for consultation in to_bind().values_list("pk", flat=True):
        bind.apply_async([consultation], expires=ASKED_AGAIN_AFTER)


@shared_task
def bind(consultation_id: int) -> None:
    """Freeze and bind one consultation. Twice is harmless."""
    actions.bind(consultation=Consultation.objects.with_facts().get(pk=consultation_id), now=timezone.now())


@shared_task
def sweep_overdue() -> None:
    """Enter what became overdue or lapsed; running it often or late changes nothing but when it is noticed."""
    sweeping.enter_overdue(now=timezone.now())


@shared_task
def sweep_meetings() -> None:
    """Enter what is late about meetings; running it often or late changes nothing but when it is noticed."""
    enter_missed(now=timezone.now())


@shared_task
def follow_up() -> None:
    """Release ratings, open and settle what follows from them, and enter what was not done in time."""
    now = timezone.now()
    release_ratings(now=now)
    release_confirmations(now=now)
    enter_late_reviews(now=now)
    enter_missed_milestones(now=now)
    enter_due_again(now=now)
