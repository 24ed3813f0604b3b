"""The worker dies in the middle of an analysis, the broker dies with all its messages: results still come."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client

from deliberation.consultations.models import Consultation
from deliberation.results.models import Analysis, Publication
from deliberation.votes.models import CurrentVote, Served, Vote

pytestmark = [
    pytest.mark.worker,
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="asks PostgreSQL what the worker is doing"),
]
READING = "SELECT count(*) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND query ILIKE %s"


def analysis_is_reading_votes():
    with connection.cursor() as cursor:
        cursor.execute(READING, ["%COPY (SELECT%"])
        return cursor.fetchone()[0] > 0


def test_results_come_although_worker_and_broker_die(parts, eventually):
    call_command("simulate", participants=2500, statements=100, groups=3, seed=7, slug="storm")
    stored = Vote.objects.count()
    parts.start()

    eventually(analysis_is_reading_votes, timeout=60, every=0.002)
    parts.kill("worker")
    assert not Analysis.objects.exists()
    parts.kill("broker")

    visitor = Client()  # voting works with nothing of Celery left
    visitor.get("/c/storm/vote/")
    number = Served.objects.latest("id").statement.number
    sent = {"statement": number, "value": "1", "operation": "11111111-2222-4333-8444-555555555555"}
    for _retry in range(2):
        assert visitor.post("/c/storm/vote/", sent).status_code == 302

    parts.start_broker()
    parts.start_worker()
    last = Vote.objects.latest("id").pk
    eventually(lambda: Analysis.objects.filter(up_to_vote=last).exists(), timeout=90)
    eventually(Publication.objects.exists, timeout=60)
    assert Vote.objects.count() == stored + 1
    assert CurrentVote.objects.count() == stored + 1
    consultation = Consultation.objects.get(slug="storm")
    assert Publication.objects.get().document["participants"] == 2500
    assert not hasattr(consultation, "dirty_mark")
