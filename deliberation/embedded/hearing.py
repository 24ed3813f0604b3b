"""Whether a worker or the clock runs without hearing anything; see deliberation/pulse.py."""

import math
import time
from dataclasses import dataclass, field
from pathlib import Path

from deliberation import pulse
from deliberation.embedded import valkey

ASKED_EVERY = 5.0  # seconds


@dataclass
class Hearing:
    """Judges by the signs of life of `name`. Nobody hears while the broker or whom it `needs` is silent: that is no
    fault of its own, and starting it again would mend nothing."""

    name: str
    state: Path
    broker_url: str
    needs: "Hearing | None" = None
    asked: float = field(default=-math.inf, init=False)
    excused: float = field(init=False)
    silent: float = field(default=0.0, init=False)

    def __post_init__(self) -> None:
        self.excused = time.monotonic()

    def deaf(self) -> bool:
        """Whether it gave no sign for DEAF seconds in which there was something to hear."""
        if time.monotonic() - self.asked >= ASKED_EVERY:
            self.silent = self._silence()
            self.asked = time.monotonic()
        if self.silent <= pulse.DEAF:
            return False
        self.excused, self.silent = time.monotonic(), 0.0  # judged anew when it was started again
        return True

    def _silence(self) -> float:
        nothing_to_hear = self.needs and pulse.silence(self.needs.name, self.state) > 2 * ASKED_EVERY
        if nothing_to_hear or not valkey.answers(self.broker_url):
            self.excused = time.monotonic()
        return min(pulse.silence(self.name, self.state), time.monotonic() - self.excused)
