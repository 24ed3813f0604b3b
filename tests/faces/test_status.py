"""How up to date the site is, on the page and by the API: coarsely, for everybody."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as configured
from django.core.management import call_command
from django.test import Client
from django.utils.html import escape

from deliberation.celery import app
from deliberation.search.tasks import take_up_new
from deliberation.status.derived import BACKUPS, DERIVED
from deliberation.status.models import Run
from deliberation.status.noting import JOBS, _noted, note
from deliberation.status.queries import SPANS, ages
from tests.cast import HOUR, MINUTE, NOON, closed_and_bound, founded, opened, published, voted_world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_noted():
    _noted.clear()
    yield
    _noted.clear()


def told(now, language=""):
    with time_machine.travel(now, tick=False):
        page = Client().get(f"{language}/status/").content.decode()
        return page, Client().get("/api/v1/status").json()


def state(answer, code):
    return next((each["state"], each["made"]) for each in answer["things"] if each["code"] == code)


def test_every_line_is_told_on_both_faces():
    for job in JOBS:
        note(job=job, well=True, now=NOON)
    page, answer = told(NOON + MINUTE)
    assert [each["code"] for each in answer["things"]] == list(DERIVED)
    assert all(escape(each["title"]) in page for each in answer["things"])
    assert (answer["wanting"], "Everything is as it should be." in page) == ([], True)
    assert state(answer, "search") == ("fresh", "ten-minutes")
    assert state(answer, "scoreboard") == ("made-with", None)
    assert state(answer, "notices") == ("off", None)


def test_what_did_not_run_is_late_and_what_never_did_is_told_too(settings):
    settings.EMAIL_ON = True
    for job in JOBS - {"listens to large", *BACKUPS}:
        note(job=job, well=True, now=NOON)
    page, answer = told(NOON + 11 * MINUTE)
    assert state(answer, "late-entries") == ("fresh", "hour")
    assert state(answer, "backup-database") == ("never", None)
    assert {"notices", "analyses", "workers", "workers-large"} <= set(answer["wanting"])
    assert {"late-entries", "backup-database", "scoreboard"}.isdisjoint(answer["wanting"])
    assert "Not everything is as it should be:" in page
    assert state(told(NOON + 3 * HOUR)[1], "late-entries") == ("late", "day")
    assert state(told(NOON + 48 * HOUR)[1], "late-entries") == ("late", "longer")


def test_the_job_that_ran_longest_ago_counts_and_a_failure_is_no_run():
    note(job="deliberation.consultations.tasks.open_due", well=True, now=NOON)
    assert state(told(NOON)[1], "schedule") == ("never", None)
    note(job="deliberation.consultations.tasks.close_due", well=True, now=NOON - HOUR / 2)
    note(job="deliberation.consultations.tasks.close_due", well=False, now=NOON)
    assert state(told(NOON)[1], "schedule") == ("late", "hour")


def test_nothing_that_one_task_can_hold_up_is_seen():
    """A worker that analyses a vote keeps the other jobs waiting, for as long as a task may take."""
    assert timedelta(seconds=configured.CELERY_TASK_TIME_LIMIT) < SPANS["ten-minutes"]
    assert all(each.late >= SPANS["ten-minutes"] for each in DERIVED.values())


def test_a_task_that_ends_is_noted_and_seldom(django_assert_num_queries):
    app.autodiscover_tasks(force=True)  # as a worker does
    with time_machine.travel(NOON, tick=False):
        take_up_new.apply()
    run = Run.objects.get()
    assert (run.job, run.done_at, run.failed_at) == ("deliberation.search.tasks.take_up_new", NOON, None)
    with django_assert_num_queries(0):
        note(job=run.job, well=True, now=NOON + timedelta(seconds=59))
        note(job="deliberation.results.tasks.analyse", well=True, now=NOON)
    note(job=run.job, well=True, now=NOON + timedelta(seconds=60))
    assert Run.objects.get().done_at == NOON + timedelta(seconds=60)


def test_a_backup_is_told_by_a_command():
    with time_machine.travel(NOON, tick=False):
        call_command("backed_up", "database", "files")
    assert {each.code: each.state for each in ages(NOON + HOUR)}.items() >= dict.fromkeys(BACKUPS, "fresh").items()
    assert {each.code: each.state for each in ages(NOON + 27 * HOUR)}["backup-files"] == "late"


def test_open_consultations_are_told_with_their_latest_figures(django_assert_num_queries):
    cast = founded()
    published(voted_world(cast, slug="parks"))
    opened(cast, slug="squares")
    closed_and_bound(voted_world(cast, slug="streets"))
    page, answer = told(NOON + HOUR)
    assert [(each["slug"], bool(each["figures_at"])) for each in answer["open"]] == [
        ("squares", False),
        ("parks", True),
    ]
    assert "/c/parks/" in page
    assert "/c/streets/" not in page
    with django_assert_num_queries(2):
        Client().get("/api/v1/status")
