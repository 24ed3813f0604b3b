"""A very large consultation on two workers: what they find together is what one process finds, to the last group."""

import numpy as np
import pytest
from django.core.management import call_command

from deliberation.consultations.models import Consultation
from deliberation.results.actions import METHOD
from deliberation.results.matrix import computed_at
from deliberation.results.models import Analysis, Computation, Publication
from deliberation.results.placements import previous
from deliberation.results.queries import Position

pytestmark = pytest.mark.worker
ANSWER = "deliberation.results.tasks.answer"


@pytest.fixture
def large(parts):
    parts.settings.update(ANSWERABLE_LARGE_VOTES="1000", ANSWERABLE_SHARDS="4")
    call_command("simulate", participants=900, statements=80, groups=3, seed=11, slug="nation")
    return parts


def analysed():
    return Analysis.objects.exists() and not Computation.objects.exists()


def test_four_shards_on_two_workers_are_one_process(large, eventually):
    large.start_broker()
    for name in ("one", "two"):
        large.start_worker(name, "large")
    large.start_worker("small", "work")
    large.start_clock()
    eventually(analysed, timeout=90)

    found = Analysis.objects.order_by("up_to_vote").first()
    consultation = Consultation.objects.with_facts().get(slug="nation")
    alone = computed_at(consultation, Position(found.up_to_vote, found.up_to_ruling), METHOD, None)
    placed = previous(found)
    assert placed.participant_ids.tolist() == alone.participant_ids.tolist()
    assert placed.labels.tolist() == alone.labels.tolist()
    assert np.abs(placed.components - alone.components).max() < 1e-9
    assert np.abs(placed.center - alone.center).max() < 1e-9
    assert found.figures["k"] == alone.k == 3
    assert found.figures["group_votes"] == alone.group_votes.tolist()
    assert found.input_digest == alone.input_digest
    assert found.figures["stability"]["people"] == pytest.approx(alone.stability.people, abs=1e-9)
    answers = [large.done_by(name).get(ANSWER, 0) for name in ("one", "two")]
    assert min(answers) > 0, answers
    assert ANSWER not in large.done_by("small")
    eventually(Publication.objects.exists, timeout=60)


def test_it_goes_on_after_a_worker_died_in_the_middle(large, eventually, monkeypatch):
    large.start_broker()
    large.start_worker("one", "work,large")
    large.start_clock()
    eventually(lambda: Computation.objects.filter(steps__number__gte=2).exists(), timeout=90, every=0.01)
    large.kill("one")
    large.kill("broker")  # with all its messages
    assert not Analysis.objects.exists()
    # Two minutes pass.
    Computation.objects.update(moved_at="2020-01-01T00:00:00Z")
    large.start_broker()
    large.start_worker("two", "work,large")
    eventually(analysed, timeout=90)
    assert Analysis.objects.order_by("up_to_vote").first().figures["k"] == 3
