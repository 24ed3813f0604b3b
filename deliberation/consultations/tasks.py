"""Opening and closing on schedule."""

import logging
from collections.abc import Callable
from typing import Any

from celery import shared_task
from django.utils import timezone

from deliberation.consultations.actions import close, open_consultation
from deliberation.consultations.models import Consultation
from deliberation.consultations.queries import to_close, to_open
from deliberation.errors import Refusal

log = logging.getLogger(__name__)


@shared_task
def open_due() -> None:
    """Open what is scheduled and ready; what is not ready says so in the log, every time."""
    for consultation in to_open(timezone.now()):
        _attempt(open_consultation, consultation)


@shared_task
def close_due() -> None:
    """Close what is over."""
    for consultation in to_close(timezone.now()):
        _attempt(close, consultation)


def _attempt(action: Callable[..., Any], consultation: Consultation) -> None:
    # One consultation that cannot be opened, for whatever reason, must not keep the others from it.
    try:
        action(consultation=consultation, by=None, now=timezone.now())
    except Refusal as refusal:
        log.warning("%s %s: %s %s", action.__name__, consultation.slug, refusal.detail, refusal.fields)
    except Exception:  # a fault of ours: it is in the log with its traceback, and tried again at the next beat
        log.exception("%s %s", action.__name__, consultation.slug)
