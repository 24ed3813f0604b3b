"""Keeping nothing longer than it lasts: sessions of staff, and of citizens who went to sign in and never came back;
and how often somebody tried to sign in."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.utils import timezone

from deliberation.people.attempts import forget_tries


@shared_task
def delete_ended_sessions() -> None:
    SessionStore.clear_expired()
    forget_tries(timezone.now())
