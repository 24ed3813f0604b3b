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
AGE = 10_000.0  # seconds since its start


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
    signed("work", tmp_path, seconds_ago=LONG)
    assert not worker.deaf(AGE)
    broker["now"] += LONG
    assert worker.deaf(AGE)
    broker["now"] += 10
    assert not worker.deaf(AGE)
    broker["now"] += LONG
    assert worker.deaf(AGE)


def test_until_its_first_sign_a_program_is_starting_however_slowly(broker, tmp_path):
    worker = Hearing("work", tmp_path, "redis://")
    signed("work", tmp_path, seconds_ago=AGE)  # in its life before
    for age in range(0, int(pulse.STARTS), 5):
        broker["now"] += 5
        assert not worker.deaf(age)
    signed("work", tmp_path)  # from here on it is judged as others are
    broker["now"] += 5
    assert not worker.deaf(pulse.STARTS + 5)
    signed("work", tmp_path, seconds_ago=LONG)
    broker["now"] += 5
    assert worker.deaf(pulse.STARTS + 10)


@pytest.mark.parametrize("seconds_ago", [None, AGE])
def test_who_starts_for_ever_is_started_again(broker, tmp_path, seconds_ago):
    if seconds_ago:
        signed("work", tmp_path, seconds_ago)
    worker = Hearing("work", tmp_path, "redis://")
    broker["now"] += pulse.STARTS + 5
    assert worker.deaf(pulse.STARTS + 5)


def test_whoever_gave_one_lately_is_not(broker, tmp_path):
    worker = Hearing("work", tmp_path, "redis://")
    broker["now"] += LONG
    signed("work", tmp_path, seconds_ago=pulse.DEAF - 10)
    assert not worker.deaf(AGE)


@pytest.mark.parametrize("silent", ["broker", "clock"])
def test_nobody_hears_while_there_is_nothing_to_hear(broker, tmp_path, silent):
    clock = Hearing(pulse.CLOCK, tmp_path, "redis://")
    worker = Hearing("work", tmp_path, "redis://", needs=clock)
    signed("work", tmp_path, seconds_ago=2 * LONG)
    signed(pulse.CLOCK, tmp_path, seconds_ago=LONG if silent == "clock" else 0)
    broker["answers"] = silent != "broker"
    broker["now"] += LONG
    assert not worker.deaf(AGE)
    signed(pulse.CLOCK, tmp_path)
    broker["answers"] = True
    broker["now"] += pulse.DEAF - 1
    assert not worker.deaf(AGE)
    broker["now"] += 10
    assert worker.deaf(AGE)


def test_a_child_that_hears_nothing_is_started_again_however_often(household):
    """That somebody else is silent for long is no reason to stop everything, as it is when a program keeps failing."""
    made = household.start(child(FOREVER, deaf=lambda age: True))
    lives = set()

    def started_again():
        household.revive()
        lives.add(made.process and made.process.pid)
        return len(lives - {None}) > len(supervisor.DELAYS) + 2

    eventually(started_again)


def test_a_child_is_told_how_long_it_runs(household):
    ages = []
    household.start(child(FOREVER, deaf=lambda age: bool(ages.append(age))))
    household.wait_until(lambda: len(ages) > 2, 20)
    assert 0 <= ages[0] < ages[-1] < 20


def test_signs_go_on_while_a_task_works_and_end_with_it(settings, tmp_path, monkeypatch):
    settings.STATE = tmp_path
    monkeypatch.setattr(pulse, "EVERY", 0.01)
    assert pulse.silence("work@here") == float("inf")
    pulse.begin_work("work@here")
    signed("work@here", tmp_path, LONG)
    eventually(lambda: pulse.silence("work@here") < LONG / 2)
    pulse.end_work("work@here")
    assert pulse.silence("work@here") < LONG / 2


def test_signs_go_on_where_one_could_not_be_left(settings, tmp_path, monkeypatch, caplog):
    settings.STATE = tmp_path / "state"
    monkeypatch.setattr(pulse, "EVERY", 0.01)
    settings.STATE.write_text("a file where the folder should be")
    pulse.begin_work("work@there")
    eventually(lambda: caplog.text.count("No sign of life can be left") > 2)  # the first, and others while it works
    assert pulse.silence("work@there") == float("inf")
    settings.STATE.unlink()
    eventually(lambda: pulse.silence("work@there") < LONG)
    pulse.end_work("work@there")
