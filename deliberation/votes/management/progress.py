"""Progress of a long run: at most one line per second, and one at the end."""

import time
from collections.abc import Callable
from typing import Protocol


class Stream(Protocol):
    def write(self, text: str, /) -> object: ...


class VotesPerSecond:
    """Called with how many votes are stored, of how many; first with none."""

    def __init__(self, stream: Stream, clock: Callable[[], float] = time.monotonic) -> None:
        self.stream, self.clock = stream, clock
        self.began = self.said = clock()

    def __call__(self, done: int, of: int) -> None:
        now = self.clock()
        if not done:
            self.began = now
        if not done or (done < of and now - self.said < 1):
            return
        self.said = now
        speed = done / max(now - self.began, 1e-6)
        self.stream.write(f"{done:,} of {of:,} votes, {done * 100 // max(of, 1)} %, {speed:,.0f} votes/s\n")
