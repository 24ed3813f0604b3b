"""What is stable and what is chance: planted groups come back, groups cut through a cloud do not."""

from dataclasses import astuple, replace

import numpy as np
import pytest

from clustering import ConsensusRule, VoteMatrix, analyse, binding_consensus, planted_votes, stability
from clustering.default import analyse_default
from clustering.factors import fit
from clustering.findings import Settings
from clustering.passes import Passes
from clustering.resampling import Found, other_people, other_statements
from clustering.view import view


def shuffled(matrix, seed=1):
    """The same votes on every statement, each cast by somebody else of those who voted on it."""
    chance, values = np.random.default_rng(seed), matrix.values.copy()
    for column in range(matrix.shape[1]):
        on_it = np.flatnonzero(matrix.indices == column)
        values[on_it] = values[chance.permutation(on_it)]
    return VoteMatrix.from_events(matrix.rows, matrix.indices, values)


@pytest.fixture(scope="module")
def planted():
    return planted_votes(300, 60, 3, seed=1)


@pytest.fixture(scope="module")
def matrix(planted):
    return VoteMatrix.from_events(planted.participants, planted.statements, planted.values)


@pytest.fixture(scope="module")
def clear(matrix):
    return analyse(matrix, method="default")


@pytest.fixture(scope="module")
def unclear(matrix):
    return analyse(shuffled(matrix), method="default")


def test_planted_groups_are_clear(clear):
    assert (clear.k, clear.stability.k, clear.stability.clear) == (3, 3, True)
    assert clear.stability.people > 0.9
    assert clear.stability.bits > 0
    assert all(group.people > 0.9 for group in clear.stability.groups)


def test_shuffled_votes_have_no_clear_groups(unclear):
    assert not unclear.stability.clear
    assert unclear.stability.bits <= 0
    assert unclear.stability.k == len(unclear.stability.groups) >= 2
    assert (unclear.k, set(unclear.labels.tolist()), unclear.group_sizes.tolist()) == (0, {-1}, [])
    assert unclear.grouped.any()
    assert all(entry.groups[0].group is None for entry in binding_consensus(unclear))


@pytest.mark.parametrize(("figure", "doubt"), [("bits_per_vote", lambda *_: 0.0), ("CLEAR", 0.999)])
def test_either_doubt_is_enough(matrix, monkeypatch, figure, doubt):
    """Groups that come back and say nothing are not clear, nor are those that say something and do not come back."""
    monkeypatch.setattr(stability, figure, doubt)
    found = analyse(matrix, resamples=2)
    assert (found.k, found.stability.k, found.stability.clear) == (0, 3, False)


@pytest.mark.parametrize("which", ["clear", "unclear"])
def test_every_consensus_statement_there_is_has_its_stability(which, request):
    found = request.getfixturevalue(which)
    named = [(entry.statement, entry.direction) for entry in binding_consensus(found)]
    assert named
    assert [(entry.statement, entry.direction) for entry in found.stability.consensus] == named


def shares(judged):
    """All figures of a result that are shares."""
    pairs = [(one.people, one.statements) for one in (*judged.groups, *judged.consensus)]
    return np.array([*pairs, (judged.same_k, judged.same_k)])


@pytest.mark.parametrize("which", ["clear", "unclear"])
def test_figures_lie_in_their_ranges(which, request):
    judged = request.getfixturevalue(which).stability
    assert ((shares(judged) >= 0) & (shares(judged) <= 1)).all()
    assert -1 <= judged.people <= 1
    assert -1 <= judged.statements <= 1
    assert -np.log2(3) < judged.bits < np.log2(3)
    assert (judged.resamples, judged.participants) == (20, 300)


def test_halves_of_the_statements_agree_less_than_resamples_of_people(clear):
    assert 0 < clear.stability.statements < clear.stability.people
    assert all(group.statements < group.people for group in clear.stability.groups)


def test_one_thread_and_two_find_the_same(matrix, clear):
    one, two = (analyse_default(matrix, Settings(resamples=4), None, threads=n).stability for n in (1, 2))
    assert one == two
    assert astuple(one) != astuple(clear.stability)


def judged(matrix, labels, model):
    """The stability of any groups whatever, of the planted three."""
    found = Found(model, labels, int(labels.max()) + 1)
    return stability.stability(Passes.over(matrix), found, ConsensusRule(), (), max_groups=5, resamples=5)


def test_a_group_cut_through_a_cloud_is_less_stable_than_a_planted_one(planted, matrix, clear):
    passes = Passes.over(matrix)
    model, _ = fit(passes, 2)
    places = passes.places(model, view(model, matrix.statement_ids).axes)
    first = clear.labels == 0
    along = places[:, 0] - np.median(places[first, 0])
    cut = np.where(first, along > 0, clear.labels + 1)
    of_planted, of_cut = judged(matrix, clear.labels, model), judged(matrix, cut, model)
    assert of_cut.k == 4
    assert of_cut.people < of_planted.people
    assert max(group.people for group in of_cut.groups[:2]) < 0.9 < min(group.people for group in of_planted.groups)


