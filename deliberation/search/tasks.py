"""Keeping the search up with what is public."""

from celery import shared_task
from django.utils import timezone

from deliberation.search import actions


@shared_task
def take_up_new() -> None:
    """Take up what became public since the last run."""
    actions.take_up(now=timezone.now())
