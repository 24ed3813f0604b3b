"""Binding and the overdue sweep."""

import logging

from celery import shared_task
from django.utils import timezone

from deliberation.consultations.models import Consultation
from deliberation.obligations import actions, sweeping
from deliberation.obligations.confirming import release_confirmations
from deliberation.obligations.delivering import enter_missed_milestones
from deliberation.obligations.erasing import enter_erasures
from deliberation.obligations.meeting_sweeping import enter_missed
from deliberation.obligations.passing import NO_FAULT_OF_A_DUTY, NotAllEntered
from deliberation.obligations.queries import to_bind
from deliberation.obligations.rating import release_ratings
from deliberation.obligations.reopening import enter_due_again
from deliberation.obligations.reviewing import enter_late_reviews
from deliberation.results.tasks import ASKED_AGAIN_AFTER

log = logging.getLogger(__name__)


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
def sweep_erasures() -> None:
    """Enter days on which somebody was erased; running it often or late changes nothing but when it is noticed."""
    enter_erasures(now=timezone.now())


@shared_task
def sweep_meetings() -> None:
    """Enter what is late about meetings; running it often or late changes nothing but when it is noticed."""
    enter_missed(now=timezone.now())


@shared_task
def follow_up() -> None:
    """Release ratings, open and settle what follows from them, and enter what was not done in time. What fails of these
    keeps none of the others from being done."""
    now, failed = timezone.now(), []
    for part in (release_ratings, release_confirmations, enter_late_reviews, enter_missed_milestones, enter_due_again):
        try:
            part(now=now)
        except NO_FAULT_OF_A_DUTY:
            raise
        except Exception:  # a fault of ours: it is in the log with its traceback, and tried again at the next beat
            log.exception("%s", part.__name__)
            failed.append(part.__name__)
    if failed:
        raise NotAllEntered(", ".join(failed))
