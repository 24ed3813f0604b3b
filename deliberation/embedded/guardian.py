"""Ends the process groups of a supervisor that was killed without a chance to do it itself.

Run as a script, so that it starts in milliseconds: it reads `+GROUP` and `-GROUP` lines from its standard
input. The input ends when the supervisor does, however that came about; whatever group is still on the list
is then asked to stop, and killed after GRACE seconds. A signal set with PR_SET_PDEATHSIG reaches only
direct children; a killed Celery or granian parent would leave its own children behind.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Iterable

GRACE = 4.0


def listed(lines: Iterable[str]) -> set[int]:
    """The groups that were added and not taken away."""
    groups: set[int] = set()
    for line in lines:
        change = groups.add if line.startswith("+") else groups.discard
        change(int(line[1:]))
    return groups


def signal_groups(groups: set[int], number: int) -> set[int]:
    """Signal each group; those that still have a process in them."""
    alive = set()
    for group in groups:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(group, number)
            alive.add(group)
    return alive


def end(groups: set[int], grace: float = GRACE) -> None:
    """Ask, wait, kill."""
    deadline = time.monotonic() + grace
    alive = signal_groups(groups, signal.SIGTERM)
    while alive and time.monotonic() < deadline:
        time.sleep(0.1)
        alive = signal_groups(alive, 0)
    signal_groups(alive, signal.SIGKILL)


if __name__ == "__main__":
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, signal.SIG_IGN)
    end(listed(sys.stdin))
