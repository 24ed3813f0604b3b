"""How the log is written: what happened and where in the code, never what somebody wrote or who they are.

Paths of requests can hold the secret of a link, and messages of errors the values that led to them. So a request is
named by its address without what stands in it, and whatever an error quotes is left out.
"""

import json
import logging
import re
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

QUOTED = re.compile(r"(['\"«“`]).*?(['\"»”`])")
LEFT_OUT = "'…'"
CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
TASKS = "celery.app.trace"


class Discreet(logging.Formatter):
    """One line for each event, whatever stands in its message, and an error below it:

    2026-11-22T14:05:00+00:00 WARNING django.request Not Found: check-ins/<str:token>/
    """

    def format(self, record: logging.LogRecord) -> str:
        event = told(record)
        lines = [f"{event['at']} {event['level']} {event['logger']} {CONTROLS.sub(' ', event['message'])}"]
        return "\n".join([*lines, event["error"]] if "error" in event else lines)


class DiscreetJson(logging.Formatter):
    """The same event as one JSON object on a line."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(told(record), ensure_ascii=False)


def told(record: logging.LogRecord) -> dict[str, str]:
    """What the log keeps of an event."""
    event = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "logger": record.name,
        "message": message_of(record),
    }
    error = error_of(record)
    return {**event, "error": "\n".join(error_lines(error))} if error else event


def error_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


def message_of(record: logging.LogRecord) -> str:
    """The message; of requests the address without its values, of tasks that failed nothing but their names."""
    request = getattr(record, "request", None)
    if request is not None and isinstance(record.args, tuple):
        known = {getattr(request, "path", None), getattr(request, "path_info", None), request.get_full_path()}
        args = tuple(route_of(request) if arg in known else arg for arg in record.args)
        return str(record.msg) % args if args else str(record.msg)
    if record.name == TASKS and error_of(record) and isinstance(record.args, dict):
        return "Task {name}[{id}] {description}".format(**{"description": "failed", **record.args})
    return record.getMessage()


def route_of(request: Any) -> str:
    """The address as it stands in the list of addresses; none where it is not among them."""
    match = getattr(request, "resolver_match", None)
    return match.route if match else "an address that is none"


def error_lines(error: BaseException | None) -> Iterator[str]:
    """Where it was raised, cause first, and the first line of each message without what it quotes."""
    if error is None:
        return
    yield from error_lines(error.__cause__ or (None if error.__suppress_context__ else error.__context__))
    yield from (line.rstrip() for line in traceback.format_tb(error.__traceback__))
    first = (str(error).splitlines() or [""])[0]
    yield f"{type(error).__name__}: {QUOTED.sub(LEFT_OUT, first)}"


def format_handlers(logger: logging.Logger, formatter: logging.Formatter) -> None:
    for handler in logger.handlers:
        handler.setFormatter(formatter)
