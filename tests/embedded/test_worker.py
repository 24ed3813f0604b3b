"""The real worker that tests may ask for."""

import os

import pytest
import redis
from django.db import connection

from deliberation import pulse
from deliberation.celery import app
from tests.conftest import url_of_test_database

pytestmark = pytest.mark.worker
NAME = "deliberation.consultations.tasks.open_due"


def test_it_works_through_what_it_is_sent(celery_worker_process, eventually):
    app.send_task(NAME)
    worked = eventually(lambda: sum(stats["total"].get(NAME, 0) for stats in app.control.inspect().stats().values()))
    assert worked == 1
    assert celery_worker_process.poll() is None


def test_it_serves_the_test_database_over_a_broker_of_its_own(transactional_db):
    assert connection.settings_dict["NAME"] in url_of_test_database()
    if broker := os.environ.get("REDIS_URL"):
        assert redis.Redis.from_url(broker).connection_pool.connection_kwargs["db"] > 0


def test_it_gives_signs_of_life(celery_worker_process, eventually):
    name = next(iter(app.control.inspect().ping()))
    os.utime(pulse.file_of(name), (0, 0))
    app.send_task(NAME)
    eventually(lambda: pulse.silence(name) < 60)
