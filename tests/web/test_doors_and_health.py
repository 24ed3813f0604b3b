"""Signing in and out, health, and pages for when something is missing or broken."""

import re
from unittest import mock

import pytest
from django.db import OperationalError, connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext

from deliberation.consultations.models import Consultation
from deliberation.results.actions import analyse
from deliberation.status.models import Run
from tests.cast import HOUR, NOON, Cast, closed_and_bound, founded
from tests.web.conftest import Visitor


def test_sign_in_and_out(db: None) -> None:
    founded(password="a-long-password-here")
    client = Client()
    wrong = client.post("/sign-in/", {"username": "fay@example.org", "password": "wrong"})
    assert "There is a problem" in wrong.content.decode()
    assert "– Answerable</title>" in wrong.content.decode()
    right = client.post("/sign-in/", {"username": "FAY@example.org", "password": "a-long-password-here"})
    assert right.status_code == 302
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/"
    assert "Sign out" not in client.get("/").content.decode()


def test_alive_asks_nothing(django_assert_num_queries, db: None) -> None:
    with django_assert_num_queries(0):
        assert Client().get("/health/live").status_code == 200


def test_ready_tells_the_operator_the_age_of_the_oldest_vote(
    visitor: Visitor, streets: Consultation, clock, settings
) -> None:
    settings.CELERY_BROKER_URL, settings.HEALTH_TOKEN = "redis://127.0.0.1:1/0", "known-to-the-operator"
    visitor.vote(1)
    Run.objects.create(job="deliberation.search.tasks.take_up_new", done_at=NOON + HOUR)
    ours = {"Authorization": "Bearer known-to-the-operator"}
    assert Client().get("/health/ready", headers=ours).json()["oldest_unanalysed_seconds"] == 0
    clock.shift(HOUR)
    answer = Client().get("/health/ready", headers=ours)
    assert answer.status_code == 200
    none = {"waiting": 0, "sent": 0, "failed": 0, "bounced": 0}
    mails = {"to_subscribers": none, "to_staff": none, "unwritable": 0, "alarm": False}
    told = {"database": True, "redis": False, "oldest_unanalysed_seconds": 3600, "mails": mails}
    wanting = answer.json()["wanting"]
    assert answer.json() == told | {"ages": {"search": 3600}, "wanting": wanting}
    assert {"search", "workers"} <= set(wanting)


@pytest.mark.parametrize(("token", "sent"), [("", ""), ("", "Bearer "), ("right", "Bearer wrong"), ("right", "")])
def test_ready_tells_nobody_else_when_somebody_voted(
    visitor: Visitor, streets: Consultation, clock, settings, token: str, sent: str
) -> None:
    settings.CELERY_BROKER_URL, settings.HEALTH_TOKEN = "redis://127.0.0.1:1/0", token
    visitor.vote(1)
    clock.shift(HOUR)
    answer = Client().get("/health/ready", headers={"Authorization": sent} if sent else {})
    assert answer.json() == {"database": True, "redis": False}


def test_not_ready_without_the_database(db: None) -> None:
    with mock.patch("deliberation.web.health.connection.cursor", side_effect=OperationalError):
        assert Client().get("/health/ready").status_code == 503


@pytest.mark.parametrize("path", ["/nothing/here/", "/c/none/", "/obligations/9/", "/ministries/none/"])
def test_missing_pages_look_like_the_others(db: None, path: str) -> None:
    answer = Client().get(path)
    assert answer.status_code == 404
    assert "Not found" in answer.content.decode()


def test_the_page_for_faults_needs_no_database() -> None:
    assert "This is our fault" in render_to_string("500.html")


def test_robots_keep_out_of_what_makes_participants() -> None:
    assert "Disallow: /c/*/vote/" in Client().get("/robots.txt").content.decode()


def test_signing_in_never_leads_back_to_signing_in(cast: Cast) -> None:
    fay = Client()
    fay.force_login(cast.fay)
    assert fay.get("/sign-in/?next=/sign-in/")["Location"] == "/desk/"


@pytest.mark.parametrize("back", ["home", "//evil.example", "https://evil.example/", "javascript:alert(1)", ""])
def test_the_next_person_stays_on_this_site(db: None, back: str) -> None:
    assert Client().post("/next-person/", {"back": back})["Location"] == "/"


@pytest.mark.parametrize("path", ["/", "/ministries/transport/", "/c/streets/record/", "/api/v1/obligations"])
def test_lists_of_duties_do_not_drag_whole_publications_along(db: None, path: str) -> None:
    closed_and_bound()
    with CaptureQueriesContext(connection) as asked:
        assert Client().get(path).status_code == 200
    whole = re.compile(r'(?:SELECT|,) "results_publication"\."document"')  # not one figure taken out by the database
    assert not [query["sql"] for query in asked if whole.search(query["sql"])]


def test_readiness_reads_no_figures(visitor: Visitor, streets: Consultation, settings) -> None:
    settings.HEALTH_TOKEN = "right"
    analyse(consultation=streets, now=NOON)
    visitor.vote(1)
    with CaptureQueriesContext(connection) as asked:
        answer = Client().get("/health/ready", headers={"Authorization": "Bearer right"})
    assert "oldest_unanalysed_seconds" in answer.json()
    assert not [query["sql"] for query in asked if '"placements"' in query["sql"]]
