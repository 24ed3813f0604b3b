"""`manage.py hears`: what units ask before they start a worker again."""

import os
import time

import pytest
import redis
from django.core.management import CommandError, call_command

from deliberation import pulse
from tests.conftest import ON_SERVICES  # noqa: F401 - the condition below asks it

NAME = "work@here"


@pytest.fixture
def told(settings, tmp_path, capsys):
    settings.STATE = tmp_path

    def ask(*arguments):
        call_command("hears", NAME, *arguments)
        return capsys.readouterr().out

    return ask


def test_it_succeeds_after_a_sign_of_life(told):
    pulse.sign(NAME)
    assert "0 s ago" in told()


@pytest.mark.worker
@pytest.mark.skipif("not ON_SERVICES", reason="needs the broker that `make test` starts")
def test_it_fails_without_one_while_the_clock_sends(told):
    redis.Redis.from_url(os.environ["REDIS_URL"]).flushdb()
    assert "nothing is there to hear" in told()  # the clock is down or has just been started
    with pytest.raises(CommandError, match="no sign of life"):
        call_command("hears", pulse.CLOCK)
    pulse._clock_sends()
    call_command("hears", pulse.CLOCK)
    with pytest.raises(CommandError, match="no sign of life"):
        told()
    pulse.sign(NAME)
    os.utime(pulse.file_of(NAME), (0, 0))
    with pytest.raises(CommandError, match="no sign of life"):
        told("--within", "60")


def test_until_its_first_sign_it_may_be_starting(told, monkeypatch):
    monkeypatch.setattr(pulse, "something_to_hear", lambda name: True)
    assert "is starting" in told("--started", "200")  # longer than it may be silent once it has given a sign
    with pytest.raises(CommandError, match="no sign of life"):
        told("--started", str(pulse.STARTS + 1))
    pulse.sign(NAME)
    os.utime(pulse.file_of(NAME), times=(time.time() - 100,) * 2)
    assert "is starting" in told("--started", "50")  # that sign was another's, before
    with pytest.raises(CommandError, match="no sign of life"):
        told("--started", "200")


def test_without_a_broker_nobody_is_blamed(told, settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    assert "nothing is there to hear" in told()
