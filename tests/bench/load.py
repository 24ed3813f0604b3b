"""Two load generators, each in one thread that costs little: `load` has so many requests under way, whatever the server
does; in a `storm` so many come in a second, whether the server keeps up or not."""

import selectors
import socket
import time
from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from statistics import quantiles


@dataclass
class Load:
    """What came back: seconds by request, and how many of each status."""

    seconds: float
    taken: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    @property
    def rate(self) -> float:
        return len(self.taken) / self.seconds

    def percentile(self, percent: int) -> float:
        """Milliseconds."""
        return quantiles(self.taken, n=100)[percent - 1] * 1000


@dataclass
class Line:
    """One connection."""

    socket: socket.socket
    began: float = 0.0
    heard: bytes = b""


def request(method: str, path: str, headers: dict[str, str], body: str = "") -> bytes:
    """As it is sent."""
    lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, *(f"{name}: {value}" for name, value in headers.items()), "", body]).encode()


def load(port: int, make: Callable[[], bytes], *, connections: int, seconds: float, warm_up: float = 2.0) -> Load:
    """Send what `make` gives for so long; what came in the time of warming up is left out."""
    chooser, began = selectors.DefaultSelector(), time.perf_counter()
    lines = [Line(socket.create_connection(("127.0.0.1", port))) for _ in range(connections)]
    for line in lines:
        line.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chooser.register(line.socket, selectors.EVENT_READ, line)
        _ask(line, make())
    measured = Load(seconds)
    while (now := time.perf_counter()) < began + warm_up + seconds:
        for key, _events in chooser.select(timeout=1.0):
            line = key.data
            if _heard_all(line):
                now = time.perf_counter()
                if now >= began + warm_up:
                    measured.taken.append(now - line.began)
                    measured.statuses[int(line.heard[9:12])] += 1
                _ask(line, make())
    for line in lines:
        line.socket.close()
    chooser.close()
    return measured


def _ask(line: Line, sent: bytes) -> None:
    line.heard, line.began = b"", time.perf_counter()
    line.socket.sendall(sent)


def _heard_all(line: Line) -> bool:
    """Read what came; is the answer whole?"""
    came = line.socket.recv(65536)
    if not came:
        raise ConnectionError(f"the server hung up after {line.heard[:200]!r}")
    line.heard += came
    head, found, body = line.heard.partition(b"\r\n\r\n")
    if not found:
        return False
    _before, named, length = head.lower().partition(b"content-length:")
    return len(body) >= (int(length.split(b"\r\n")[0]) if named else 0)


@dataclass
class Storm:
    """What came of each request that was due: its kind, status (0: no answer in time) and seconds since it was due."""

    seconds: float
    came: list[tuple[str, int, float]] = field(default_factory=list)
    late: list[float] = field(default_factory=list)  # seconds from due to sent

    def number(self, kind: str, status: int | None = None) -> int:
        return sum(each == kind and status in (None, what) for each, what, _took in self.came)


@dataclass
class Caller(Line):
    """A connection of a storm."""

    kind: str = ""


def storm(
    port: int, make: Callable[[], tuple[str, bytes]], *, rate: float, connections: int, seconds: float, seed: int = 7
) -> Storm:
    """Send what `make` gives, a kind and a request, so many in a second and at moments left to chance. What is due
    while every connection waits for an answer is sent late, and its time runs all the same."""
    chance, chooser, lines = Random(seed), selectors.DefaultSelector(), []
    for _ in range(connections):
        lines.append(Caller(socket.create_connection(("127.0.0.1", port))))
        lines[-1].socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        chooser.register(lines[-1].socket, selectors.EVENT_READ, lines[-1])
    measured, idle, waiting = Storm(seconds), deque(lines), deque[float]()
    now = began = time.perf_counter()
    due = began + chance.expovariate(rate)
    while now < began + seconds:
        while due <= now:
            waiting.append(due)
            due += chance.expovariate(rate)
        while waiting and idle:
            line, line.began = idle.popleft(), waiting.popleft()
            line.kind, sent = make()
            line.heard = b""
            measured.late.append(time.perf_counter() - line.began)
            line.socket.sendall(sent)
        for key, _events in chooser.select(timeout=max(0.0, due - time.perf_counter()) if idle else 1.0):
            if _heard_all(key.data):
                _note(measured, key.data)
                idle.append(key.data)
        now = time.perf_counter()
    _end(measured, chooser, lines, idle, len(waiting))
    return measured


def _note(measured: Storm, line: Caller) -> None:
    measured.came.append((line.kind, int(line.heard[9:12]), time.perf_counter() - line.began))


def _end(
    measured: Storm, chooser: selectors.BaseSelector, lines: list[Caller], idle: deque[Caller], unsent: int
) -> None:
    """Wait some seconds for what is under way; what was not even sent is counted as unanswered."""
    left, last = set(map(id, lines)) - set(map(id, idle)), time.perf_counter() + 5
    while left and time.perf_counter() < last:
        for key, _events in chooser.select(timeout=0.5):
            if id(key.data) in left and _heard_all(key.data):
                _note(measured, key.data)
                left.remove(id(key.data))
    measured.came += [(line.kind, 0, 5.0) for line in lines if id(line) in left]
    measured.came += [("unsent", 0, 5.0)] * unsent
    for line in lines:
        line.socket.close()
    chooser.close()
