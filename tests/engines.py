"""Settings of a test run, made before Django reads any; loaded by `-p tests.engines` (see pyproject.toml).

`make test` brings PostgreSQL and Valkey. Without it (`python -m pytest tests/votes`) the tests run on SQLite,
and those that need a real worker or browser are skipped.
"""

import atexit
import gc
import os
import re
import shutil
import tempfile


def own_redis(url: str, worker: str) -> str:
    """The same server, but a database of this xdist worker's own; 0 is left to whoever started the run."""
    number = int(re.sub(r"\D", "", worker) or 0) + 1
    return re.sub(r"/\d+$", "", url) + f"/{number}"


def own_state() -> str:
    """A folder that has nothing to do with the installation in `var`."""
    folder = tempfile.mkdtemp(prefix="answerable-pytest-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder


def prepare() -> None:
    # A tenth of a run went into looking through everything that is in memory for what nobody needs any more.
    gc.set_threshold(50_000, 20, 100)
    # Playwright's synchronous interface keeps an event loop in the thread of the test, where Django then
    # suspects asynchronous code and refuses the database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    os.environ.setdefault("ANSWERABLE_SECRET_KEY", "only-for-tests-" + "x" * 40)
    if "ANSWERABLE_STATE" not in os.environ:
        os.environ["ANSWERABLE_STATE"] = own_state()
    if "REDIS_URL" in os.environ:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0")
        os.environ["REDIS_URL"] = own_redis(os.environ["REDIS_URL"], worker)


prepare()
