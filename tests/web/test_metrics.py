"""What whoever watches the site is told: counts, ages and lengths, and nothing that anybody said or is."""

import os
import re
import subprocess
import sys
from pathlib import Path
from uuid import uuid4

import pytest
import yaml
from django.db import DatabaseError
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from deliberation import metrics
from deliberation.errors import Refusal
from deliberation.status.derived import DERIVED
from deliberation.status.noting import note
from deliberation.votes.actions import cast as cast_vote
from deliberation.votes.models import Participant
from tests.cast import HOUR, MINUTE, NOON, vote, voted_world, written
from tests.conftest import ROOT

TOKEN = {"Authorization": "Bearer for-the-watchers"}
# Each label and all that may ever stand in it. Numbers are statuses of HTTP.
LABELS = {
    "kind": {"vote", "ballot", "file", "api", "watching", "desk", "page"},
    "thing": set(DERIVED),
    "status": re.compile("[1-5][0-9][0-9]"),
    "code": re.compile("[a-z-]+"),
    "le": re.compile(r"[0-9.]+|\+Inf"),
    "to": {"subscribers", "staff"},
    "state": {"waiting", "sent", "failed", "bounced", "active", "idle", "idle in transaction", "other"},
    "part": {"database", "broker"},
    "queue": {"work", "large"},
}


@pytest.fixture(autouse=True)
def watched(settings):
    settings.METRICS_TOKEN = "for-the-watchers"
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"


def told():
    return Client().get("/metrics", headers=TOKEN).content.decode()


def value(name, **labels):
    """Of the sample with this name and these labels; 0 where there is none yet."""
    found = [sample.value for family in text_string_to_metric_families(told()) for sample in family.samples
             if (sample.name, sample.labels) == (name, labels)]  # fmt: skip
    return found[0] if found else 0


@pytest.mark.parametrize(("token", "sent"), [("", ""), ("", "Bearer "), ("right", "Bearer wrong"), ("right", "")])
def test_there_is_nothing_for_anybody_else(db, settings, token, sent):
    settings.METRICS_TOKEN = token
    assert Client().get("/metrics", headers={"Authorization": sent} if sent else {}).status_code == 404


def test_no_word_and_no_number_of_anybody_is_told(db, clock):
    clock.move_to(NOON)
    world = voted_world()
    written(world.consultation, "ann", "A zorblaxed bench.")
    Client().get("/c/zorblaxed/?q=zorblaxed")
    text = told()
    assert not re.search(r"zorblax|streets|bench|@|[0-9a-f]{32}", text)
    assert not any(each.pseudonym in text for each in Participant.objects.all())
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            for label, said in sample.labels.items():
                allowed = LABELS[label]
                assert said in allowed if isinstance(allowed, set) else allowed.fullmatch(said)


def test_ages_and_mails_are_told(db, clock):
    clock.move_to(NOON)
    voted_world()
    clock.move_to(NOON + HOUR)
    assert value("answerable_oldest_unanalysed_vote_seconds") == 3600
    assert value("answerable_late", thing="search") == 1
    assert value("answerable_mails", to="staff", state="bounced") == 0
    assert value("answerable_answers", part="broker") == 0
    assert value("answerable_answers", part="database") == 1


def test_without_the_database_that_is_told(db, monkeypatch):
    def fails(_now):
        raise DatabaseError

    monkeypatch.setattr("deliberation.status.gauges.oldest_unanalysed", fails)
    assert value("answerable_answers", part="database") == 0


@pytest.mark.django_db(transaction=True)
def test_votes_are_counted_when_they_are_stored_and_when_they_are_refused(clock):
    clock.move_to(NOON)
    world = voted_world()
    person, before = world.people[0], value("answerable_votes_stored_total")
    refused = value("answerable_votes_refused_total", code="no-statement")
    vote(person, 0, 1, NOON + MINUTE)
    assert value("answerable_votes_stored_total") == before + 1
    with pytest.raises(Refusal):
        cast_vote(by=person, number=99, value=1, operation=uuid4(), now=NOON + MINUTE)
    assert value("answerable_votes_stored_total") == before + 1
    assert value("answerable_votes_refused_total", code="no-statement") == refused + 1


@pytest.mark.parametrize(
    ("method", "path", "kind"),
    [
        ("POST", "/c/streets/vote/", "vote"),
        ("POST", "/ar/c/streets/vote/", "vote"),
        ("POST", "/api/v1/consultations/streets/votes", "vote"),
        ("POST", "/embed/streets/", "vote"),
        ("GET", "/es/c/streets/vote/", "ballot"),
        ("GET", "/api/v1/consultations", "api"),
        ("GET", "/static/css/site.css", "file"),
        ("GET", "/fr/desk/streets/", "desk"),
        ("GET", "/health/ready", "watching"),
        ("GET", "/check-ins/a-secret/", "page"),
    ],
)
def test_requests_are_counted_by_kind_and_status(db, method, path, kind):
    def answering(_environ, start_response):
        start_response("503 Service Unavailable", [])
        return [b""]

    before = value("answerable_requests_total", kind=kind, status="503")
    metrics.Measured(answering)({"REQUEST_METHOD": method, "PATH_INFO": path}, lambda *_given: None)
    assert value("answerable_requests_total", kind=kind, status="503") == before + 1


def test_an_application_that_breaks_is_counted_as_a_fault(db):
    def breaking(_environ, _start_response):
        raise RuntimeError

    before = value("answerable_requests_total", kind="page", status="500")
    with pytest.raises(RuntimeError):
        metrics.Measured(breaking)({"REQUEST_METHOD": "GET", "PATH_INFO": "/"}, lambda *_given: None)
    assert value("answerable_requests_total", kind="page", status="500") == before + 1


COUNT = "from deliberation import metrics; metrics.count('page', '200', 0.1); metrics.count('page', '200', 0.1)"
TELL = "from prometheus_client import generate_latest as told; print(told(metrics.all_processes()).decode())"


@pytest.mark.once
def test_each_process_tells_the_sum_of_all(tmp_path):
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path / "metrics")}

    def run(code):
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True,
                              check=True)  # fmt: skip
        return done.stdout

    run(COUNT)
    assert 'answerable_requests_total{kind="page",status="200"} 4.0' in run(f"{COUNT}\n{TELL}")


def test_alerts_name_what_is_told(db):
    note(job="backup-files", well=True, now=NOON)
    names = {sample.name for family in text_string_to_metric_families(told()) for sample in family.samples}
    names |= {"answerable_requests_total", "answerable_request_seconds_bucket", "answerable_queue_messages"}
    names |= {
        "answerable_votes_refused_total",
        "answerable_database_connections",
        "answerable_database_connections_most",
    }
    rules = yaml.safe_load((Path(ROOT) / "deploy" / "prometheus" / "alerts.yaml").read_text())
    named = {name for group in rules["groups"] for rule in group["rules"]
             for name in re.findall(r"answerable_\w+", rule["expr"])}  # fmt: skip
    assert named
    assert named <= names