def test_groups_nobody_is_in_say_nothing(matrix):
    model, _ = fit(Passes.over(matrix), 2)
    nobody = judged(matrix, np.full(300, -1), model)
    assert (nobody.k, nobody.clear, nobody.people, nobody.bits, nobody.groups) == (0, False, 0, 0, ())


def with_answers(matrix, agrees):
    """The same votes and one statement more, with which so many of a hundred in each group agree."""
    labels = np.arange(300) % 100
    people, said = np.arange(300), np.where(labels < agrees, 1, -1)
    return VoteMatrix.from_events(
        np.concatenate([matrix.rows, people]),
        np.concatenate([matrix.indices, np.full(300, 60)]),
        np.concatenate([matrix.values, said]),
    )


@pytest.mark.parametrize(("agrees", "least", "most"), [(99, 1, 1), (73, 0.1, 0.9)])
def test_nearly_everybody_is_stable_and_just_enough_is_not(matrix, agrees, least, most):
    """Of 300 people; whether three in five of every group agree beyond chance is a near thing with 73 per cent."""
    found = analyse(with_answers(matrix, agrees), resamples=10)
    (of_it,) = [one for one in found.stability.consensus if (one.statement, one.direction) == (60, "agree")]
    assert least <= of_it.people <= most


def test_resampled_people_count_as_often_as_they_were_drawn(matrix, clear):
    passes = Passes.over(matrix, threads=1)
    model, _ = fit(passes, 2)
    found = Found(model, clear.labels, clear.k)
    again, same, other = (other_people(passes, found, 5, number) for number in (0, 0, 1))
    weights = again.passes.weights
    assert weights.sum() == 300
    assert 0.55 < (weights > 0).mean() < 0.72  # 1 - 1/e
    assert (again.labels[weights == 0] == -1).all()
    assert (again.labels[weights > 0] >= 0).all()
    assert again.passes.all_counts.sum() == (weights * matrix.vote_counts).sum()
    assert weights.tolist() == same.passes.weights.tolist() != other.passes.weights.tolist()


def test_statements_are_dealt_into_two_halves(matrix, clear):
    counted = np.arange(60) != 5
    passes = Passes.over(matrix, counted=counted, threads=1)
    model, _ = fit(passes, 2)
    one, other = other_statements(passes, Found(model, clear.labels, clear.k), 0)
    assert (one.passes.counted ^ other.passes.counted).tolist() == counted.tolist()
    assert one.passes.counted.sum() > 15 < other.passes.counted.sum()


def test_a_sample_is_of_people_not_of_rows():
    """Whoever joins or leaves, the others stay in or out; and it is about the share asked for."""
    ids = np.arange(0, 100_000, 5)
    matrix = VoteMatrix.from_events(ids, np.zeros(len(ids), dtype=int), np.ones(len(ids), dtype=int))
    fewer = matrix.of_rows(np.flatnonzero(ids % 3 > 0))
    drawn = set(matrix.participant_ids[Passes.over(matrix).drawn(0.3)].tolist())
    assert 0.29 * len(ids) < len(drawn) < 0.31 * len(ids)
    of_fewer = set(fewer.participant_ids[Passes.over(fewer).drawn(0.3)].tolist())
    assert of_fewer == drawn & set(fewer.participant_ids.tolist())
    assert set(matrix.participant_ids[Passes.over(matrix).drawn(0.2)].tolist()) < drawn


def test_of_very_many_votes_a_sample_is_judged(matrix, clear, monkeypatch):
    monkeypatch.setattr(stability, "MOST_VOTES", matrix.number_of_votes // 3)
    found = analyse(matrix, resamples=3)
    assert 70 < found.stability.participants < 130
    assert found.labels.tolist() == clear.labels.tolist()
    assert found.stability.clear


def test_progress_counts_to_the_end(matrix):
    told = []
    analyse_default(matrix, Settings(resamples=3), None, threads=2, progress=lambda *what: told.append(what))
    assert told[:2] == [("place people", 1, 1), ("find groups", 1, 1)]
    for what in ("other people", "other statements"):
        assert sorted(one for one in told if one[0] == what) == [(what, done, 3) for done in (1, 2, 3)]


def test_without_resampling_nothing_is_judged(matrix):
    found = analyse(matrix, resamples=0)
    assert found.stability is None
    assert "resamples" not in found.parameters
    assert replace(found, stability=None).digest() == found.digest()
