"""The default method: planted groups found nearly as well as can be, nothing decided by order or by chance."""

from dataclasses import replace
from functools import cache
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering import METHODS, VoteMatrix, analyse, binding_consensus, planted_votes
from clustering.cells import cells
from clustering.default import analyse_default
from clustering.exports import read_export
from clustering.findings import Settings
from clustering.kmeans import Clusters
from clustering.optimum import bayes_assignment
from clustering.recovery import adjusted_rand
from clustering.restarts import best_clusters
from clustering.silhouette import simplified_silhouette

EVENTS = st.lists(
    st.tuples(st.integers(0, 25), st.integers(0, 9), st.sampled_from((-1, 0, 1))), min_size=1, max_size=150
)


def default(matrix, **options):
    """Without resampling, which has its own tests."""
    return analyse(matrix, method="default", **{"resamples": 0, **options})


def matrix_of(events, **options):
    return VoteMatrix.from_events(*(list(part) for part in zip(*events, strict=True)), **options)


@cache
def planted_matrix(people, statements):
    planted = planted_votes(people, statements, 3, seed=1)
    return planted, VoteMatrix.from_events(planted.participants, planted.statements, planted.values)


@pytest.fixture(scope="module")
def matrix():
    return planted_matrix(300, 60)[1]


@pytest.mark.parametrize("size", [(1000, 200), (1000, 1000), (10_000, 200), (10_000, 1000)], ids=str)
def test_planted_groups_are_found_nearly_as_well_as_can_be(size):
    planted, matrix = planted_matrix(*size)
    best = adjusted_rand(bayes_assignment(planted, draws=100), planted.group_of)
    found = default(matrix)
    reached = adjusted_rand(found.labels, planted.group_of)
    assert found.k == 3
    assert reached >= 0.92 * best
    assert best > 0.85


def test_the_bayes_assignment_is_that_of_the_generator():
    """By hand, for some: the same draws, one vote after the other."""
    planted = planted_votes(12, 20, 3, seed=5, votes_per_person=8)
    draws = 0.5 * np.random.default_rng(0).standard_normal((50, 3))
    for person, found in enumerate(bayes_assignment(planted, draws=50)):
        likelihoods = []
        for place in 2 * np.eye(3):
            chances = np.ones(50)
            for vote in np.flatnonzero((planted.participants == person) & (planted.values != 0)):
                if planted.statements[vote] not in planted.united:
                    leaning = (place + draws) @ planted.loadings[planted.statements[vote]]
                    chances /= 1 + np.exp(-leaning * planted.values[vote])
            likelihoods.append(chances.mean())
        assert found == np.argmax(likelihoods)


@settings(deadline=None, max_examples=20)
@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_the_log_changes_no_byte(events, chance):
    last = list({(person, statement): value for person, statement, value in events}.items())
    shuffled = [(*key, value) for key, value in chance.sample(last, len(last))]
    assert default(matrix_of(shuffled)).digest() == default(matrix_of(events)).digest()


@settings(deadline=None, max_examples=25)
@given(EVENTS, st.lists(st.integers(0, 12), max_size=3), st.lists(st.integers(0, 12), max_size=3))
def test_every_set_of_votes_has_a_consistent_result(events, out, meta):
    found = default(matrix_of(events, all_statements=range(10)), moderated_out=out, meta=meta)
    assert found.method == "default"
    assert found.group_sizes.tolist() == [(found.labels == label).sum() for label in range(found.k)]
    assert (found.labels[~found.grouped] == -1).all()
    assert found.k == len(found.representative) <= 5
    assert found.k == 0 or found.group_sizes.min() > 0
    assert np.isfinite(found.positions).all()
    assert (found.base_clusters.labels >= 0).tolist() == found.grouped.tolist()
    assert not found.components[:, np.isin(found.statement_ids, found.excluded)].any()
    assert found.to_json().keys() == analyse(matrix_of(events), method="polis").to_json().keys()


def test_a_statement_moderated_out_is_as_if_nobody_had_voted_on_it(matrix):
    closed = default(matrix, moderated_out=[0, 1], meta=[2])
    never = default(matrix.only(matrix.indices > 2))
    assert closed.positions.tobytes() == never.positions.tobytes()
    assert closed.labels.tolist() == never.labels.tolist()
    assert (closed.total_votes == default(matrix).total_votes).all()


