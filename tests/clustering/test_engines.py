"""Compiled or with sparse matrices, in one block or many, on one thread or two: the same sums over the votes."""

import sys
from pathlib import Path
from subprocess import run

import numpy as np
import pytest

from clustering import VoteMatrix, lloyd, passes, streamed
from clustering.model import Model
from clustering.passes import Passes

ROOT = Path(__file__).resolve().parents[2]
PEOPLE, STATEMENTS = 240, 17
EQUAL = 1e-9


@pytest.fixture(params=[1, 16], ids=["one block", "sixteen blocks"])
def given(request, monkeypatch):
    """Random votes with people who have none and a statement without any; weights 0 to 3; statements left out."""
    chance = np.random.default_rng(5)
    full = chance.integers(-1, 2, (PEOPLE, STATEMENTS))
    cast = chance.random(full.shape) < chance.random((PEOPLE, 1))
    cast[[0, 7, PEOPLE - 1]] = False
    cast[:, 3] = False
    codes = (np.arange(STATEMENTS) * 4 + full + 1)[cast].astype(np.uint16)
    starts = np.concatenate([[0], np.cumsum(cast.sum(axis=1))])
    matrix = VoteMatrix.from_packed(np.arange(PEOPLE), np.arange(STATEMENTS), starts, codes)
    monkeypatch.setattr(
        passes, "VOTES_PER_BLOCK", len(codes) // request.param * 2 if request.param > 1 else len(codes) + 1
    )
    counted = np.ones(STATEMENTS, dtype=bool)
    counted[[2, 11]] = False
    return matrix, counted, chance.integers(0, 4, PEOPLE).astype(float)


@pytest.fixture
def model():
    chance = np.random.default_rng(6)
    return Model(chance.uniform(-0.5, 0.5, STATEMENTS), chance.standard_normal((STATEMENTS, 2)), 0.6)


def answers(given, model, engine, threads=1):
    matrix, counted, weights = given
    votes = Passes.over(matrix, counted=counted, weights=weights, threads=threads, engine=engine)
    chance = np.random.default_rng(7)
    labels = chance.integers(-1, 3, PEOPLE)
    return {
        "counts": votes.counts,
        "all counts": votes.all_counts,
        "spread": votes.spread(model.center, chance.standard_normal((STATEMENTS, 4))),
        "moments": votes.moments(model),
        "places": votes.places(model),
        "places on a map": votes.places(model, np.array([[0.3, -2.0], [1.5, 0.7]])),
        "tallies": votes.tallies(labels, 3),
        "no tallies": votes.tallies(np.full(PEOPLE, -1), 0),
    }


def test_the_votes_lie_in_several_blocks(given, request):
    blocks = Passes.over(given[0])._blocks
    assert len(blocks) == request.node.callspec.params["given"]
    assert (blocks[0][0], blocks[-1][1]) == (0, PEOPLE)


def test_both_engines_find_the_same(given, model):
    compiled, sparse = (answers(given, model, engine) for engine in ("streamed", "sparse"))
    for name in compiled:
        assert compiled[name].shape == sparse[name].shape, name
        assert np.abs(compiled[name] - sparse[name]).max(initial=0) < EQUAL, name


@pytest.mark.parametrize("engine", ["streamed", "sparse"])
def test_two_threads_find_the_same_bytes(given, model, engine):
    one, two = (answers(given, model, engine, threads) for threads in (1, 2))
    assert {name: found.tobytes() for name, found in one.items()} == {name: two[name].tobytes() for name in two}


