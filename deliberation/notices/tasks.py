"""Forgetting, noting and sending."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from deliberation.notices import actions, alarms, reminders


@shared_task
def send_notices() -> None:
    """Delete unconfirmed addresses and old reminders, find whom to tell, and send. Without a mail server only the
    first."""
    now = timezone.now()
    actions.forget_unconfirmed(now=now)
    actions.forget_reminders(now=now)
    if settings.EMAIL_ON:
        actions.note_what_is_due(now=now)
        actions.send_due(now=now)


@shared_task
def remind_staff() -> None:
    """Once a day, however often it runs: tell staff what they have to do; and the operator whom that did not reach."""
    now = timezone.now()
    if settings.EMAIL_ON:
        reminders.note_reminders(now=now)
        reminders.send_reminders(now=now)
        alarms.note_alarm(now=now)
        alarms.send_alarms(now=now)
