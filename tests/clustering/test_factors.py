"""Probabilistic components: exact posteriors, a likelihood that never falls, people and columns without votes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering import VoteMatrix, factors, planted_votes
from clustering.factors import RIDGE, canonical, fit, fit_factors, refitted
from clustering.passes import Model, Passes
from clustering.projection import positions, project

EVENTS = st.lists(
    st.tuples(st.integers(0, 25), st.integers(0, 9), st.sampled_from((-1, 0, 1))), min_size=1, max_size=150
)


def matrix_of(planted):
    return VoteMatrix.from_events(planted.participants, planted.statements, planted.values)


@pytest.fixture(scope="module")
def matrix():
    return matrix_of(planted_votes(150, 30, 3, seed=4, votes_per_person=12))


def likelihood(matrix, found):
    """The log density of every row's observed votes, by its own normal distribution."""
    total = 0.0
    for row in matrix.dense():
        seen = ~np.isnan(row)
        loadings = found.loadings[seen]
        spread = loadings @ loadings.T + found.noise * np.eye(seen.sum())
        left = row[seen] - found.center[seen]
        total -= (left @ np.linalg.solve(spread, left) + np.linalg.slogdet(2 * np.pi * spread)[1]) / 2
    return total


@pytest.mark.parametrize("factors", [1, 2, 5])
def test_posteriors_are_those_of_conditioned_normals(matrix, factors):
    found = fit_factors(matrix, factors)
    for row, mean, covariance in zip(matrix.dense(), found.means, found.covariances, strict=True):
        seen = ~np.isnan(row)
        loadings = found.loadings[seen]
        gain = loadings.T @ np.linalg.inv(loadings @ loadings.T + found.noise * np.eye(seen.sum()))
        assert mean == pytest.approx(gain @ (row - found.center)[seen], abs=1e-9)
        assert covariance == pytest.approx(np.eye(factors) - gain @ loadings, abs=1e-9)


def test_the_likelihood_never_falls(matrix):
    reached = [likelihood(matrix, fit_factors(matrix, 2, ridge=0, most_rounds=rounds)) for rounds in range(1, 15)]
    assert (np.diff(reached[:10]) > 0).all()


def test_sparse_votes_show_the_planted_factors_better_than_filled_in_ones():
    planted = planted_votes(1500, 300, 3, seed=2, votes_per_person=30)
    matrix = matrix_of(planted)
    nothing = np.empty(0, dtype=np.int64)
    filled = positions(matrix, project(matrix, nothing), nothing)
    left_over = [
        np.linalg.lstsq(places, np.eye(3)[planted.group_of] - 1 / 3)[1].sum()
        for places in (filled, fit_factors(matrix, 2).means)
    ]
    assert left_over[1] < 0.8 * left_over[0]


def test_the_more_votes_the_surer(matrix):
    full = fit_factors(matrix, 2)
    few = matrix.only((matrix.rows != 0) | (np.arange(len(matrix.rows)) < 3))
    none = matrix.only(matrix.rows != 0)
    areas = [np.linalg.det(fit_factors(one, 2).covariances[0]) for one in (matrix, few, none)]
    assert areas[0] < areas[1] < areas[2] == pytest.approx(1)
    assert fit_factors(none, 2).means[0].tolist() == [0, 0]
    assert (np.linalg.eigvalsh(full.covariances) > 0).all()


def test_loadings_are_canonical(matrix):
    found = fit_factors(matrix, 3)
    products = found.loadings.T @ found.loadings
    lengths = np.diag(products)
    assert np.abs(products - np.diag(lengths)).max() < 1e-9 * lengths[0]
    assert (np.diff(lengths) < 0).all()
    assert (found.loadings[np.abs(found.loadings).argmax(axis=0), range(3)] > 0).all()


def test_permuting_people_permutes_their_places(matrix):
    order = np.random.default_rng(3).permutation(150)
    permuted = VoteMatrix.from_events(order[matrix.rows], matrix.indices, matrix.values)
    one, other = fit_factors(matrix, 2), fit_factors(permuted, 2)
    assert np.abs(other.means[order] - one.means).max() < 1e-9
    assert np.abs(other.loadings - one.loadings).max() < 1e-9


