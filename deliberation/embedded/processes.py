"""Child processes: each in a group of its own, ended as a group, its output prefixed with its name."""

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from deliberation.embedded.guardian import signal_groups

ROOT = Path(__file__).resolve().parent.parent.parent
COLOURS = {"valkey": 31, "postgres": 34, "web": 32, "worker": 35, "beat": 36}
PR_SET_PDEATHSIG = 1
# Looked up once, here: little is safe to do between fork and exec.
prctl = getattr(ctypes.CDLL(None), "prctl", None)
printing = threading.Lock()


def die_with_parent() -> None:
    """Linux only; elsewhere the guardian alone does this."""
    if prctl:
        prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def say(name: str, line: str) -> None:
    """One line on the terminal, in colour only where there is one."""
    prefix = f"{name:>9} | "
    if sys.stdout.isatty() and "NO_COLOR" not in os.environ:
        prefix = f"\033[{COLOURS.get(name, 33)}m{prefix}\033[0m"
    with printing, contextlib.suppress(OSError):  # the terminal may be gone; the work goes on
        print(prefix + line, flush=True)


def never(age: float) -> bool:
    return False


class Guardian:
    """The process that ends our groups when we cannot; see guardian.py."""

    def __init__(self) -> None:
        script = Path(__file__).with_name("guardian.py")
        self.process = subprocess.Popen(
            [sys.executable, "-ISB", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            cwd="/",
        )

    def tell(self, text: str) -> None:
        assert self.process.stdin
        with contextlib.suppress(BrokenPipeError):  # somebody killed it: PR_SET_PDEATHSIG is still there
            self.process.stdin.write(f"{text}\n".encode())
            self.process.stdin.flush()

    def dismiss(self) -> None:
        assert self.process.stdin
        with contextlib.suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()


@dataclass(kw_only=True)
class Child:
    """One program to keep running."""

    name: str
    command: Sequence[str | Path]
    environment: dict[str, str]
    directory: Path = ROOT
    user: int | None = None
    group: int | None = None
    stop_signal: int = signal.SIGTERM
    is_store: bool = False  # others need it to finish their work: stopped last
    unsaid: tuple[str, ...] = ()  # lines with these words are not passed on
    quiet: bool = False  # heard only when it fails
    talks_itself: bool = False  # writes to our terminal without a prefix
    deaf: Callable[[float], bool] = never  # started that many seconds ago, does it run without hearing anything?
    process: subprocess.Popen[str] | None = field(default=None, init=False)
    pump: threading.Thread | None = field(default=None, init=False)
    unheard: deque[str] = field(default_factory=lambda: deque(maxlen=60), init=False)

    def start(self, guardian: Guardian) -> None:
        """From the main thread only: PR_SET_PDEATHSIG speaks of the thread that forked."""
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            cwd=self.directory,
            stdin=subprocess.DEVNULL,
            stdout=None if self.talks_itself else subprocess.PIPE,
            stderr=None if self.talks_itself else subprocess.STDOUT,
            text=True,
            errors="replace",
            start_new_session=True,
            preexec_fn=die_with_parent,  # noqa: PLW1509 - one prepared system call, which takes no lock
            user=self.user,
            group=self.group,
            extra_groups=None if self.user is None else [],
        )
        guardian.tell(f"+{self.process.pid}")
        if self.process.stdout:
            self.pump = threading.Thread(target=self._repeat_output, args=[self.process.stdout], daemon=True)
            self.pump.start()

    def _repeat_output(self, output: IO[str]) -> None:
        with output:
            for line in output:
                if line.strip() and not any(words in line for words in self.unsaid):
                    self._hear(line.rstrip())

    def _hear(self, line: str) -> None:
        if self.quiet:
            self.unheard.append(line)
        else:
            say(self.name, line)

    def status(self) -> int | None:
        """None while it runs (or before it started), else how it ended."""
        return self.process.poll() if self.process else None

    def is_running(self) -> bool:
        return self.process is not None and self.status() is None

    def signal(self, number: int) -> bool:
        """Signal the whole group; whether anything was there."""
        return bool(self.process and signal_groups({self.process.pid}, number))

    def forget(self, guardian: Guardian) -> None:
        """After its end: sweep what it left of its group, show its last words."""
        if not self.process:
            return
        self.signal(signal.SIGKILL)
        status = self.process.wait()
        guardian.tell(f"-{self.process.pid}")
        self.process = None
        if self.pump:
            self.pump.join(timeout=1)
        while status and self.unheard:
            say(self.name, self.unheard.popleft())


def python(*arguments: str | Path) -> list[str | Path]:
    """The command that runs this very Python."""
    return [sys.executable, *arguments]