@pytest.mark.parametrize("mirrored", [1, -1])
def test_the_map_is_turned_as_the_previous_one_and_labels_stay(matrix, mirrored):
    first = default(matrix)
    cosine, sine = np.cos(2.0), np.sin(2.0)
    turn = np.array([[cosine, -sine], [mirrored * sine, mirrored * cosine]])

    class Turned:
        statement_ids, participant_ids = first.statement_ids, first.participant_ids
        components, labels = turn @ first.components, (first.labels + 1) % first.k

    kept = default(matrix, previous=Turned)
    assert kept.labels.tolist() == Turned.labels.tolist()
    assert kept.components == pytest.approx(Turned.components, abs=1e-9)
    assert kept.positions == pytest.approx(first.positions @ turn.T, abs=1e-9)
    assert kept.spread == pytest.approx(turn @ first.spread @ turn.T, abs=1e-9)


def test_distances_on_the_map_are_distances_between_expected_votes(matrix):
    found = default(matrix)
    assert found.components @ found.components.T == pytest.approx(np.eye(2), abs=1e-9)


def test_one_lone_agreeing_vote_stands_where_extremity_says():
    """Somebody new who agrees with one statement only, in a model that hardly changes by it."""
    _, matrix = planted_matrix(1000, 200)
    added = VoteMatrix.from_events(
        [*matrix.rows, 1000], [*matrix.indices, 40], [*matrix.values, 1], all_statements=range(200)
    )
    found = default(added)
    assert np.hypot(*found.positions[1000]) == pytest.approx(found.extremity[40], rel=1e-6)


@pytest.mark.parametrize("k", [2, 3])
def test_no_partition_has_less_inertia(k):
    points = np.random.default_rng(k).standard_normal((7, 2))
    weights = np.arange(1.0, 8.0)

    def inertia(labels):
        used = [np.array(labels) == label for label in set(labels)]
        return sum(
            (weights[own, None] * (points[own] - np.average(points[own], axis=0, weights=weights[own])) ** 2).sum()
            for own in used
        )

    found = best_clusters(points, weights, k)
    assert inertia(found.labels.tolist()) == pytest.approx(min(map(inertia, product(range(k), repeat=7))))
    assert (np.diff(found.centres[:, 0]) > 0).all()
    for label, centre in enumerate(found.centres):
        own = found.labels == label
        assert centre == pytest.approx(np.average(points[own], axis=0, weights=weights[own]))


def test_silhouettes_by_hand():
    points, centres = np.array([[0.0, 0], [2, 0], [10, 0]]), np.array([[1.0, 0], [10, 0]])
    clusters = Clusters(centres, np.array([0, 0, 1]))
    assert simplified_silhouette(points, np.array([1.0, 1, 2]), clusters) == pytest.approx((0.9 + 0.875 + 2) / 4)
    assert simplified_silhouette(points, np.ones(3), clusters) == pytest.approx((0.9 + 0.875) / 3)
    assert simplified_silhouette(points, np.ones(3), Clusters(centres[:1], np.zeros(3, dtype=int))) == 0


def test_cells_lose_nobody_and_hardly_any_distance():
    points = np.random.default_rng(1).standard_normal((9000, 2))
    found = cells(points)
    assert len(found.centres) < 4096
    assert found.counts.sum() == 9000
    assert np.average(found.centres, axis=0, weights=found.counts) == pytest.approx(points.mean(axis=0))
    assert np.abs(found.centres[found.labels] - points).max() < np.ptp(points, axis=0).max() / 64
    few = cells(np.array([[1.0, 2], [0, 0], [1, 2]]))
    assert (few.counts.tolist(), few.labels.tolist()) == ([1, 2], [1, 0, 1])


