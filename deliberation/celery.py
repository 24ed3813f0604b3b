"""Celery, and the whole clock: every periodic job of Answerable stands on this screen.

Each job looks in the database for facts that want work (law 4 of the house): a lost message loses nothing,
the next beat finds the same work again. `expires` keeps a stopped worker from waking to a pile of repeats.
"""

import logging
import os

from celery import Celery, signals
from celery.schedules import crontab
from django.conf import settings

from deliberation import logs, pulse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deliberation.settings")

app = Celery("answerable")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
pulse.listen()


def discreet(logger: logging.Logger, **_ignored: object) -> None:
    """Workers and the clock write as the web does."""
    writer = logs.DiscreetJson() if settings.LOG_FORMAT == "json" else logs.Discreet()
    logs.format_handlers(logger, writer)


signals.after_setup_logger.connect(discreet)
signals.after_setup_task_logger.connect(discreet)


def every(seconds: float, task: str) -> dict[str, object]:
    """One line of the clock; a run nobody could start before the next one is dropped."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def listening(queue: str) -> dict[str, object]:
    """Something to hear for whoever reads this queue, also when there is nothing to do."""
    line = every(10, "deliberation.results.tasks.listen")
    return {**line, "options": {"expires": 10, "queue": queue}}


app.conf.beat_schedule = {
    "who listens to work": listening("work"),
    "who listens to large": listening("large"),
    "open what is scheduled": every(10, "deliberation.consultations.tasks.open_due"),
    "close what is over": every(10, "deliberation.consultations.tasks.close_due"),
    "analyse new votes": every(5, "deliberation.results.tasks.analyse_stale"),
    "release new results": every(15, "deliberation.results.tasks.release_due"),
    "take stock of how consultations go": every(60, "deliberation.results.tasks.take_stock_due"),
    "bind ministries to closed consultations": every(10, "deliberation.obligations.tasks.bind_closed"),
    "take up what can be searched": every(20, "deliberation.search.tasks.take_up_new"),
    "send notices by e-mail": every(30, "deliberation.notices.tasks.send_notices"),
    "remind staff": every(300, "deliberation.notices.tasks.remind_staff"),
    "release ratings and enter what follows answers": every(300, "deliberation.obligations.tasks.follow_up"),
    "enter what became overdue": {
        "task": "deliberation.obligations.tasks.sweep_overdue",
        "schedule": crontab(minute=5),
        "options": {"expires": 3000},
    },
    "enter days on which somebody was erased": {
        "task": "deliberation.obligations.tasks.sweep_erasures",
        "schedule": crontab(minute=20),
        "options": {"expires": 3000},
    },
    "enter what is late about meetings": {
        "task": "deliberation.obligations.tasks.sweep_meetings",
        "schedule": crontab(minute=10),
        "options": {"expires": 3000},
    },
    "delete what is needed no more": {
        "task": "deliberation.results.tasks.forget_what_is_over",
        "schedule": crontab(minute="*/5"),
        "options": {"expires": 240},
    },
    "delete sessions that have ended": {
        "task": "deliberation.people.tasks.delete_ended_sessions",
        "schedule": crontab(minute=35),
        "options": {"expires": 3000},
    },
}
