"""The link from deviations to probabilities: takes the truth at its word, ignores nonsense, knows habits."""

import numpy as np
import pytest

from clustering import VoteMatrix, planted_votes
from clustering.link import fit_link, loss, outcomes


def halves(matrix):
    kept = np.random.default_rng(1).random(len(matrix.values)) < 0.8
    return matrix.only(kept), matrix.only(~kept)


@pytest.fixture(scope="module")
def planted():
    found = planted_votes(800, 200, 3, seed=6, votes_per_person=30)
    return halves(VoteMatrix.from_events(found.participants, found.statements, found.values))


def losing(learnt, tuned, deviations):
    link = fit_link(learnt, tuned, deviations)
    return link, loss(link.chances(tuned.rows, tuned.indices, deviations), outcomes(tuned))


def test_the_truth_is_taken_at_its_word_and_nonsense_is_not(planted):
    told = planted[1].values.astype(float)
    _, floor = losing(*planted, np.zeros(len(told)))
    truth, least = losing(*planted, told)
    nonsense, most = losing(*planted, np.random.default_rng(1).permutation(told))
    assert truth.slope > 0.8
    assert least < 0.4 * floor
    assert nonsense.slope < 0.15
    assert most == pytest.approx(floor, rel=0.01)


@pytest.mark.parametrize(("habitual", "least", "most"), [(False, 0.0, 0.3), (True, 0.5, 5.0)])
def test_habits_of_skipping_count_where_there_are_any(habitual, least, most):
    people, asked = np.repeat(np.arange(2000), 10), np.tile(np.arange(10), 2000)
    even = np.random.default_rng(2).integers(-1, 2, 20000)
    learnt, tuned = halves(VoteMatrix.from_events(people, asked, np.where(habitual & (people % 2 > 0), 0, even)))
    assert least <= fit_link(learnt, tuned, np.zeros(len(tuned.values))).habit < most
