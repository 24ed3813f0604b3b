"""How many votes a second go through the whole web server, beside what the database alone can do.

    .venv/bin/python -m tests.bench.casting [SECONDS]

Starts a PostgreSQL of its own, which waits for the disk as in earnest, and takes it away again. What is measured is in
casting_figures.py.
"""

import sys

from deliberation.embedded.supervisor import conclude
from tests.bench.database import measure_on_postgres
from tests.bench.loading import STOPPED


def main(seconds: float = 8.0) -> int:
    """Print the figures; 0 when they could be taken. `seconds`: of each run."""
    return measure_on_postgres("casting_figures", str(seconds), careless=False)


if __name__ == "__main__":
    sys.exit(conclude(lambda: main(*map(float, sys.argv[1:2])), STOPPED))
