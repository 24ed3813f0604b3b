"""`make run`: everything on one machine, in order, each step with its readiness check."""

import hashlib
import http.client
import multiprocessing
import os
import re
import shutil
import time
from dataclasses import dataclass
from pathlib import Path

from celery import Celery
from kombu.exceptions import OperationalError

from deliberation import pulse
from deliberation.embedded import hearing, postgres, state, valkey
from deliberation.embedded.processes import ROOT, Child, python, say
from deliberation.embedded.refusals import Refusal
from deliberation.embedded.supervisor import Supervisor

LOOPBACK = {"127.0.0.1", "localhost", "::1"}
COLLECT = ("collectstatic", "--noinput", "--verbosity", "0")
QUEUES = "work,large"  # in turn: a large analysis goes in steps of a second or two
WORKER = "worker@embedded"  # its node name; one is enough here
# Three for each of ANSWERABLE_PLACES: one works, one waits for the place, one refuses (overload.py).
WEB_WORKERS, WEB_THREADS = "2", "48"


@dataclass(frozen=True)
class Choices:
    """What the command line and the environment ask for."""

    host: str
    port: int
    stage: str | None
    embedded_postgres: bool


def run(choices: Choices) -> int:
    began = time.monotonic()
    state.refuse_taken_port(choices.host, choices.port)
    folder = own_folder(choices)
    claim = state.claim(folder)
    try:
        with Supervisor() as supervisor:
            environment = surroundings(supervisor, folder, choices)
            prepare(supervisor, folder, environment, choices)
            start_web(supervisor, environment, choices)
            announce(supervisor, environment, choices, began)
            start_celery(supervisor, folder, environment)
            report_worker(supervisor, environment)
            supervisor.watch()
    finally:
        os.close(claim)
    return 0


def own_folder(choices: Choices) -> Path:
    """The installation's folder; a demonstration of a stage has its own, made anew at every start."""
    folder = state.state_folder()
    if choices.stage:
        if not re.fullmatch(r"[a-z-]+", choices.stage):
            raise Refusal(f"STAGE={choices.stage!r}: name one, as in: make demo STAGE=open")
        folder = folder / f"demo-{choices.stage}"
        state.prepare(folder)
        os.close(state.claim(folder))
        shutil.rmtree(folder)
    state.prepare(folder)
    return folder


def surroundings(supervisor: Supervisor, folder: Path, choices: Choices) -> dict[str, str]:
    """The settings for the children; whatever the operator has set wins."""
    address = "localhost" if choices.host in LOOPBACK | {"0.0.0.0", "::"} else choices.host
    defaults = {
        "ANSWERABLE_SECRET_KEY": state.secret(folder, "secret-key"),
        "ANSWERABLE_BASE_URL": f"http://{address}:{choices.port}",
        # Demonstration accounts have known passwords: never by default where others can reach them.
        "ANSWERABLE_DEMO": "yes" if choices.host in LOOPBACK else "no",
        "ANSWERABLE_COMPRESS_STATIC": "no",  # takes a minute, and is worth nothing on one machine
    }
    if os.environ.get("ANSWERABLE_DEMO", defaults["ANSWERABLE_DEMO"]) == "yes":
        defaults["ANSWERABLE_SECOND_FACTOR"] = "no"  # made-up people have no telephones
    environment = {**defaults, **os.environ, "ANSWERABLE_STATE": str(folder), "PYTHONUNBUFFERED": "1"}
    if not environment.get("REDIS_URL"):
        environment["REDIS_URL"] = valkey.start(supervisor, folder / "valkey", durable=True)
        say("valkey", "ready")
    if choices.embedded_postgres and not environment.get("DATABASE_URL"):
        environment["DATABASE_URL"] = postgres.start(supervisor, folder)
        say("postgres", "ready")
    return environment


def prepare(supervisor: Supervisor, folder: Path, environment: dict[str, str], choices: Choices) -> None:
    def manage(name: str, *arguments: str) -> None:
        command = python(ROOT / "manage.py", name, *arguments)
        supervisor.step(Child(name=name, command=command, environment=environment))

    manage("migrate", "--verbosity", "0", "--skip-checks")  # the checks cost a second, and the demo runs them
    digest, mark = static_digest(), folder / "static-digest"
    if not mark.exists() or mark.read_text() != digest:
        manage(*COLLECT)
        mark.write_text(digest)
    if choices.stage:
        manage("demo", "--stage", choices.stage)
    elif environment["ANSWERABLE_DEMO"] == "yes":
        manage("demo", "--if-empty")


