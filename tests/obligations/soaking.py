"""Does this run take its time? `make soak` says so, and with how many steps."""

import os

SOAKING = bool(os.environ.get("ANSWERABLE_SOAK_STEPS"))
STEPS = int(os.environ.get("ANSWERABLE_SOAK_STEPS") or 160)
