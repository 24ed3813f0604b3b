"""Results are compared with what the log says, and not only by how far they have read."""

import threading

import pytest
from django.db.models import F

from deliberation.results import matrix
from deliberation.results.actions import analyse, publish
from deliberation.results.models import Analysis
from deliberation.results.queries import latest_analysis
from tests.cast import AGREE, DISAGREE, HOUR, NOON, published, vote
from tests.durability import recount
from tests.durability.recount import differences, everything_analysed, keep


@pytest.fixture
def world(db):
    """Published once, and voted on since."""
    made = published()
    for person in made.people[:5]:
        vote(person, 4, AGREE, NOON + HOUR)
    return made


@pytest.fixture
def kept(world):
    found = {None: None}
    assert keep("streets", 0, found) > 0
    return found


def again(world):
    assert not everything_analysed("streets")
    publish(analysis=analyse(consultation=world.consultation, now=NOON + HOUR), final=False, now=NOON + HOUR)
    assert everything_analysed("streets")


def test_what_is_published_is_what_the_log_says(world, kept):
    again(world)
    assert differences("streets", kept) == []
    assert "was never seen" in differences("streets", {None: None})[0]


def test_a_vote_that_results_took_for_another_is_found(world, kept, monkeypatch):
    """As if a snapshot that was half written had been believed."""
    true = matrix.votes_at

    def votes_at(consultation, up_to):
        votes = true(consultation, up_to)
        votes.codes[0] ^= AGREE - DISAGREE
        return votes

    monkeypatch.setattr(matrix, "votes_at", votes_at)
    again(world)
    found = differences("streets", kept)
    assert "analysis: input is not what the log says" in found
    assert "publication: statements is not what the log says" in found


def test_figures_that_are_not_those_of_the_analysis_are_found(world, kept):
    analyse(consultation=world.consultation, now=NOON + HOUR)
    analysis = latest_analysis(world.consultation)
    analysis.prepared["participants"] += 5
    analysis.save()
    publish(analysis=analysis, final=False, now=NOON + HOUR)
    Analysis.objects.filter(pk=analysis.pk).update(votes=F("votes") + 1)
    wrong = ("participants is not what the log says", "stored as")
    found = differences("streets", kept)
    assert [sentence in each for sentence, each in zip(wrong * 2, found, strict=True)] == [True] * 4


def test_nobody_waits_for_ever_for_an_analysis(world, monkeypatch):
    monkeypatch.setattr(recount, "WITHIN", 0.0)
    over = threading.Event()
    over.set()
    assert "There is no analysis of every vote" in recount.watch("streets", over)[0]
