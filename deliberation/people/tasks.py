"""Keeping no session longer than it lasts: of staff, and of citizens who went to sign in and never came back."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore


@shared_task
def delete_ended_sessions() -> None:
    SessionStore.clear_expired()
