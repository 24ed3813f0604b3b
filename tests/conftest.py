"""What every test may ask for: the shared data, a browser, a real worker."""

import os
import re
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path, PurePath
from unittest import mock
from urllib.parse import urlsplit
from zlib import crc32

import hypothesis
import pytest
import redis
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.core.management import call_command
from django.db import connection, connections
from django.db.backends.signals import connection_created
from django.test import TestCase, TransactionTestCase, override_settings
from django.utils import timezone
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from whitenoise.middleware import WhiteNoiseMiddleware
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from deliberation.celery import app
from deliberation.embedded.processes import die_with_parent
from deliberation.people.signing_in import begin
from tests import browsing, emptying, kept_worlds, live, patience

ROOT = Path(__file__).resolve().parent.parent
NO_DATA = "no real consultations"
DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}
# Half a minute or more for few tests, besides the journeys: each goes to the process that is free next. None of them
# shares what a module keeps. Look at the durations that `make test` prints.
ALONE = re.compile(
    "test_(every_page_in_a_browser|permission_matrix.*|canary|two_worlds|tools|years|invariants|import_real|surface)"
)
# Much time for a file whose tests share something.
LONG = {"test_demo", "test_default_method", "test_furniture"}
OTHER_PROCESSES = {"celery_worker_process", "parts"}
ON_SERVICES = "ANSWERABLE_ENGINE" in os.environ  # started by `make test`


def careless_sqlite(connection, **ignored: object) -> None:
    """A test database is thrown away after a crash, so waiting for the disk would protect nothing."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA synchronous=OFF")


connection_created.connect(careless_sqlite)


def as_if_both_steps_were_done(request, user, **ignored: object) -> None:
    """`client.force_login` makes a session as signing in with a second factor does."""
    begin(request, user, timezone.now())


user_logged_in.connect(as_if_both_steps_were_done)
# A machine that is busy with something else is no fault of ours; how fast something is, benchmarks ask.
hypothesis.settings.register_profile("patient", deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow])
hypothesis.settings.load_profile("patient")


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """SQLite in a file: other threads and processes (live server, worker) cannot share one in memory."""
    database = settings.DATABASES["default"]
    # A thread of the live server would keep its connection, and PostgreSQL then refuses to drop the database.
    database["CONN_MAX_AGE"] = 0
    # To migrate takes ten times as long as to make the same tables from the models (tests/house shows that they are
    # the same), so one process shows for each engine that it can be done.
    database.setdefault("TEST", {})["MIGRATE"] = os.environ.get("PYTEST_XDIST_WORKER", "gw0") == "gw0"
    if database["ENGINE"].endswith("sqlite3"):
        folder = tmp_path_factory.mktemp("database")
        database["TEST"]["NAME"] = str(folder / "answerable.sqlite3")


@pytest.fixture(scope="session", autouse=True)
def tables_emptied_quickly() -> Iterator[None]:
    """After each test that really commits; Django truncates a hundred tables, and then fills two of them again."""
    tidied = emptying.tidied(TestCase._fixture_teardown)
    with (
        mock.patch.object(TransactionTestCase, "_fixture_teardown", emptying.after),
        mock.patch.object(TestCase, "_fixture_teardown", tidied),
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def collected_static() -> None:
    """Pages name hashed files; `make test` has collected them for all workers already."""
    if not ON_SERVICES:
        call_command("collectstatic", "--noinput", verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def static_files_looked_up_once(collected_static: None) -> Iterator[None]:
    """Every new test client makes WhiteNoise look at all of them again, which took a third of a request's time."""
    look_up, found = WhiteNoiseMiddleware.update_files_dictionary, {}

    def once(self: WhiteNoiseMiddleware, *where: str) -> None:
        if where not in found:
            look_up(self, *where)
            found[where] = dict(self.files)
        self.files.update(found[where])

    with mock.patch.object(WhiteNoiseMiddleware, "update_files_dictionary", once):
        yield


@pytest.fixture(scope="session", autouse=True)
def passwords_hashed_quickly() -> Iterator[None]:
    """A good hash takes half a second on purpose, four of them for a cast that can sign in."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture(scope="session", autouse=True)
def staff_may_wait_between_steps() -> Iterator[None]:
    """Tests move the clock by hours between two clicks; when sessions end is asked in web_staff/test_signing_in.py."""
    with override_settings(SESSION_IDLE=settings.SESSION_COOKIE_AGE):
        yield


@pytest.fixture(autouse=True)
def own_snapshots(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, snapshot_numbers: Iterator[int]
) -> None:
    """Every test keeps its own, and so do the processes it starts: test databases give the same numbers again."""
    folder = tmp_path_factory.getbasetemp() / "snapshots" / str(next(snapshot_numbers))
    monkeypatch.setattr(settings, "SNAPSHOTS", folder)
    monkeypatch.setenv("ANSWERABLE_SNAPSHOTS", str(folder))


@pytest.fixture(autouse=True)
def nothing_known_of_the_database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor of what the process keeps in memory. Where other processes write, worlds are built anew."""
    kept_worlds.STAGE.begin(None if OTHER_PROCESSES & set(request.fixturenames) else monkeypatch)


@pytest.fixture(scope="session")
def snapshot_numbers() -> Iterator[int]:
    return count()


@pytest.fixture
def eventually() -> Callable[..., object]:
    return patience.eventually


# The shared data


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """Real consultations, kept outside the repository; see the README there."""
    folder = Path(os.environ.get("ANSWERABLE_DATA") or ROOT.parent / "shared" / "data")
    if folder.is_dir():
        return folder
    if os.environ.get("CI"):
        pytest.fail(f"{NO_DATA} at {folder}, and CI must not skip.")
    pytest.skip(f"{NO_DATA} at {folder}: set ANSWERABLE_DATA to the folder that holds them.")