def test_real_groups_do_not_hang_on_the_order_of_rows(export_folder):
    """The method of Polis agrees with itself at 0.68 when nothing but the order of rows is changed."""
    export = read_export(export_folder)
    matrix, people = export.matrix, export.matrix.shape[0]
    names = np.random.default_rng(1).permutation(people)
    permuted = VoteMatrix.from_events(names[matrix.rows], matrix.statement_ids[matrix.indices], matrix.values)
    one, other = (default(votes, moderated_out=export.moderated_out) for votes in (matrix, permuted))
    assert one.k >= 2
    assert adjusted_rand(one.labels, other.labels[names]) == 1


def test_one_group_more_has_to_be_clearly_better(export_folders):
    """Four groups fit this conversation 0.006 better than two, but hardly ever without a fifth of its people."""
    export = read_export(export_folders / "canadian-electoral-reform")
    found = default(export.matrix, moderated_out=export.moderated_out)
    assert found.k == 2 < max(found.silhouettes, key=found.silhouettes.get)
    assert found.silhouettes[2] > max(found.silhouettes.values()) - 0.01


def test_both_methods_are_on_offer():
    assert METHODS == ("polis", "default")


def test_the_uncertainty_is_the_posterior_covariance_on_the_map(matrix):
    """By hand for a few people: prior and votes as normal distributions in the plane."""
    found = default(matrix)
    for person in (0, 17, 299):
        columns = matrix.indices[matrix.rows == person]
        seen = found.components[:, columns]
        precision = np.linalg.inv(found.spread) + seen @ seen.T / found.noise
        left = (matrix.values[matrix.rows == person] - found.center[columns]) / found.noise
        covariance = np.linalg.inv(precision)
        assert found.uncertainty[person] == pytest.approx(covariance[[0, 0, 1], [0, 1, 1]], abs=1e-9)
        assert found.positions[person] == pytest.approx(covariance @ seen @ left, abs=1e-9)


def test_a_later_analysis_goes_on_from_the_earlier_one(matrix):
    first = default(matrix)
    again = default(matrix, previous=first)
    assert adjusted_rand(again.labels, first.labels) == 1
    assert again.labels.tolist() == first.labels.tolist()
    spread = np.sqrt(np.trace(first.spread))
    assert np.abs(again.positions - first.positions).max() < 0.02 * spread


def test_both_engines_and_any_number_of_threads_say_the_same(matrix):
    settings_, results = Settings(), {}
    for engine in ("streamed", "sparse"):
        one, two = (analyse_default(matrix, settings_, None, threads=n, engine=engine) for n in (1, 2))
        assert one.digest() == two.digest()
        results[engine] = one
    streamed, sparse = results.values()
    assert streamed.labels.tolist() == sparse.labels.tolist()
    assert np.abs(streamed.positions - sparse.positions).max() < 1e-9
    assert np.abs(streamed.uncertainty - sparse.uncertainty).max() < 1e-9


@pytest.mark.parametrize("votes", [0, 1, 10, 40])
def test_an_earlier_analysis_of_hardly_any_votes_is_no_trap(matrix, votes):
    """Its map may have no directions: from none, no round of EM would ever find one."""
    begun = matrix.only(np.arange(len(matrix.codes)) < votes)
    found = default(matrix, previous=default(begun))
    fresh = default(matrix)
    assert found.k == fresh.k
    assert adjusted_rand(found.labels, fresh.labels) == 1


def test_an_earlier_analysis_with_one_direction_is_no_trap(matrix):
    before = default(matrix)
    found = default(matrix, previous=replace(before, spread=np.diag([before.spread[0, 0], 0])))
    assert adjusted_rand(found.labels, before.labels) == 1


def test_what_was_known_before_does_not_change_the_result(export_folder):
    """The map may be turned; groups and consensus are those of an analysis from scratch, however old the last is."""
    export = read_export(export_folder)
    votes, out = export.matrix, export.moderated_out
    cold = default(votes, moderated_out=out)
    lot = np.random.default_rng(4).random(votes.number_of_votes)
    for share in (0.5, 0.8, 0.9, 0.99):
        earlier = default(votes.only(lot < share), moderated_out=out)
        found = default(votes, moderated_out=out, previous=earlier)
        assert found.k == cold.k
        assert adjusted_rand(found.labels, cold.labels) >= 0.99
        named = [{(entry.statement, entry.direction) for entry in binding_consensus(one)} for one in (found, cold)]
        assert named[0] == named[1]
