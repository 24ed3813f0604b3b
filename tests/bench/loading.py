"""How long it takes to get the votes out of a PostgreSQL, beside the reading through models that it replaced.

    .venv/bin/python -m tests.bench.loading [MILLIONS]

Starts a PostgreSQL of its own, fills it (ten million votes take some minutes) and takes it away again. What is
measured is in loading_figures.py, which needs settings and therefore a process of its own.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

from deliberation.embedded import postgres
from deliberation.embedded.processes import ROOT, Child, python
from deliberation.embedded.supervisor import Supervisor, conclude

STOPPED = 130


def main(millions: float = 10.0) -> int:
    """Print the figures; 0 when they could be taken."""
    folder = Path(tempfile.mkdtemp(prefix="answerable-bench-", dir=postgres.shared_folder()))
    folder.chmod(0o711)
    try:
        with Supervisor() as supervisor:
            settings = os.environ | {
                "ANSWERABLE_STATE": str(folder / "state"),
                "ANSWERABLE_SNAPSHOTS": str(folder / "snapshots"),
                "ANSWERABLE_SECRET_KEY": "only-for-figures-" + "x" * 40,
                "DATABASE_URL": postgres.start(supervisor, folder, careless=True),
                "DJANGO_SETTINGS_MODULE": "deliberation.settings",
            }
            migrate = python(ROOT / "manage.py", "migrate", "--verbosity", "0")
            supervisor.step(Child(name="migrate", command=migrate, environment=settings))
            figures = python("-m", "tests.bench.loading_figures", str(millions))
            supervisor.step(Child(name="figures", command=figures, environment=settings, talks_itself=True))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0


if __name__ == "__main__":
    sys.exit(conclude(lambda: main(*map(float, sys.argv[1:2])), STOPPED))
