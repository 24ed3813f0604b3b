"""Waiting for another process without guessing how long it takes."""

import time
from collections.abc import Callable
from typing import TypeVar

Value = TypeVar("Value")
PATIENCE = 60.0  # seconds; a machine that is busy with something else is no fault of ours


def eventually(ask: Callable[[], Value], timeout: float = PATIENCE, every: float = 0.05) -> Value:
    """The first answer that is true; an AssertionError with the last one when time is up."""
    end = time.monotonic() + timeout
    while not (answer := ask()):
        if time.monotonic() > end:
            raise AssertionError(f"Not within {timeout} s; the last answer was {answer!r}.")
        time.sleep(every)
    return answer
