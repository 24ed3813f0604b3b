"""A load generator: so many connections, each with one request under way, in one thread that costs little."""

import selectors
import socket
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
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
