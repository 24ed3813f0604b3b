"""A worker or a clock that runs without hearing anything is found out and started again."""

import os
import time

import pytest

from deliberation import pulse
from deliberation.embedded import hearing, supervisor, valkey
from deliberation.embedded.hearing import Hearing
from tests.embedded.test_processes import FOREVER, child
from tests.patience import eventually

LONG = pulse.DEAF + 20


@pytest.fixture
def broker(monkeypatch):
    """What the broker answers, and a clock that may be put forward."""
    state = {"answers": True, "now": 1000.0}
    monkeypatch.setattr(valkey, "answers", lambda url: state["answers"])
    monkeypatch.setattr(hearing.time, "monotonic", lambda: state["now"])
    return state


def signed(name, folder, seconds_ago=0.0):
    file = pulse.file_of(name, folder)
    file.parent.mkdir(exist_ok=True)
    file.touch()
    os.utime(file, times=(time.time() - seconds_ago,) * 2)


def test_whoever_gave_no_sign_is_deaf_and_then_judged_anew(broker, tmp_path):
    worker = Hearing("work", tmp_path, "redis://")
    assert not worker.deaf()
    broker["now"] += LONG
    assert worker.deaf()
    broker["now"] += 10
    assert not worker.deaf()
    broker["now"] += LONG
    assert worker.deaf()


def test_whoever_gave_one_lately_is_not(broker, tmp_path):
    worker = Hearing("work", tmp_path, "redis://")
    broker["now"] += LONG
    signed("work", tmp_path, seconds_ago=pulse.DEAF - 10)
    assert not worker.deaf()


@pytest.mark.parametrize("silent", ["broker", "clock"])
def test_nobody_hears_while_there_is_nothing_to_hear(broker, tmp_path, silent):
    clock = Hearing(pulse.CLOCK, tmp_path, "redis://")
    worker = Hearing("work", tmp_path, "redis://", needs=clock)
    signed(pulse.CLOCK, tmp_path, seconds_ago=LONG if silent == "clock" else 0)
    broker["answers"] = silent != "broker"
    broker["now"] += LONG
    assert not worker.deaf()
    signed(pulse.CLOCK, tmp_path)
    broker["answers"] = True
    broker["now"] += pulse.DEAF - 1
    assert not worker.deaf()
    broker["now"] += 10
    assert worker.deaf()


def test_a_child_that_hears_nothing_is_started_again(household, monkeypatch):
    monkeypatch.setattr(supervisor, "GETS_READY", 0.0)
    answers = iter([True])
    made = household.start(child(FOREVER, deaf=lambda: next(answers, False)))
    first = made.process.pid

    def started_again():
        household.revive()
        return made.process is not None and made.process.pid != first

    eventually(started_again)
    assert next(answers, None) is None


def test_signs_go_on_while_a_task_works_and_end_with_it(settings, tmp_path, monkeypatch):
    settings.STATE = tmp_path
    monkeypatch.setattr(pulse, "EVERY", 0.01)
    assert pulse.silence("work@here") == float("inf")
    pulse.begin_work("work@here")
    signed("work@here", tmp_path, LONG)
    eventually(lambda: pulse.silence("work@here") < LONG / 2)
    pulse.end_work("work@here")
    assert pulse.silence("work@here") < LONG / 2
