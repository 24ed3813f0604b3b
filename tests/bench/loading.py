"""How long it takes to get the votes out of a PostgreSQL, beside the reading through models that it replaced.

    .venv/bin/python -m tests.bench.loading [MILLIONS]

Starts a PostgreSQL of its own, fills it (ten million votes take some minutes) and takes it away again. What is
measured is in loading_figures.py.
"""

import sys

from deliberation.embedded.supervisor import conclude
from tests.bench.database import measure_on_postgres

STOPPED = 130


def main(millions: float = 10.0) -> int:
    """Print the figures; 0 when they could be taken."""
    return measure_on_postgres("loading_figures", str(millions))


if __name__ == "__main__":
    sys.exit(conclude(lambda: main(*map(float, sys.argv[1:2])), STOPPED))
