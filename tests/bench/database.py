"""A PostgreSQL for one measurement: started, filled by whoever measures, and taken away again."""

import os
import shutil
import tempfile
from pathlib import Path

from deliberation.embedded import postgres
from deliberation.embedded.processes import ROOT, Child, python
from deliberation.embedded.supervisor import Supervisor


def measure_on_postgres(module: str, *arguments: str, careless: bool = True) -> int:
    """Run a module of this folder, which needs settings and therefore a process of its own; 0 when it could.

    `careless`: the database does not wait for the disk.
    """
    folder = Path(tempfile.mkdtemp(prefix="answerable-bench-", dir=postgres.shared_folder()))
    folder.chmod(0o711)
    try:
        with Supervisor() as supervisor:
            settings = os.environ | {
                "ANSWERABLE_STATE": str(folder / "state"),
                "ANSWERABLE_SNAPSHOTS": str(folder / "snapshots"),
                "ANSWERABLE_SECRET_KEY": "only-for-figures-" + "x" * 40,
                "DATABASE_URL": postgres.start(supervisor, folder, careless=careless),
                "DJANGO_SETTINGS_MODULE": "deliberation.settings",
            }
            migrate = python(ROOT / "manage.py", "migrate", "--verbosity", "0")
            supervisor.step(Child(name="migrate", command=migrate, environment=settings))
            figures = python("-m", f"tests.bench.{module}", *arguments)
            supervisor.step(Child(name="figures", command=figures, environment=settings, talks_itself=True))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 0
