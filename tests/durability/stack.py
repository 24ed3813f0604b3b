"""Everything that `make run` starts, on PostgreSQL, and the ways to break each part of it."""

import contextlib
import os
import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
import redis

from deliberation.embedded import run, state
from deliberation.embedded.processes import ROOT, Child, python
from deliberation.embedded.supervisor import Supervisor

PARTS = ("postgres", "web", "worker", "beat", "valkey")


@dataclass
class Stack:
    """The running parts; the supervisor starts again what dies, as it does for everybody."""

    supervisor: Supervisor
    environment: dict[str, str]
    port: int
    struck: Counter[str] = field(default_factory=Counter)  # blows that hit a process that ran, such as "stop web"
    killed: Counter[str] = field(default_factory=Counter)  # by part: that ran, is gone, and runs as another process
    starts: Counter[str] = field(default_factory=Counter)  # by part: other processes than before, killed or not
    sent: set[str] = field(default_factory=set)  # operations of earlier storms, whose last may still come in
    _dying: dict[str, set[int]] = field(default_factory=lambda: {part: set() for part in PARTS})
    _first: dict[str, int] = field(default_factory=dict)

    @property
    def database(self) -> str:
        return self.environment["DATABASE_URL"]

    def manage(self, *arguments: str) -> None:
        command = python(ROOT / "manage.py", *arguments)
        self.supervisor.step(Child(name=arguments[0], command=command, environment=self.environment, quiet=True))

    def processes(self, part: str) -> list[psutil.Process]:
        """The part's first process and all that it started: PostgreSQL's have a group each."""
        life = next(each for each in self.supervisor.lives if each.child.name == part)
        if not life.child.process:
            return []
        try:
            first = psutil.Process(life.child.process.pid)
            return [each for each in (first, *first.children(recursive=True)) if runs(each)]
        except psutil.NoSuchProcess:
            return []

    def signal(self, processes: list[psutil.Process], number: int) -> None:
        for process in processes:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    def kill(self, part: str) -> None:
        """kill -9 of everything at once, so that nobody has a moment to tidy up after another."""
        self.look()
        processes = self.processes(part)
        self.signal(processes, signal.SIGSTOP)
        self.signal(processes, signal.SIGKILL)
        if processes:
            self.struck[f"kill {part}"] += 1
            self._dying[part].add(processes[0].pid)
        self.forgive(part)

    def look(self) -> None:
        """Count those that were killed and run again, and those that run anew whoever ended them."""
        for part in PARTS:
            first = next(iter(self.processes(part)), None)
            if first is None:
                continue
            replaced = {pid for pid in self._dying[part] if pid != first.pid and not psutil.pid_exists(pid)}
            self.killed[part] += len(replaced)
            self._dying[part] -= replaced
            if self._first.setdefault(part, first.pid) != first.pid:
                self.starts[part] += 1
                self._first[part] = first.pid

    def forgive(self, *parts: str) -> None:
        """A part that is killed again and again makes the supervisor give up; here that is our doing."""
        for life in self.supervisor.lives:
            if life.child.name in parts:
                life.deaths = 0
            life.child.quiet = True
            life.child.unheard.clear()

    def forget_messages(self) -> None:
        """Every message that Celery has, and all else that is in there."""
        with contextlib.suppress(redis.RedisError), redis.Redis.from_url(self.environment["REDIS_URL"]) as client:
            client.flushall()
            self.struck["flush valkey"] += 1

    def wait(self, seconds: float) -> None:
        """Meanwhile what died is started again."""
        self.supervisor.wait_until(lambda: False, seconds)

    def careless(self) -> None:
        """The mutant: answered before it is written, and written late."""
        slow = {"synchronous_commit": "off", "wal_writer_delay": "10s", "wal_writer_flush_after": "1GB"}
        with psycopg.connect(self.database, autocommit=True) as connection:
            for name, value in slow.items():
                connection.execute(f"ALTER SYSTEM SET {name} = '{value}'")  # type: ignore[call-overload]
            connection.execute("SELECT pg_reload_conf()")


def runs(process: psutil.Process) -> bool:
    """Neither gone nor a zombie."""
    with contextlib.suppress(psutil.NoSuchProcess):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


@contextlib.contextmanager
def started(folder: Path, settings: dict[str, str]) -> Iterator[Stack]:
    """The stores and a database without tables; `settings` come before those of the surroundings."""
    folder.chmod(0o711)
    port = state.free_port()
    choices = run.Choices("127.0.0.1", port, None, embedded_postgres=True)
    signals = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)}
    try:
        with Supervisor() as supervisor:
            with _environment({"DATABASE_URL": "", "REDIS_URL": "", **settings}):
                environment = run.surroundings(supervisor, folder, choices)
            yield Stack(supervisor, environment, port)
    finally:
        for number, handler in signals.items():
            signal.signal(number, handler)


def start_programs(stack: Stack, folder: Path) -> None:
    """Web, worker and clock, when the tables are there."""
    choices = run.Choices("127.0.0.1", stack.port, None, embedded_postgres=True)
    run.start_web(stack.supervisor, stack.environment, choices)
    run.start_celery(stack.supervisor, folder, stack.environment)
    stack.forgive(*PARTS)
    assert stack.supervisor.wait_until(lambda: run.is_live(choices), 60), "the web server does not answer"


@contextlib.contextmanager
def _environment(settings: dict[str, str]) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in settings}
    os.environ.update(settings)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})
