"""Whether workers and the clock hear: each leaves its signs of life in a file, whose time is that of the last.

A worker that runs and takes up nothing looks well from outside: its process is there and the broker answers. So
every task that is taken up, sent or ended touches the file of whoever does it, and while one works a thread goes on
touching it: a stopped process shows, a long analysis does not. A file, because it must not depend on the database or
on the broker, and because whoever can restart the worker is on the same machine.
"""

import contextlib
import logging
import threading
import time
from pathlib import Path
from typing import Any

import redis
from celery import signals
from django.conf import settings

CLOCK = "clock"
EVERY = 5.0  # seconds between two signs while a task works
SENDS = 20  # seconds for which a message of the clock's is known to have been sent; the next comes after five
DEAF = 40.0  # seconds without a sign, while messages come every ten
STARTS = 300.0  # seconds that a program may take until its first sign: it loads all of this before

logger = logging.getLogger(__name__)
_working: dict[str, int] = {}
_renewing: dict[str, threading.Thread] = {}
_changing = threading.Lock()


def file_of(name: str, state: Path | None = None) -> Path:
    """Of the worker with this node name, such as work@host, or of the clock."""
    return (state or settings.STATE) / "pulse" / name.replace("/", "_")


def silence(name: str, state: Path | None = None) -> float:
    """Seconds since its last sign of life; infinite when none can be seen."""
    try:
        return max(0.0, time.time() - file_of(name, state).stat().st_mtime)
    except OSError:
        return float("inf")


def sign(name: str) -> None:
    """One sign of life. Where none can be left the log says so, and work goes on: the next one may succeed."""
    file = file_of(name)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError as error:
        logger.warning("No sign of life can be left: %s", error)


def begin_work(name: str) -> None:
    """A sign now, and others until `end_work`."""
    sign(name)
    with _changing:
        _working[name] = _working.get(name, 0) + 1
        renewing = _renewing.get(name)
        if renewing is None or not renewing.is_alive():  # as after a fork
            _renewing[name] = threading.Thread(target=_go_on, args=[name], daemon=True)
            _renewing[name].start()


def end_work(name: str) -> None:
    sign(name)
    with _changing:
        _working[name] = max(0, _working.get(name, 0) - 1)


def _go_on(name: str) -> None:
    while True:
        time.sleep(EVERY)
        if _working.get(name):
            sign(name)


def listen() -> None:
    """Called where Celery's programs start: they give the signs by themselves from then on."""
    signals.worker_ready.connect(_worker_ready, weak=False)
    signals.task_prerun.connect(_task_begins, weak=False)
    signals.task_postrun.connect(_task_ends, weak=False)
    signals.beat_init.connect(_clock_starts, weak=False)


def _worker_ready(sender: Any, **_ignored: Any) -> None:
    sign(sender.hostname)


def _task_begins(task: Any, **_ignored: Any) -> None:
    if task.request.hostname:  # none where it is called in place, as tests do
        begin_work(task.request.hostname)


def _task_ends(task: Any, **_ignored: Any) -> None:
    if task.request.hostname:
        end_work(task.request.hostname)


def _clock_starts(**_ignored: Any) -> None:
    sign(CLOCK)
    signals.after_task_publish.connect(_clock_sends, weak=False)


def _clock_sends(**_ignored: Any) -> None:
    sign(CLOCK)
    with contextlib.suppress(redis.RedisError), _broker() as client:
        client.set(_sending(), 1, ex=SENDS)


def something_to_hear(name: str) -> bool:
    """Whether the broker answers; and for workers, whether the clock, on whichever machine, has just sent something."""
    try:
        with _broker() as client:
            return bool(client.ping() if name == CLOCK else client.exists(_sending()))
    except (redis.RedisError, ValueError):
        return False


def _broker() -> redis.Redis:
    return redis.Redis.from_url(settings.CELERY_BROKER_URL, socket_timeout=2, socket_connect_timeout=2)


def _sending() -> str:
    return f"{settings.CELERY_BROKER_TRANSPORT_OPTIONS['global_keyprefix']}clock-sends"
