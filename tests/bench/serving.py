"""How long it takes to choose the next statement among many, beside merely reading them.

    .venv/bin/python -m tests.bench.serving

Starts a PostgreSQL of its own and takes it away again. What is measured is in serving_figures.py.
"""

import sys

from deliberation.embedded.supervisor import conclude
from tests.bench.database import measure_on_postgres
from tests.bench.loading import STOPPED


def main() -> int:
    """Print the figures; 0 when they could be taken."""
    return measure_on_postgres("serving_figures")


if __name__ == "__main__":
    sys.exit(conclude(main, STOPPED))
