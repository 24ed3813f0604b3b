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

    def __post_init__(self) -> None:
        self.excused = time.monotonic()

    def deaf(self, age: float) -> bool:
        """Whether a program that was started `age` seconds ago gave no sign for DEAF seconds in which there was
        something to hear. Until its first sign it is still starting, for which it has STARTS seconds."""
        now = time.monotonic()
        if now - self.asked < ASKED_EVERY:
            return False
        self.asked = now
        if not self._something_to_hear():
            self.excused = now
        silence = pulse.silence(self.name, self.state)
        patience = pulse.STARTS if silence > age else pulse.DEAF
        if min(silence, age, now - self.excused) <= patience:
            return False
        self.excused = now  # judged anew when it was started again
        return True

    def _something_to_hear(self) -> bool:
        if self.needs and pulse.silence(self.needs.name, self.state) > 2 * ASKED_EVERY:
            return False
        return valkey.answers(self.broker_url)
