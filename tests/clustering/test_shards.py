"""Votes in several places: the same analysis, asked for step by step."""

import numpy as np
import pytest

from clustering import VoteMatrix, factors, planted_votes, stability
from clustering.alignment import Earlier
from clustering.default import analyse_default
from clustering.findings import Settings
from clustering.recovery import adjusted_rand
from clustering.requests import Request
from clustering.shards import Entry, Outline, Shard, Wanted, analyse_shards, answered, asked_of, split


@pytest.fixture(scope="module")
def matrix():
    planted = planted_votes(1000, 80, 3, seed=3, votes_per_person=20)
    return VoteMatrix.from_events(planted.participants, planted.statements, planted.values)


def in_shards(matrix, shards, settings, earlier=None):
    """As workers would do it: everything but the outline and the journal is forgotten between the steps."""
    outline, parts_of_votes = split(matrix, shards)
    votes = list(parts_of_votes)
    kept, journal, asked = outline.to_bytes(), [], []
    while True:
        try:
            return analyse_shards(Outline.from_bytes(kept), journal, settings, earlier), asked
        except Wanted as wanted:
            if wanted.step != len(journal):
                pytest.fail("asked for another step than the next")
            asked.append(wanted.request.name)
            questions = [question.to_bytes() for question in asked_of(wanted.request, outline)]
            parts = [
                Shard.from_bytes(part).answer(Request.from_bytes(question))
                for part, question in zip(votes, questions, strict=True)
            ]
            journal.append(Entry(wanted.request.name, answered(wanted.request, parts)))


def assert_same(found, expected):
    assert found.labels.tolist() == expected.labels.tolist()
    assert found.group_votes.tolist() == expected.group_votes.tolist()
    assert found.total_votes.tolist() == expected.total_votes.tolist()
    assert found.input_digest == expected.input_digest
    assert found.representative == expected.representative
    for name in ("center", "components", "positions", "uncertainty", "spread", "extremity", "priorities"):
        assert np.abs(getattr(found, name) - getattr(expected, name)).max() < 1e-9, name


@pytest.mark.parametrize("shards", [1, 4])
def test_shards_find_what_one_place_finds(matrix, shards):
    settings = Settings(moderated_out=(3,), resamples=3)
    found, asked = in_shards(matrix, shards, settings)
    expected = analyse_default(matrix, settings, None)
    assert_same(found, expected)
    assert found.stability == expected.stability
    assert found.k == 3
    assert asked.count("place") == asked.count("tally") == asked.count("rows") == 1


def test_very_many_votes_begin_with_a_sample_in_shards_too(matrix, monkeypatch):
    monkeypatch.setattr(factors, "SAMPLED", 3_000)
    monkeypatch.setattr(stability, "MOST_VOTES", 5_000)
    settings = Settings(resamples=2)
    found, asked = in_shards(matrix, 4, settings)
    expected = analyse_default(matrix, settings, None)
    assert_same(found, expected)
    assert found.stability == expected.stability
    assert 100 < found.stability.participants < 500
    assert asked.count("rows") == 2
    assert "spread" not in asked


def test_a_later_analysis_goes_on_from_the_earlier_one(matrix):
    earlier = Earlier.of(analyse_default(matrix, Settings(), None))
    found, asked = in_shards(matrix, 3, Settings(), earlier)
    assert_same(found, analyse_default(matrix, Settings(), earlier))
    assert adjusted_rand(found.labels, earlier.labels) == 1
    assert asked.count("moments") <= 3


def test_shards_are_about_equal_in_votes_and_lose_none(matrix):
    outline, votes = split(matrix, 4)
    sizes = [Shard.from_bytes(part).passes.matrix.number_of_votes for part in votes]
    assert sum(sizes) == outline.number_of_votes == matrix.number_of_votes
    assert max(sizes) - min(sizes) <= 40
    assert outline.edges[[0, -1]].tolist() == [0, 1000]


def test_more_shards_than_people_leave_some_empty():
    few = VoteMatrix.from_events([1, 1, 2, 2], [1, 2, 1, 2], [1, -1, -1, 1])
    found, _ = in_shards(few, 5, Settings())
    assert_same(found, analyse_default(few, Settings(), None))


def test_no_shards_are_refused(matrix):
    with pytest.raises(ValueError, match="at least 1, got 0"):
        split(matrix, 0)