def test_a_column_without_votes_changes_nothing(matrix):
    wider = VoteMatrix.from_events(matrix.rows, matrix.indices, matrix.values, all_statements=range(31))
    one, other = fit_factors(matrix, 2), fit_factors(wider, 2)
    assert other.means == pytest.approx(one.means, abs=1e-9)
    assert (other.center[30], other.loadings[30].tolist()) == (0, [0, 0])


@settings(deadline=None, max_examples=25)
@given(EVENTS, st.sampled_from((1, 2, 5)))
def test_every_set_of_votes_has_a_finite_model(events, factors):
    matrix = VoteMatrix.from_events(*(list(part) for part in zip(*events, strict=True)))
    found = fit_factors(matrix, factors)
    assert found.noise > 0
    assert found.loadings.shape == (matrix.shape[1], factors)
    for part in (found.center, found.loadings, found.means, found.covariances):
        assert np.isfinite(part).all()
        assert not part.flags.writeable
    assert fit_factors(matrix, factors).means.tobytes() == found.means.tobytes()


def test_without_variance_nobody_stands_anywhere():
    found = fit_factors(VoteMatrix.from_events([1, 1, 2, 2], [1, 2, 1, 2], [1, -1, 1, -1]), 2)
    assert not found.loadings.any()
    assert not found.means.any()
    assert found.center.tolist() == pytest.approx([1, -1])


@pytest.mark.parametrize(
    ("factors", "options", "message"),
    [
        (0, {}, "factors must be a whole number"),
        (True, {}, "factors must be a whole number"),
        (2, {"ridge": -1}, "ridge must be a number"),
        (2, {"ridge": float("nan")}, "ridge must be a number"),
        (2, {"most_rounds": 0}, "most_rounds must be a whole number"),
    ],
)
def test_senseless_numbers_are_refused(matrix, factors, options, message):
    with pytest.raises(ValueError, match=message):
        fit_factors(matrix, factors, **options)


def settled(matrix):
    passes = Passes.over(matrix)
    return passes, fit(passes, 2)[0]


def test_one_more_round_hardly_moves_what_was_found(matrix):
    passes, found = settled(matrix)
    again = canonical(refitted(passes, found, RIDGE))
    size = np.linalg.norm(np.column_stack([found.center, found.loadings]))
    moved = np.column_stack([again.center - found.center, again.loadings - found.loadings])
    assert 0 < np.linalg.norm(moved) < 1e-3 * size
    assert again.noise == pytest.approx(found.noise, rel=1e-3)


def test_what_was_found_is_where_plain_rounds_lead(matrix):
    """From far away, so many rounds that nothing moves any more."""
    passes, found = settled(matrix)
    model = fit(passes, 2, most_rounds=1)[0]
    for _ in range(600):
        model = refitted(passes, model, RIDGE)
    loadings = canonical(model).loadings
    assert np.abs(loadings - found.loadings).max() < 0.02 * np.abs(loadings).max()


def test_the_likelihood_rises_with_every_plain_round(matrix):
    passes = Passes.over(matrix)
    model, reached = Model(passes.means, np.random.default_rng(1).standard_normal((30, 2)), 1.0), []
    for _ in range(12):
        model = refitted(passes, model, 0.0)
        reached.append(likelihood(matrix, model))
    assert (np.diff(reached) > 0).all()


def test_the_same_model_turned_says_the_same(matrix):
    _, found = settled(matrix)
    turn = np.linalg.qr(np.random.default_rng(2).standard_normal((2, 2)))[0]
    turned = replace(found, loadings=found.loadings @ turn)
    assert likelihood(matrix, turned) == pytest.approx(likelihood(matrix, found))
    assert np.abs(canonical(turned).loadings - found.loadings).max() < 1e-9


def test_of_very_many_votes_a_sample_is_where_it_begins(monkeypatch):
    matrix = matrix_of(planted_votes(1500, 40, 3, seed=4, votes_per_person=20))
    whole = fit(Passes.over(matrix), 2)[0]
    asked = []
    monkeypatch.setattr(factors, "SAMPLED", 5000)
    monkeypatch.setattr(Passes, "drawn", lambda self, share: asked.append(share) or np.arange(0, 1500, 6))
    found = fit(Passes.over(matrix), 2)[0]
    assert asked == [pytest.approx(5000 / 30_000)]
    assert np.abs(found.loadings - whole.loadings).max() < 0.02 * np.abs(whole.loadings).max()
