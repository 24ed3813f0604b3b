"""What a long run is doing, for the person who waits for it."""

from threading import Lock
from typing import TextIO

CLEAR_LINE = "\r\x1b[K"
PLAIN_STEPS = 4


class Shown:
    """Progress on a stream: one line that renews itself on a terminal; elsewhere a line at every quarter of the way.

    Called with what is being done, how much of it is, and of how much; from any thread. Nothing when `quiet`.
    """

    def __init__(self, stream: TextIO, *, quiet: bool = False) -> None:
        self.stream, self.quiet, self.renews = stream, quiet, stream.isatty()
        self.what, self.step = "", 0
        self.lock = Lock()

    def __call__(self, what: str, done: int, of: int) -> None:
        """Say it, unless it says no more than what was said last."""
        step = done if self.renews else done * PLAIN_STEPS // of
        with self.lock:
            if self.quiet or (what == self.what and step <= self.step):
                return
            self.what, self.step = what, step
            text = f"{what}, {done} of {of}" if of > 1 else what
            self._write(f"{CLEAR_LINE}{text}" if self.renews else f"{text}\n")

    def clear(self) -> None:
        """Leave the line to whoever writes next."""
        if self.renews and self.what and not self.quiet:
            self._write(CLEAR_LINE)

    def _write(self, text: str) -> None:
        self.stream.write(text)
        self.stream.flush()
