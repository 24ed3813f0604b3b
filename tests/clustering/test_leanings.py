"""Yes-or-no answers: the planted model is found again, doubt moderates, few answers and odd ones do no harm."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit

from clustering import VoteMatrix
from clustering.leanings import Normals, fit_leanings

EVENTS = st.lists(st.tuples(st.integers(0, 25), st.integers(0, 9), st.sampled_from((-1, 1))), max_size=150)


def matrix_of(odds, chance, answered):
    people, asked = np.nonzero(chance.random(odds.shape) < answered)
    said = np.where(chance.random(len(people)) < expit(odds[people, asked]), 1, -1)
    return VoteMatrix.from_events(people, asked, said, all_statements=range(odds.shape[1]))


@pytest.fixture(scope="module")
def planted():
    """Log odds of 600 people on 80 statements in two factors, answers to half of them, intercepts and loadings."""
    chance = np.random.default_rng(5)
    statements = np.column_stack([chance.normal(0.5, 1, 80), chance.normal(0, 1.5, (80, 2))])
    odds = statements[:, 0] + chance.normal(size=(600, 2)) @ statements[:, 1:].T
    return odds, matrix_of(odds, chance, 0.5), statements


@pytest.fixture(scope="module")
def found(planted):
    return fit_leanings(planted[1], 2)


def surprise(truth, told):
    """The mean log-loss of `told` where `truth` holds."""
    return -(truth * np.log(told) + (1 - truth) * np.log(1 - told)).mean()


def test_votes_nobody_saw_are_foretold_almost_as_if_the_statements_were_known(planted, found):
    odds, answers, statements = planted
    knowing = replace(found, statements=Normals(statements, np.zeros((80, 3, 3)))).of(answers)
    rows, columns = np.nonzero(np.isnan(answers.dense()))
    truth = expit(odds[rows, columns])
    flat = surprise(truth, expit(found.intercepts[columns]))
    best, two, five = (
        surprise(truth, model.chances(rows, columns)) for model in (knowing, found, fit_leanings(answers, 5))
    )
    assert two - best < 0.1 * (flat - best)
    assert two - best < five - best < 0.15 * (flat - best)


def test_a_place_and_its_doubt_are_those_of_the_exact_posterior():
    """One factor, known statements: against the integral over all places."""
    answers = VoteMatrix.from_events([0] * 6, range(6), [1, 1, -1, 1, -1, 1], all_statements=range(7))
    known = np.column_stack([[0.3, -0.5, 0.2, 0.0, 1.0, -0.2, 0.1], [1.0, 0.8, -1.2, 0.5, -0.7, 1.5, 1.3]])
    some = fit_leanings(answers, 1)
    told = replace(some, statements=Normals(known, np.zeros((7, 2, 2)))).of(answers)
    place = np.linspace(-8, 8, 4001)
    odds = known[:, :1] + known[:, 1:] * place
    weight = np.exp(-(place**2) / 2) * expit(odds[:6] * np.array([[1, 1, -1, 1, -1, 1]]).T).prod(axis=0)
    weight /= weight.sum()
    assert told.places.means[0, 0] == pytest.approx(weight @ place, abs=0.05)
    assert told.chances(np.array([0]), np.array([6]))[0] == pytest.approx(weight @ expit(odds[6]), abs=0.01)


def test_the_same_answers_lead_to_the_same_place(planted, found):
    again = found.of(planted[1])
    assert again.places.means.tobytes() == found.places.means.tobytes()
    few = planted[1].of_rows(np.array([3, 70]))
    assert found.of(few).places.means == pytest.approx(found.places.means[[3, 70]], abs=1e-9)


def test_who_did_not_answer_stands_in_the_middle_and_is_told_what_most_would_say(planted, found):
    silent = found.of(planted[1].only(planted[1].rows != 0))
    assert silent.places.means[0].tolist() == [0, 0]
    assert silent.places.covariances[0].tolist() == [[1, 0], [0, 1]]
    everybody = expit(planted[0]).mean(axis=0)
    told = silent.chances(np.zeros(80, dtype=np.int64), np.arange(80))
    assert np.abs(told - everybody).max() < 0.1


def test_the_more_answers_the_surer(planted, found):
    answers = planted[1]
    few = found.of(answers.only((answers.rows != 0) | (np.cumsum(answers.rows == 0) <= 3)))
    assert np.linalg.det(found.places.covariances[0]) < np.linalg.det(few.places.covariances[0]) < 1


def test_permuting_people_permutes_their_places(planted, found):
    answers, order = planted[1], np.random.default_rng(3).permutation(600)
    permuted = VoteMatrix.from_events(order[answers.rows], answers.indices, answers.values)
    other = fit_leanings(permuted, 2)
    assert other.places.means[order] == pytest.approx(found.places.means, abs=1e-6)


def test_a_statement_without_answers_is_taken_to_be_like_the_others(planted, found):
    answers = planted[1]
    wider = VoteMatrix.from_events(answers.rows, answers.indices, answers.values, all_statements=range(81))
    other = fit_leanings(wider, 2)
    assert other.intercepts[80] == pytest.approx(other.intercepts[:80].mean(), abs=0.1)
    assert np.isfinite(other.chances(np.arange(600), np.full(600, 80))).all()


@settings(deadline=None, max_examples=25)
@given(EVENTS, st.sampled_from((1, 2, 5)))
def test_every_set_of_answers_has_a_finite_model(events, factors):
    answers = VoteMatrix.from_events(*([event[part] for event in events] for part in range(3)))
    one, other = fit_leanings(answers, factors), fit_leanings(answers, factors)
    told = one.chances(answers.rows, answers.indices)
    assert ((told > 0) & (told < 1)).all()
    assert told.tobytes() == other.chances(answers.rows, answers.indices).tobytes()
    for part in (one.statements.means, one.statements.covariances, one.places.means, one.places.covariances):
        assert np.isfinite(part).all()
        assert not part.flags.writeable


@pytest.mark.parametrize("factors", [0, True, 2.0])
def test_senseless_numbers_of_factors_are_refused(planted, factors):
    with pytest.raises(ValueError, match="factors must be a whole number"):
        fit_leanings(planted[1], factors)


def test_a_skip_is_no_answer(found):
    skipped = VoteMatrix.from_events([1], [1], [0], all_statements=range(80))
    for taking in (lambda: fit_leanings(skipped, 2), lambda: found.of(skipped)):
        with pytest.raises(ValueError, match="neither yes nor no"):
            taking()


def test_answers_to_other_statements_are_refused(found):
    with pytest.raises(ValueError, match="to 80 statements, got 1"):
        found.of(VoteMatrix.from_events([1], [1], [1]))
