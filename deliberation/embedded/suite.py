"""`make test`: the suite on a real PostgreSQL and a real Valkey, then on SQLite what can differ there."""

import contextlib
import os
import shutil
import signal
import tempfile
import time
from pathlib import Path

from deliberation.embedded import chromium, postgres, state, valkey
from deliberation.embedded.processes import ROOT, Child, python, say
from deliberation.embedded.refusals import Refusal
from deliberation.embedded.run import COLLECT
from deliberation.embedded.supervisor import Supervisor

# What never touches the database engine need not run a second time, nor what is marked `once` (tests/conftest.py).
INDIFFERENT = ("tests/clustering", "tests/house", "tests/embedded")
NO_TESTS = 5  # pytest's status when it found nothing to run


PREFIX = "answerable-tests-"
# On PostgreSQL one more than the cores that CI has, for while one waits for its browser or its worker. Each costs its
# own start and keeps others from their core: the same 393 tests took 50 s of CPU in two, and 64 s in four. On SQLite
# nothing waits.
PROCESSES = {"postgres": "3", "sqlite": "2"}


def run(engine: str, arguments: list[str]) -> int:
    clear_away(postgres.shared_folder())
    folder = Path(tempfile.mkdtemp(prefix=PREFIX, dir=postgres.shared_folder()))
    folder.chmod(0o711)
    claim = state.claim(folder)
    try:
        with Supervisor() as supervisor:
            environment = surroundings(supervisor, folder)
            engines = ("postgres", "sqlite") if engine == "both" else (engine,)
            statuses, took = [], []
            for each in engines:
                began = time.monotonic()
                statuses.append(run_on(supervisor, environment, folder, each, arguments, both=engine == "both"))
                took.append(f"{time.monotonic() - began:.0f} s on {each}")
            say("tests", ", ".join(took))
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(claim)
    return next((status for status in statuses if status), 0)


def clear_away(place: Path) -> None:
    """What runs that were killed have left; a run that is still going holds the claim on its folder."""
    for lock in place.glob(f"{PREFIX}*/lock"):
        with contextlib.suppress(Refusal, OSError):
            claim = state.claim(lock.parent)
            shutil.rmtree(lock.parent, ignore_errors=True)
            os.close(claim)


def surroundings(supervisor: Supervisor, folder: Path) -> dict[str, str]:
    """Settings of a machine that has nothing to do with the installation in `var`."""
    environment = dict(os.environ) | {
        "ANSWERABLE_STATE": str(folder / "state"),
        "ANSWERABLE_SECRET_KEY": "only-for-tests-" + "x" * 40,
        "ANSWERABLE_COMPRESS_STATIC": "no",
        "ANSWERABLE_CHROMIUM": str(chromium.find()),
        "REDIS_URL": valkey.start(supervisor, folder / "valkey", durable=False),
        "PYTHONUNBUFFERED": "1",
    }
    environment["ANSWERABLE_WHOLE_CHROMIUM"] = str(chromium.whole(Path(environment["ANSWERABLE_CHROMIUM"])))
    environment |= chromium.surroundings(Path(environment["ANSWERABLE_CHROMIUM"]))
    (folder / "state").mkdir()
    collect = python(ROOT / "manage.py", *COLLECT)
    supervisor.step(Child(name="static", command=collect, environment=environment))
    return environment


def database(supervisor: Supervisor, folder: Path, engine: str) -> str:
    if engine == "postgres":
        return postgres.start(supervisor, folder, careless=True)
    return f"sqlite:///{folder}/answerable.sqlite3"


def chosen(engine: str, *, both: bool) -> list[str]:
    """Which tests run on the engine; `both`: the others run on the other one."""
    if engine == "postgres":
        return ["-m", "not light"] if both else []
    left = [f"--ignore={path}" for path in INDIFFERENT]
    return ["-m", "not browser and not once" if both else "not browser", *left]


def run_on(
    supervisor: Supervisor, environment: dict[str, str], folder: Path, engine: str, arguments: list[str], *, both: bool
) -> int:
    url = database(supervisor, folder, engine)
    # Files go to one process each; tests/conftest.py deals long tests one by one.
    dealt = ("-n", PROCESSES[engine], "--dist", "loadfile", "--no-loadscope-reorder")
    command = python("-m", "pytest", *dealt, "--durations", "40", *arguments, *chosen(engine, both=both))
    say("tests", f"on {engine}")
    status = supervisor.run(
        Child(
            name=f"pytest on {engine}",
            command=command,
            environment=environment | {"DATABASE_URL": url, "ANSWERABLE_ENGINE": engine},
            stop_signal=signal.SIGINT,  # pytest then still prints its summary
            talks_itself=True,
        )
    )
    if status == NO_TESTS and not arguments:
        raise Refusal(f"No test was found to run on {engine}.")
    return 0 if status == NO_TESTS else status
