"""Made-up votes: the same seed, the same votes; what is planted is there."""

import numpy as np
import pytest

from clustering import VoteMatrix, analyse, binding_consensus, planted_votes
from clustering.planted import planted_matrix


def test_the_same_seed_gives_the_same_votes():
    one, same, other = (planted_votes(50, 20, 2, seed) for seed in (1, 1, 2))
    assert all((getattr(one, name) == getattr(same, name)).all() for name in vars(one))
    assert one.values.tolist() != other.values.tolist()


def test_everybody_votes_once_on_as_many_statements_as_asked():
    planted = planted_votes(5000, 60, 4, seed=1, votes_per_person=30)
    votes = np.bincount(planted.participants)
    assert len(votes) == 5000
    assert set(votes.tolist()) == {30}
    assert len({*zip(planted.participants.tolist(), planted.statements.tolist(), strict=True)}) == 150_000
    assert 0.14 < (planted.values == 0).mean() < 0.16
    assert np.bincount(planted.group_of).tolist() == [1250] * 4


def test_early_statements_are_shown_more_often():
    shown = np.bincount(planted_votes(2000, 100, 2, seed=1, votes_per_person=10).statements)
    assert shown[:10].sum() > 3 * shown[-10:].sum()


def test_the_united_statements_are_binding_consensus():
    planted = planted_votes(400, 60, 3, seed=5)
    analysis = analyse(VoteMatrix.from_events(planted.participants, planted.statements, planted.values))
    found = {entry.statement for entry in binding_consensus(analysis) if entry.direction == "agree"}
    assert len(planted.united) == 5
    assert set(planted.united.tolist()) <= found


def test_few_statements_are_all_seen():
    planted = planted_votes(3, 2, 1, seed=0)
    assert len(planted.values) == 6


@pytest.mark.parametrize("numbers", [(0, 5, 1), (5, 0, 1), (5, 5, 0), (5, 5, 6), (5.0, 5, 1)], ids=str)
def test_senseless_numbers_are_refused(numbers):
    with pytest.raises(ValueError, match=r"must be a whole number|need at least"):
        planted_votes(*numbers, seed=1)


def test_packed_votes_are_of_the_same_world():
    planted = planted_votes(3000, 60, 3, seed=1, votes_per_person=30)
    events = VoteMatrix.from_events(planted.participants, planted.statements, planted.values)
    packed = planted_matrix(3000, 60, 3, seed=1, votes_per_person=30)
    assert packed.digest() == planted_matrix(3000, 60, 3, seed=1, votes_per_person=30).digest()
    assert packed.vote_counts.tolist() == [30] * 3000
    shown = [np.bincount(votes.indices, minlength=60) / 3000 for votes in (packed, events)]
    assert np.abs(shown[0] - shown[1]).max() < 0.05
    assert 0.14 < (packed.values == 0).mean() < 0.16
    assert analyse(packed, method="default", resamples=0).k == 3