def pytest_itemcollected(item: pytest.Item) -> None:
    """Marks what need not run on both engines of `make test`. `once`, not again on SQLite: what asks no database; what
    pages and the API show, since `test_two_worlds` asks each address there; long histories and real processes.
    `light`, on SQLite alone: the demonstration, which is shown on it, who may do what, and what browsers are told.
    Each act runs through one face on each: the API on PostgreSQL, where walks ask every page too, pages on SQLite."""
    room, file = item.path.parent.name, item.path.stem
    call = getattr(item, "callspec", None)
    through = call.params.get("face") if call else None
    shown = room in {"web", "web_staff", "api", "oidc"} and file != "test_two_worlds"
    lengthy = room == "journeys" or file in {"test_invariants", "test_years", "test_hostile_inputs"}
    light = file.startswith(("test_demo", "test_surface", "test_permission_matrix"))
    # pytest-django refuses the database to all others, so that no engine can make a difference to them.
    on_database = item.get_closest_marker("django_db") or DATABASE & set(getattr(item, "fixturenames", ()))
    if on_database and (light or (through and through.name == "html")):
        item.add_marker("light")
    elif shown or lengthy or not on_database or through:
        item.add_marker("once")


class Dealt(LoadFileScheduling):
    """Files go to one process each, so that what a module keeps is made once; long tests go one by one."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        return nodeid if is_alone(PurePath(file)) else file


def is_alone(file: PurePath) -> bool:
    return "journeys" in file.parts or ALONE.fullmatch(file.stem) is not None


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Dealt:
    return Dealt(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes long comes first: at the end one process would work on such a one and the others wait. Among that
    chance sets the order, though always the same: some of it only waits, and others can work meanwhile."""
    tests_in = Counter(item.path for item in items)
    in_browser = {item.path for item in items if item.get_closest_marker("browser")}

    def place(item: pytest.Item) -> tuple[bool, int, int]:
        if is_alone(item.path) or item.path.stem in LONG:
            return False, crc32((item.nodeid if is_alone(item.path) else item.path.name).encode()), 0
        return True, item.path not in in_browser, -tests_in[item.path]

    items.sort(key=place)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """A skip is easily overlooked; this one leaves the method untested against real consultations."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if NO_DATA in str(report.longrepr)]
    if skipped:
        terminalreporter.write_sep("!", f"{len(skipped)} tests did NOT run: {NO_DATA}", red=True, bold=True)


# The browser


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a worker."""
    if "ANSWERABLE_CHROMIUM" not in os.environ:
        pytest.skip("needs the browser that `make test` finds or installs")
    # Playwright keeps an event loop running, and Django has other connections inside one than outside: those that
    # are left on the other side would stay open, and PostgreSQL would then refuse to drop the test database.
    connections.close_all()
    with sync_playwright() as playwright:
        chromium = browsing.launch(playwright)
        yield chromium
        chromium.close()
        connections.close_all()


@pytest.fixture
def visit(browser: Browser) -> Iterator[browsing.Visits]:
    """Makes pages: visit(javascript=False), visit(viewport=(360, 640)), visit(locale="ar")."""
    visits = browsing.Visits(browser)
    yield visits
    visits.close()
    assert visits.faults == []


@pytest.fixture
def page(visit: browsing.Visits) -> Page:
    """An ordinary page on a desktop."""
    return visit()


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """axe(page) lists what it finds against WCAG 2.2 AA."""
    return browsing.violations


@pytest.fixture(scope="session")
def live_server() -> Iterator[LiveServer]:
    with live.served() as server:
        yield server


@pytest.fixture(autouse=True)
def nobody_still_asks(request: pytest.FixtureRequest, _live_server_helper: None) -> Iterator[None]:
    """Between the end of a test's pages and the emptying of its tables."""
    yield
    if "live_server" in request.fixturenames:
        live.wait_until_nobody_asks(request.getfixturevalue("live_server"))


# The worker


def url_of_test_database() -> str:
    """The address of this worker's test database, for another process."""
    name = connection.settings_dict["NAME"]
    if connection.vendor == "sqlite":
        return f"sqlite:///{name}"
    return urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()


def start_worker(name: str, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "celery", "-A", "deliberation.celery", "--quiet", "worker", "--concurrency=1",
               "--prefetch-multiplier=1", "--without-gossip", "--without-mingle", f"--hostname={name}"]  # fmt: skip
    with log.open("wb") as output:
        return subprocess.Popen(
            command,
            env=os.environ | {"DATABASE_URL": url_of_test_database()},
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - one prepared system call, which takes no lock
        )


def stop_worker(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@pytest.fixture
def celery_worker_process(transactional_db: None, tmp_path: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A real Celery worker on the test database and a real broker, from which old messages were removed."""
    if not ON_SERVICES:
        pytest.skip("needs the broker that `make test` starts")
    redis.Redis.from_url(os.environ["REDIS_URL"]).flushdb()
    name, log = f"tests-{os.getpid()}@localhost", tmp_path / "worker.log"
    process = start_worker(name, log)
    try:
        patience.eventually(lambda: is_ready(process, name, log), timeout=60)
        yield process
    finally:
        stop_worker(process)
        print(log.read_text(errors="replace"))  # noqa: T201 - pytest shows it where a test failed


def is_ready(process: subprocess.Popen[bytes], name: str, log: Path) -> bool:
    assert process.poll() is None, f"The worker ended at once:\n{log.read_text(errors='replace')}"
    return bool(app.control.ping(destination=[name], timeout=1, limit=1))
