"""Whatever Celery was told is lost, and nothing with it: the clock's next beat finds the same work in the database."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
import time_machine
from celery.app.task import Task
from django.core import mail
from django.test import Client

from deliberation.celery import app
from deliberation.notices.actions import subscribe
from deliberation.obligations.models import Obligation
from deliberation.record.models import Entry
from deliberation.results.models import Analysis
from deliberation.results.queries import oldest_unanalysed
from tests.cast import CLOSING, DAY, HOUR, MINUTE, NOON, fresh, voted_world
from tests.notices.conftest import links

ALL, SENT_BY_TASKS = "all", "sent by tasks"


@dataclass
class Wire:
    """Carries messages by doing at once what they say, or loses them."""

    losing: str = ""
    lost: list[str] = field(default_factory=list)
    inside: bool = False  # a task

    def carry(self, task, args=(), kwargs=None, **options):
        if self.losing == ALL or (self.losing == SENT_BY_TASKS and self.inside):
            self.lost.append(task.name.rpartition(".")[2])
            return
        before, self.inside = self.inside, True
        try:
            task(*args, **(kwargs or {}))
        finally:
            self.inside = before

    def beat(self, losing=""):
        """All that the clock ever does, once; the messages that were lost."""
        self.losing, self.lost = losing, []
        for line in app.conf.beat_schedule.values():
            app.tasks[line["task"]].apply_async()
        return self.lost


@pytest.fixture
def wire(monkeypatch, settings):
    settings.EMAIL_ON = True
    app.autodiscover_tasks(force=True)
    made = Wire()

    def carried(task, *args, **options):
        return made.carry(task, *args, **options)

    monkeypatch.setattr(Task, "apply_async", carried)
    return made


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def overdue():
    return Entry.objects.filter(act="obligation.overdue").count()


@pytest.mark.django_db
def test_results_sweeps_and_notices_come_when_messages_were_lost(wire, clock):
    consultation = voted_world().consultation
    clock.shift(HOUR)

    assert wire.beat(losing=ALL)
    assert "analyse" in wire.beat(losing=SENT_BY_TASKS)
    assert (Analysis.objects.count(), oldest_unanalysed(NOON + HOUR)) == (0, HOUR.total_seconds())
    assert wire.beat() == []
    assert (Analysis.objects.count(), oldest_unanalysed(NOON + HOUR)) == (1, 0)

    subscribe(consultation=consultation, address="ann@example.org", language="en", now=NOON + HOUR)
    wire.beat(losing=ALL)
    assert mail.outbox == []
    wire.beat()
    Client().post(links()[-1])
    mail.outbox.clear()

    clock.move_to(CLOSING + MINUTE)
    wire.beat(losing=ALL)
    assert not fresh(consultation).closed
    assert "bind" in wire.beat(losing=SENT_BY_TASKS)
    assert (fresh(consultation).closed, Obligation.objects.exists()) == (True, False)
    wire.beat()
    duties = list(Obligation.objects.all())
    assert len(duties) == 3

    late = max(duty.due_on for duty in duties)
    clock.move_to(datetime(late.year, late.month, late.day, 20, tzinfo=UTC) + DAY)
    mail.outbox.clear()
    wire.beat(losing=ALL)
    assert (overdue(), mail.outbox) == (0, [])
    wire.beat()
    assert overdue() == len(duties)
    wire.beat()  # a notice tells what was entered by then
    assert "ann@example.org" in {to for message in mail.outbox for to in message.to}
