"""What counts as a kill: a process that ran, is gone, and runs again as another."""

import signal

import pytest

from deliberation.embedded import supervisor
from deliberation.embedded.supervisor import Supervisor
from tests.durability.stack import PARTS, Stack
from tests.embedded.test_processes import FOREVER, child
from tests.patience import eventually


@pytest.fixture
def stack(monkeypatch):
    monkeypatch.setattr(supervisor, "DELAYS", (0.01,) * 4)
    monkeypatch.setattr(supervisor, "PATIENCE", 0.5)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with Supervisor() as household:
        for part in PARTS:
            household.start(child(FOREVER, name=part))
        yield Stack(household, {}, 0)
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_kill_counts_when_another_process_runs(stack):
    stack.look()
    stack.kill("web")
    stack.look()
    assert stack.killed["web"] == 0  # nobody has started it again
    assert stack.supervisor.wait_until(lambda: bool(stack.processes("web")), 20)
    stack.look()
    stack.look()
    assert (stack.killed["web"], stack.starts["web"], stack.struck["kill web"]) == (1, 1, 1)
    assert sum(stack.killed.values()) == sum(stack.starts.values()) == 1


def test_who_is_dead_already_is_not_killed(stack):
    dead = stack.processes("worker")[0]
    dead.kill()
    eventually(lambda: not stack.processes("worker"))  # a zombie: nobody has asked for its status yet
    assert dead.is_running()
    stack.kill("worker")
    assert stack.struck["kill worker"] == 0
    assert stack.supervisor.wait_until(lambda: bool(stack.processes("worker")), 20)
    stack.look()
    assert stack.killed["worker"] == 0
