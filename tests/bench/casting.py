"""How many votes a second go through the whole web server, beside what the database alone can do.

    .venv/bin/python -m tests.bench.casting [SECONDS]

Starts a PostgreSQL of its own, which waits for the disk as in earnest, and takes it away again; then the same pages on
SQLite. What is measured is in casting_figures.py.
"""

import sys

from deliberation.embedded import postgres
from deliberation.embedded.supervisor import Supervisor, conclude
from tests.bench.database import fresh_folder, migrate, run, settings_for
from tests.bench.loading import STOPPED


def main(seconds: float = 8.0) -> int:
    """Print the figures; 0 when they could be taken. `seconds`: of each run."""
    with fresh_folder() as folder, Supervisor() as supervisor:
        small = folder / "sqlite"
        small.mkdir()
        floor = str(folder / "floor")  # what pgbench did
        for own, database in (
            (folder, postgres.start(supervisor, folder, careless=False)),
            (small, f"sqlite:///{small / 'answerable.sqlite3'}"),
        ):
            settings = settings_for(own, database)
            migrate(supervisor, settings)
            run(supervisor, settings, "casting_figures", str(seconds), floor)
    return 0


if __name__ == "__main__":
    sys.exit(conclude(lambda: main(*map(float, sys.argv[1:2])), STOPPED))
