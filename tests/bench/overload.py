"""What becomes of votes, pages and exports when five times as much comes as the web server can do.

    .venv/bin/python -m tests.bench.overload [SECONDS]

Starts a PostgreSQL of its own, which waits for the disk as in earnest, and takes it away again. What is measured is in
overload_figures.py.
"""

import sys

from deliberation.embedded.supervisor import conclude
from tests.bench.database import measure_on_postgres
from tests.bench.loading import STOPPED


def main(seconds: float = 15.0) -> int:
    """Print the figures; 0 when they could be taken. `seconds`: of each storm."""
    return measure_on_postgres("overload_figures", str(seconds), careless=False)


if __name__ == "__main__":
    sys.exit(conclude(lambda: main(*map(float, sys.argv[1:2])), STOPPED))