def static_digest() -> str:
    """Changes with any static file of ours and with any installed package."""
    digest = hashlib.sha256()
    for path in [ROOT / ".venv" / "answerable-locks.json", *sorted((ROOT / "static").rglob("*"))]:
        if path.is_file():
            details = path.stat()
            digest.update(f"{path} {details.st_size} {details.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def start_web(supervisor: Supervisor, environment: dict[str, str], choices: Choices) -> None:
    command = python(
        "-m", "granian", "--interface", "wsgi", "--workers", WEB_WORKERS, "--blocking-threads", WEB_THREADS,
        "--host", choices.host, "--port", str(choices.port), "--no-ws", "--respawn-failed-workers",
        "--log-level", log_level(environment), "deliberation.wsgi:application",
    )  # fmt: skip
    unsaid = (f"spawning up to {WEB_THREADS} Python threads",)
    # Where its processes count together for /metrics, each in files of its own: those of an earlier run count no more.
    counts = Path(environment["ANSWERABLE_STATE"]) / "metrics"
    shutil.rmtree(counts, ignore_errors=True)
    environment = {**environment, "PROMETHEUS_MULTIPROC_DIR": str(counts)}
    supervisor.start(Child(name="web", command=command, environment=environment, unsaid=unsaid))


def start_celery(supervisor: Supervisor, folder: Path, environment: dict[str, str]) -> None:
    """Reliability settings live in Django's settings, where production reads them too."""
    level = ("--loglevel", log_level(environment))
    one_at_a_time = ("--concurrency", "1", "--prefetch-multiplier", "1", "--without-gossip", "--without-mingle")
    # Without shared semaphores (a sandbox whose /dev/shm is closed) Celery cannot keep a pool of processes.
    pool = ("--pool", "prefork" if semaphores_work() else "solo")
    programs = {
        "worker": ("worker", *pool, *one_at_a_time, "--queues", QUEUES, "--hostname", WORKER, *level),
        "beat": ("beat", "--pidfile", "", "--schedule", folder / "beat-schedule", *level),
    }
    # One machine for one person: that it all runs as that person (or as root in a container) is the point.
    environment = environment | {"PYTHONWARNINGS": "ignore:You're running the worker"}
    clock = hearing.Hearing(pulse.CLOCK, folder, environment["REDIS_URL"])
    deaf = {"worker": hearing.Hearing(WORKER, folder, environment["REDIS_URL"], needs=clock).deaf, "beat": clock.deaf}
    for name, program in programs.items():
        command = python("-m", "celery", "-A", "deliberation.celery", "--quiet", *program)
        supervisor.start(Child(name=name, command=command, environment=environment, deaf=deaf[name]))


def semaphores_work() -> bool:
    try:
        multiprocessing.Lock()
    except OSError:
        return False
    return True


def log_level(environment: dict[str, str]) -> str:
    """Every tick of the clock is a line at Celery's usual level; here only what is wrong is said."""
    return environment.get("ANSWERABLE_LOG_LEVEL", "warning").lower()


def is_live(choices: Choices) -> bool:
    """Whether the web server answers; with an https address it answers by sending us there."""
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(choices.host, choices.host)
    connection = http.client.HTTPConnection(host, choices.port, timeout=5)
    try:
        connection.request("GET", "/health/live")
        return connection.getresponse().status in {200, 301}
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def announce(supervisor: Supervisor, environment: dict[str, str], choices: Choices, began: float) -> None:
    if not supervisor.wait_until(lambda: is_live(choices), 90):
        raise Refusal("The web server did not answer /health/live within 90 seconds; what it said stands above.")
    here = f"http://{choices.host}:{choices.port}".replace("http://::1:", "http://[::1]:")
    address = here if choices.host in LOOPBACK else environment["ANSWERABLE_BASE_URL"]
    say("ready", f"{address}/ after {time.monotonic() - began:.1f} s. Ctrl-C stops everything.")
    if choices.host not in LOOPBACK and "ANSWERABLE_BASE_URL" not in os.environ:
        say("ready", "Other machines are let in under the address that you set in ANSWERABLE_BASE_URL.")


def report_worker(supervisor: Supervisor, environment: dict[str, str]) -> None:
    """Pages and voting need no worker, so this comes after them and refuses nothing."""
    application = Celery(broker=environment["REDIS_URL"])
    application.conf.broker_transport_options = {"global_keyprefix": environment.get("ANSWERABLE_REDIS_PREFIX", "")}
    if supervisor.wait_until(lambda: is_working(application), 60):
        say("worker", "ready")
    else:
        say("worker", "has not answered within 60 s. Voting works; results wait for it. Is REDIS_URL right?")


def is_working(application: Celery) -> bool:
    try:
        return bool(application.control.ping(timeout=1, limit=1))
    except (OperationalError, OSError):
        return False
