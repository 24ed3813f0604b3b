"""The log tells what happened and where, and not what somebody wrote or who they are."""

import json
import logging

import pytest
from django.db import IntegrityError
from django.test import Client

from deliberation import logs
from deliberation.people.models import Organisation

SECRET = "zorblaxed"


class Kept(logging.Handler):
    """What the console would have got, in both forms."""

    def __init__(self):
        super().__init__(logging.DEBUG)
        self.text = ""

    def emit(self, record):
        self.text += f"{logs.Discreet().format(record)}\n{logs.DiscreetJson().format(record)}\n"


@pytest.fixture
def log():
    kept, root = Kept(), logging.getLogger()
    loggers = [root, *(logging.getLogger(name) for name in ("django", "django.request", "django.security"))]
    before = [(each, each.level) for each in loggers]
    for each in loggers:
        each.setLevel(logging.DEBUG)
    root.addHandler(kept)
    yield kept
    root.removeHandler(kept)
    for each, level in before:
        each.setLevel(level)


@pytest.mark.django_db
def test_no_secret_of_a_path_or_of_what_was_sent_gets_into_it(log):
    client = Client(raise_request_exception=False)
    for path in ("check-ins/{}/", "notices/{}/confirm/", "{0}/?q={0}", "c/{}/", "password/{0}/{0}/", "search/?q={}",
                 "api/v1/consultations/{}", "api/v1/check-ins/{}"):  # fmt: skip
        client.get("/" + path.format(SECRET))
    client.post("/sign-in/", {"username": f"{SECRET}@example.org", "password": SECRET})
    client.post(f"/c/{SECRET}/vote/", {"value": SECRET})
    assert "Not Found: check-ins/<str:token>/" in log.text
    assert SECRET not in log.text


@pytest.mark.django_db
def test_what_a_database_quotes_is_left_out_and_the_place_in_the_code_stays(log):
    def twice(**of):
        for _each in range(2):
            Organisation.objects.create(slug=f"{SECRET}", name=SECRET, answers=False, **of)

    try:
        twice()
    except IntegrityError:
        logging.getLogger("deliberation").exception("It failed.")
    assert "IntegrityError" in log.text
    assert "test_logs.py" in log.text
    assert SECRET not in log.text


def test_of_errors_each_cause_is_told_and_nothing_that_they_quote(log):
    try:
        try:
            int(f"{SECRET}\n{SECRET}")
        except ValueError as error:
            raise RuntimeError(f'no "{SECRET}" here\n{SECRET}') from error
    except RuntimeError as error:
        told = list(logs.error_lines(error))
    assert [line for line in told if line.startswith(("ValueError", "RuntimeError"))] == [
        "ValueError: invalid literal for int() with base 10: '…'",
        "RuntimeError: no '…' here",
    ]


def test_each_event_is_one_line_of_json():
    record = logging.makeLogRecord({"name": "a", "levelname": "INFO", "msg": "two\nlines é", "created": 0})
    line = logs.DiscreetJson().format(record)
    assert "\n" not in line
    assert json.loads(line) == {"at": "1970-01-01T00:00:00.000+00:00", "level": "INFO", "logger": "a",
                                "message": "two\nlines é"}  # fmt: skip


def test_nobody_writes_a_line_of_their_own():
    """What others send can be in a message, as a name of a host is; a line begins with our own words only."""
    forged = "evil.example\r\n2026-01-01T00:00:00+00:00 INFO deliberation.people.signing_in Signed in\x1b[2K\u2028x"
    record = logging.makeLogRecord({"name": "a", "levelname": "WARNING", "msg": "Bad host: %s", "args": (forged,)})
    assert len(logs.Discreet().format(record).splitlines()) == 1
    assert "\x1b" not in logs.Discreet().format(record)
    assert len(logs.DiscreetJson().format(record).split("\n")) == 1


def test_of_a_task_that_failed_its_name_is_told(log):
    context = {"name": "a.task", "id": "1", "exc": SECRET, "traceback": SECRET, "description": "raised unexpected"}
    try:
        raise ValueError(f"'{SECRET}'")
    except ValueError:
        logging.getLogger(logs.TASKS).error("%(name)s %(exc)s %(traceback)s", context, exc_info=True)
    assert "Task a.task[1] raised unexpected" in log.text
    assert SECRET not in log.text
