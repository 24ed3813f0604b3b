"""What is counted while the site works, for whoever watches it. Counts and spans of time: no label names anybody.

With PROMETHEUS_MULTIPROC_DIR each process counts in files of a folder there, so that whichever process is asked tells
the sum of all; without, of itself alone.
"""

import os
from collections.abc import Callable, Iterable
from pathlib import Path
from time import perf_counter
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER = os.environ.get("PROMETHEUS_MULTIPROC_DIR", "")
if FOLDER:
    Path(FOLDER).mkdir(parents=True, exist_ok=True)
OWN = CollectorRegistry()
SPANS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
REQUESTS = Counter("answerable_requests", "Requests answered.", ["kind", "status"], registry=OWN)
SECONDS = Histogram("answerable_request_seconds", "Until the answer began.", ["kind"], buckets=SPANS, registry=OWN)
STORED = Counter("answerable_votes_stored", "Votes stored, imports left out.", registry=OWN)
REFUSED = Counter("answerable_votes_refused", "Votes refused by a rule.", ["code"], registry=OWN)
TOGETHER = Histogram(
    "answerable_votes_committed_together",
    "Votes in one transaction.",
    buckets=(1, 2, 4, 8, 16, 32, 64, 128),
    registry=OWN,
)

_known: dict[tuple[str, str], tuple[Any, Any]] = {}


def all_processes() -> CollectorRegistry:
    """What was counted by all processes that share the folder; without one, by this process."""
    if not FOLDER:
        return OWN
    shared = CollectorRegistry()
    MultiProcessCollector(shared, path=FOLDER)
    return shared


def kind_of(method: str, path: str) -> str:
    """One of few kinds of requests. What stands in a path is never a label."""
    if path.endswith(("/vote/", "/votes", "/next")) or "/embed/" in path:
        return "vote" if method == "POST" else "ballot"
    if path.startswith(("/static/", "/favicon.ico")):
        return "file"
    if path.startswith("/api/"):
        return "api"
    if path.startswith(("/health/", "/metrics")):
        return "watching"
    return "desk" if "/desk/" in path else "page"


class Measured:
    """A WSGI application whose answers are counted: outside of everything, so that refused requests count too."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        begin, status = perf_counter(), "500"

        def started(line: str, *rest: Any) -> Any:
            nonlocal status
            status = line[:3]
            return start_response(line, *rest)

        try:
            return self.application(environ, started)
        finally:
            count(kind_of(environ["REQUEST_METHOD"], environ.get("PATH_INFO", "")), status, perf_counter() - begin)


def count(kind: str, status: str, seconds: float) -> None:
    """One answered request."""
    known = _known.get((kind, status))
    if known is None:
        known = _known[kind, status] = (REQUESTS.labels(kind, status), SECONDS.labels(kind))
    known[0].inc()
    known[1].observe(seconds)