@pytest.mark.parametrize("engine", ["streamed", "sparse"])
def test_the_sums_are_those_of_the_definitions(given, model, engine):
    """By dense matrices, everybody and everything written out."""
    matrix, counted, weights = given
    found, full = answers(given, model, engine), matrix.dense()
    seen = ~np.isnan(full) & counted
    left = np.where(seen, full - model.center, 0.0)
    chance = np.random.default_rng(7)
    labels, directions = chance.integers(-1, 3, PEOPLE), chance.standard_normal((STATEMENTS, 4))
    kinds = np.stack([full == vote for vote in (-1, 0, 1)], axis=-1)
    assert found["all counts"] == pytest.approx(np.einsum("p,psv->sv", weights, kinds))
    assert found["counts"] == pytest.approx(np.einsum("p,psv->sv", weights, kinds) * counted[:, None])
    assert found["spread"] == pytest.approx(left.T @ (weights[:, None] * (left @ directions)))
    member = (labels == np.arange(3)[:, None]) * weights
    assert found["tallies"].tolist() == np.einsum("gp,psv->gsv", member, kinds).astype(int).tolist()
    places = np.array([_place(model, own, votes) for own, votes in zip(seen, left, strict=True)])
    assert found["places"][:, :5] == pytest.approx(places)
    assert found["places"][:, 5].tolist() == seen.sum(axis=1).tolist()
    x, y = places[:, :2].T
    moments = np.column_stack([places[:, 2] + x * x, places[:, 3] + x * y, places[:, 4] + y * y, x, y])
    by_vote = found["moments"].reshape(STATEMENTS, -1, 5)[:, :3]
    assert by_vote[counted] == pytest.approx(np.einsum("p,psv,pm->svm", weights, kinds, moments)[counted])


def _place(model, seen, left):
    """Mean and covariance (xx, xy, yy) of somebody's place given their votes."""
    loadings = model.loadings[seen]
    covariance = np.linalg.inv(np.eye(2) + loadings.T @ loadings / model.noise)
    mean = covariance @ loadings.T @ left[seen] / model.noise
    return [*mean, covariance[0, 0], covariance[0, 1], covariance[1, 1]]


@pytest.mark.parametrize("k", [2, 5])
def test_kmeans_is_the_same_in_both_engines(k):
    chance = np.random.default_rng(k)
    points, weights = chance.standard_normal((300, 2)), chance.integers(1, 9, 300).astype(float)
    chances, found = chance.random((20, k)), []
    for engine in (streamed, lloyd):
        starts, inertias = np.empty((20, k, 2)), np.empty(20)
        engine.seed(points, weights, chances, starts)
        centres = starts.copy()
        engine.lloyd(points, weights, 100, centres, inertias)
        found.append((starts, centres, inertias))
    for compiled, plain in zip(*found, strict=True):
        assert np.abs(compiled - plain).max() < EQUAL
    starts, centres, inertias = found[0]
    assert {tuple(start) for start in starts.reshape(-1, 2).tolist()} <= {tuple(point) for point in points.tolist()}
    nearest = ((points[None, :, None] - centres[:, None]) ** 2).sum(axis=3).min(axis=2)
    assert inertias == pytest.approx(nearest @ weights)


def test_a_cluster_that_loses_everybody_keeps_its_centre():
    points, weights = np.array([[0.0, 0], [1, 0], [9, 0]]), np.ones(3)
    for engine in (streamed, lloyd):
        centres, inertias = np.array([[[0.5, 0.0], [9, 0], [50, 0]]]), np.empty(1)
        engine.lloyd(points, weights, 100, centres, inertias)
        assert centres.tolist() == [[[0.5, 0], [9, 0], [50, 0]]]
        assert inertias.tolist() == [0.5]


NESTED = """
from clustering import VoteMatrix, analyse, passes, planted_votes
from clustering.default import analyse_default
from clustering.findings import Settings
passes.VOTES_PER_BLOCK = 500
planted = planted_votes(200, 40, 3, seed=7, votes_per_person=25)
matrix = VoteMatrix.from_events(planted.participants, planted.statements, planted.values)
assert len(passes.Passes.over(matrix)._blocks) == 16
print(*(analyse_default(matrix, Settings(resamples=3), None, threads=n).digest() for n in (1, 2)))
"""


def test_work_on_threads_that_asks_for_threads_does_not_wait_for_itself():
    """Resamples run side by side, and each passes over several blocks."""
    done = run([sys.executable, "-c", NESTED], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True)
    one, two = done.stdout.split()
    assert one == two
