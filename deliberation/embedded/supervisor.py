"""Starts children in order, waits until each is ready, keeps them running, stops them together."""

import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import FrameType, TracebackType
from typing import Self

from deliberation.embedded.processes import Child, Guardian, say
from deliberation.embedded.refusals import Refusal

TICK = 0.1
PATIENCE = 6.0  # seconds between asking a child to stop and killing it
DELAYS = (0.5, 1, 2, 4)  # before each new try with a child that keeps dying
HEALTHY = 60.0  # a child that ran this long is forgiven its earlier deaths


class Stopped(Exception):
    """Somebody asked us to stop while we were waiting for something."""


@dataclass
class Life:
    """How often a child died, and when it may be started again."""

    child: Child
    deaths: int = 0
    started: float = 0.0
    due: float | None = None
    ended_by_us: bool = False


class Supervisor:
    """Owns the children. Use as a context: leaving it stops them all, in reverse order."""

    def __init__(self) -> None:
        self.guardian = Guardian()
        self.lives: list[Life] = []
        self.requests = 0

    def __enter__(self) -> Self:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            if signal.getsignal(number) != signal.SIG_IGN:  # nohup and `&` ask us to ignore some
                signal.signal(number, self._on_signal)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self.stop()
        self.guardian.dismiss()

    def _on_signal(self, number: int, frame: FrameType | None) -> None:
        self.requests += 1

    def start(self, child: Child) -> Child:
        child.start(self.guardian)
        self.lives.append(Life(child, started=time.monotonic()))
        return child

    def wait(self, seconds: float) -> None:
        """Sleep, but not through a request to stop."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.requests:
                raise Stopped
            time.sleep(min(TICK, seconds))

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Whether it became ready in time; children that die meanwhile are started again."""
        end = time.monotonic() + seconds
        while not ready():
            if time.monotonic() > end:
                return False
            self.revive()
            self.wait(TICK)
        return True

    def run(self, child: Child) -> int:
        """Run a program to its end; its status."""
        child.start(self.guardian)
        life = Life(child)
        self.lives.append(life)
        while child.status() is None:
            self.wait(TICK)
        status = child.status()
        child.forget(self.guardian)
        self.lives.remove(life)
        return status or 0

    def step(self, child: Child) -> None:
        """Run a program that must succeed."""
        if status := self.run(child):
            raise Refusal(f"The step '{child.name}' failed with status {status}; what it said stands above.")

    def watch(self) -> None:
        """Until somebody asks to stop, or a child dies for good."""
        while True:
            self.revive()
            self.wait(TICK)

    def revive(self) -> None:
        for life in self.lives:
            if life.due is None and life.child.status() is not None:
                self._bury(life)
            elif life.due is not None and time.monotonic() >= life.due:
                life.due, life.started = None, time.monotonic()
                life.child.start(self.guardian)
            elif life.due is None and life.child.deaf(time.monotonic() - life.started):
                say(life.child.name, "runs and hears nothing: ending it")
                life.ended_by_us = True
                life.child.signal(signal.SIGKILL)  # it may be stopped, and hear no other

    def _bury(self, life: Life) -> None:
        status, name = life.child.status(), life.child.name
        life.child.forget(self.guardian)
        if time.monotonic() - life.started > HEALTHY:
            life.deaths = 0
        if life.ended_by_us:  # what it does not hear is mostly no fault of its own: no reason to stop the rest
            delay, life.ended_by_us = DELAYS[0], False
        elif life.deaths == len(DELAYS):
            raise Refusal(f"{name} ended {life.deaths + 1} times (status {status}): stopping the rest.")
        else:
            delay = DELAYS[life.deaths]
            life.deaths += 1
        life.due = time.monotonic() + delay
        say(name, f"ended with status {status}; starting it again in {delay} s")

    def stop(self) -> None:
        """First those who use the stores, then the stores; a second request kills what is left."""
        asked = max(self.requests, 1)
        for wave in (False, True):
            children = [life.child for life in self.lives if life.child.is_store == wave]
            for child in children:
                child.signal(child.stop_signal)
            self._await_ends(children, asked)
            for child in children:
                child.forget(self.guardian)
        self.lives.clear()

    def _await_ends(self, children: list[Child], asked: int) -> None:
        end = time.monotonic() + PATIENCE
        while any(child.is_running() for child in children):
            if time.monotonic() > end or self.requests > asked:
                break
            time.sleep(0.05)


def conclude(work: Callable[[], int], when_stopped: int) -> int:
    """Run the work of a command; a refusal becomes a sentence and a status."""
    try:
        return work()
    except Stopped:
        return when_stopped
    except Refusal as refusal:
        print(refusal, file=sys.stderr, flush=True)
        return 1
