"""Children to watch over, for tests."""

import signal

import pytest

from deliberation.embedded import supervisor
from deliberation.embedded.supervisor import Supervisor


@pytest.fixture
def household(monkeypatch):
    monkeypatch.setattr(supervisor, "DELAYS", (0.01, 0.01))
    monkeypatch.setattr(supervisor, "PATIENCE", 0.5)
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    with Supervisor() as made:
        yield made
    for number, handler in before.items():
        signal.signal(number, handler)
