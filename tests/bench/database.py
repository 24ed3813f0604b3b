"""A PostgreSQL for one measurement: started, filled by whoever measures, and taken away again."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deliberation.embedded import postgres
from deliberation.embedded.processes import ROOT, Child, python
from deliberation.embedded.supervisor import Supervisor


def measure_on_postgres(module: str, *arguments: str, careless: bool = True) -> int:
    """Run a module of this folder, which needs settings and therefore a process of its own; 0 when it could.

    `careless`: the database does not wait for the disk.
    """
    with fresh_folder() as folder, Supervisor() as supervisor:
        settings = settings_for(folder, postgres.start(supervisor, folder, careless=careless))
        migrate(supervisor, settings)
        run(supervisor, settings, module, *arguments)
    return 0


@contextmanager
def fresh_folder() -> Iterator[Path]:
    """One that PostgreSQL can use too; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="answerable-bench-", dir=postgres.shared_folder()))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def settings_for(folder: Path, database: str) -> dict[str, str]:
    """The environment of a process that measures. `database`: its address."""
    return os.environ | {
        "ANSWERABLE_STATE": str(folder / "state"),
        "ANSWERABLE_SNAPSHOTS": str(folder / "snapshots"),
        "ANSWERABLE_SECRET_KEY": "only-for-figures-" + "x" * 40,
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "deliberation.settings",
    }


def migrate(supervisor: Supervisor, settings: dict[str, str]) -> None:
    command = python(ROOT / "manage.py", "migrate", "--verbosity", "0")
    supervisor.step(Child(name="migrate", command=command, environment=settings))


def run(supervisor: Supervisor, settings: dict[str, str], module: str, *arguments: str) -> None:
    """A module of this folder."""
    figures = python("-m", f"tests.bench.{module}", *arguments)
    supervisor.step(Child(name="figures", command=figures, environment=settings, talks_itself=True))
