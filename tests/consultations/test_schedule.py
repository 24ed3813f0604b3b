"""Opening and closing on schedule, through the very tasks that the clock starts."""

import logging

import pytest
import time_machine

from deliberation.celery import app
from deliberation.consultations.actions import revise
from deliberation.consultations.models import Consultation
from deliberation.consultations.tasks import close_due, open_due
from deliberation.record.models import Entry
from tests.cast import CLOSING, DAY, HOUR, MINUTE, NOON, draft, founded, fresh

pytestmark = pytest.mark.django_db


def run_at(task, instant) -> None:
    with time_machine.travel(instant, tick=False):
        task()


def test_nothing_opens_before_its_time_and_everything_at_it() -> None:
    plan = draft(founded())
    run_at(open_due, NOON - MINUTE)
    assert not Consultation.objects.filter(opening__isnull=False).exists()
    run_at(open_due, NOON)
    assert fresh(plan).opening.opened_at == NOON


def test_a_worker_that_slept_opens_and_closes_with_the_scheduled_times() -> None:
    plan = draft(founded())
    run_at(open_due, NOON + DAY)
    run_at(close_due, CLOSING + DAY)
    consultation = fresh(plan)
    assert (consultation.opening.opened_at, consultation.closing.closed_at) == (NOON, CLOSING)


def test_what_was_changed_after_its_time_waits_for_a_person() -> None:
    """Saved half done at half past nine, with nine as its time: it must not open in the middle of the work."""
    cast = founded()
    plan = draft(cast, background="", now=NOON - DAY)
    run_at(open_due, NOON)
    revise(consultation=plan, by=cast.fay, now=NOON + HOUR, background="The council decides.")
    run_at(open_due, NOON + HOUR + MINUTE)
    assert not hasattr(fresh(plan), "opening")
    revise(consultation=plan, by=cast.fay, now=NOON + HOUR, opens_at=NOON + 2 * HOUR)
    run_at(open_due, NOON + 2 * HOUR)
    assert fresh(plan).opening.opened_at == NOON + 2 * HOUR


def test_the_record_tells_when_it_was_due_and_when_a_late_worker_did_it() -> None:
    draft(founded())
    run_at(open_due, NOON + DAY)
    run_at(close_due, CLOSING + HOUR)
    told = Entry.objects.filter(consultation="streets").order_by("id").values_list("act", "happened_at", "recorded_at")
    assert list(told) == [
        ("consultation.opened", NOON, NOON + DAY),
        ("consultation.closed", CLOSING, CLOSING + HOUR),
    ]


@pytest.mark.parametrize("task", [open_due, close_due])
def test_the_clock_looks_at_least_once_a_minute(task) -> None:
    (line,) = [line for line in app.conf.beat_schedule.values() if line["task"] == task.name]
    assert line["schedule"] <= MINUTE.total_seconds()


def test_a_fault_of_ours_with_one_keeps_no_other_back(caplog) -> None:
    cast = founded()
    broken = draft(cast, slug="broken", opens_at=NOON + MINUTE)  # the latest, so it is looked at first
    ready = draft(cast, slug="ready")
    Consultation.objects.filter(pk=broken.pk).update(time_zone="Mars/Olympus")
    run_at(open_due, NOON + HOUR)
    assert fresh(ready).opening.opened_at == NOON
    assert not hasattr(fresh(broken), "opening")
    assert "ZoneInfoNotFoundError" in caplog.text


def test_running_again_changes_nothing() -> None:
    draft(founded())
    for _ in range(3):
        run_at(open_due, NOON)
    for _ in range(3):
        run_at(close_due, CLOSING)
    acts = Entry.objects.filter(consultation="streets").values_list("act", flat=True)
    assert sorted(acts) == ["consultation.closed", "consultation.opened"]


def test_one_that_is_not_ready_says_so_and_keeps_no_other_back(caplog) -> None:
    cast = founded()
    draft(cast, slug="unready", background="", opens_at=NOON - HOUR, now=NOON - DAY)
    ready = draft(cast, slug="ready")
    with caplog.at_level(logging.WARNING):
        run_at(open_due, NOON)
    assert fresh(ready).opening.opened_at == NOON
    assert "unready" in caplog.text
    assert "Write the background" in caplog.text
