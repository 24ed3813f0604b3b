"""Noting when jobs ended. Every task that a worker ends leaves its note here, at most one a minute each."""

import contextlib
from datetime import datetime, timedelta

from django.db import DatabaseError

from deliberation.status.derived import DERIVED
from deliberation.status.models import Run

SELDOM = timedelta(seconds=60)  # a note is a write, and the clock sends one of its messages each second
JOBS = frozenset(job for each in DERIVED.values() for job in each.jobs)

_noted: dict[tuple[str, bool], datetime] = {}


def job_of(task: str, queue: str) -> str:
    """What the table calls the end of this task; of what is only sent to be heard, whoever hears it counts."""
    return f"listens to {queue}" if task.endswith(".tasks.listen") else task


def note(*, job: str, well: bool, now: datetime) -> None:
    """That a job ended, well or not. A note that cannot be stored is none: the next one will be."""
    last = _noted.get((job, well))
    if job not in JOBS or (last and last <= now < last + SELDOM):
        return
    field = "done_at" if well else "failed_at"
    with contextlib.suppress(DatabaseError):
        Run.objects.bulk_create(
            [Run(job=job, **{field: now})], update_conflicts=True, unique_fields=["job"], update_fields=[field]
        )
        _noted[job, well] = now
