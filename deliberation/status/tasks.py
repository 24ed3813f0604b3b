"""Hearing that tasks ended."""

from typing import Any

from celery import signals
from django.utils import timezone

from deliberation.status.noting import job_of, note


@signals.task_postrun.connect
def task_ended(task: Any, state: str | None = None, **_ignored: Any) -> None:
    """In whichever worker it was; called in place, as tests do, it has no worker."""
    queue = (task.request.delivery_info or {}).get("routing_key") or ""
    if task.request.hostname:
        note(job=job_of(task.name, queue), well=state == "SUCCESS", now=timezone.now())
