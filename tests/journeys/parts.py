"""The parts of a running Answerable, each started and killed as a process of its own."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from celery import Celery

from deliberation.embedded import valkey
from deliberation.embedded.processes import die_with_parent
from deliberation.embedded.state import free_port
from tests.conftest import ROOT, url_of_test_database
from tests.patience import eventually


def answers(address: str) -> bool:
    """Whether the web server there is alive."""
    try:
        with urlopen(f"{address}/health/live", timeout=5) as answer:
            alive: bool = answer.status == 200
            return alive
    except OSError:
        return False


CELERY = [sys.executable, "-m", "celery", "-A", "deliberation.celery", "--quiet"]


@dataclass
class Parts:
    """A broker, a worker and a clock on the test database, with nothing shared with other tests."""

    folder: Path
    settings: dict[str, str] = field(default_factory=dict)
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.configuration = valkey.configure(self.folder / "valkey", free_port(), "secret", durable=False)
        port = self.configuration.read_text().split("port ")[1].split()[0]
        self.broker_url = f"redis://:secret@127.0.0.1:{port}/0"

    def start_broker(self) -> None:
        self._start("broker", [valkey.binary(), self.configuration])
        eventually(lambda: valkey.answers(self.broker_url))

    def start_worker(self, name: str = "worker", queues: str = "work,large") -> None:
        quiet = ("--concurrency=1", "--without-gossip", "--without-mingle", "--hostname", f"{name}@journey")
        self._start(name, [*CELERY, "worker", *quiet, "--queues", queues])

    def start_clock(self) -> None:
        self._start("clock", [*CELERY, "beat", "--schedule", self.folder / "schedule", "--pidfile="])

    def start_web(self, name: str) -> str:
        """A web machine; its address."""
        port = free_port()
        address = f"http://127.0.0.1:{port}"
        quiet = (
            "--interface",
            "wsgi",
            "--workers",
            "1",
            "--blocking-threads",
            "2",
            "--no-ws",
            "--log-level",
            "warning",
        )
        where = ("--host", "127.0.0.1", "--port", str(port))
        self._start(name, [sys.executable, "-m", "granian", *quiet, *where, "deliberation.wsgi:application"])
        eventually(lambda: answers(address))
        return address

    def start(self) -> None:
        """Everything, in order."""
        self.start_broker()
        self.start_worker()
        self.start_clock()

    def done_by(self, worker: str) -> Mapping[str, int]:
        """How many tasks of each name a worker has taken up, from its own account."""
        client = Celery(broker=self.broker_url)
        accounts = client.control.inspect([f"{worker}@journey"], timeout=5).stats() or {}
        total: Mapping[str, int] = accounts.get(f"{worker}@journey", {}).get("total", {})
        return total

    def kill(self, name: str) -> None:
        """kill -9 of the process and all it started."""
        process = self.running.pop(name)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end(self) -> None:
        for name in list(self.running):
            self.kill(name)

    def _environment(self) -> Mapping[str, str]:
        return os.environ | {"DATABASE_URL": url_of_test_database(), "REDIS_URL": self.broker_url} | self.settings

    def _start(self, name: str, command: Sequence[str | Path]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                command,
                env=self._environment(),
                cwd=ROOT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=die_with_parent,  # noqa: PLW1509 - one prepared system call, which takes no lock
            )

    def said(self) -> str:
        return "\n".join(f"--- {log.stem}\n{log.read_text(errors='replace')}" for log in self.folder.glob("*.log"))
