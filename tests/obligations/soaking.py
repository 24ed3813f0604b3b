"""Does this run take its time? `make soak` says so, and with how many steps. Then it tells how far it is."""

import os

SOAKING = bool(os.environ.get("ANSWERABLE_SOAK_STEPS"))
STEPS = int(os.environ.get("ANSWERABLE_SOAK_STEPS") or 60)


def told(words: str, count: int = 0, every: int = 1) -> None:
    """Say it, once in so many; only where somebody waits for it."""
    if SOAKING and count % every == 0:
        print(words, flush=True)  # noqa: T201 - `make soak` shows it
