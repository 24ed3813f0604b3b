"""analyse(): the same votes give the same bytes, and nothing is too small for a defined result."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering import VoteMatrix, analyse, binding_consensus, planted_votes
from clustering.exports import read_export

EVENTS = st.lists(
    st.tuples(st.integers(0, 25), st.integers(0, 9), st.sampled_from((-1, 0, 1))), min_size=1, max_size=150
)


def matrix_of(events, **options):
    return VoteMatrix.from_events(*(list(part) for part in zip(*events, strict=True)), **options)


def polis(matrix, **options):
    return analyse(matrix, method="polis", **options)


@pytest.fixture(scope="module")
def planted():
    return planted_votes(200, 40, 3, seed=7, votes_per_person=25)


@pytest.fixture(scope="module")
def matrix(planted):
    return VoteMatrix.from_events(planted.participants, planted.statements, planted.values)


@settings(deadline=None, max_examples=30)
@given(EVENTS, st.randoms(use_true_random=False))
def test_the_order_of_people_in_the_log_changes_no_byte(events, chance):
    last = list({(person, statement): value for person, statement, value in events}.items())
    shuffled = [(*key, value) for key, value in chance.sample(last, len(last))]
    assert polis(matrix_of(shuffled)).digest() == polis(matrix_of(events)).digest()


@settings(deadline=None, max_examples=30)
@given(EVENTS, st.lists(st.integers(0, 12), max_size=3), st.lists(st.integers(0, 12), max_size=3))
def test_every_set_of_votes_has_a_consistent_result(events, out, meta):
    matrix = matrix_of(events, all_statements=range(10))
    found = polis(matrix, moderated_out=out, meta=meta)
    people, statements = matrix.shape
    assert found.positions.shape == (people, 2)
    assert found.components.shape == (2, statements)
    assert found.group_votes.shape == (found.k, statements, 3)
    assert found.group_sizes.tolist() == [(found.labels == label).sum() for label in range(found.k)]
    assert (found.labels[~found.grouped] == -1).all()
    assert found.k == len(found.representative) <= 5
    assert (found.group_votes.sum(axis=0) <= found.total_votes).all()
    assert (found.priorities > 0).all()
    named = {entry.statement for group in found.representative for entry in group}
    named |= {entry.statement for entry in found.consensus_agree + found.consensus_disagree}
    assert not named & {*out, *meta}
    json.dumps(found.to_json(), allow_nan=False)


def test_renaming_people_in_the_same_order_changes_only_their_names(planted, matrix):
    renamed = VoteMatrix.from_events(planted.participants * 3 + 100, planted.statements, planted.values)
    one, other = polis(matrix), polis(renamed)
    assert (other.participant_ids == one.participant_ids * 3 + 100).all()
    assert other.labels.tolist() == one.labels.tolist()
    assert other.positions.tobytes() == one.positions.tobytes()


def test_permuting_people_moves_no_point(planted, matrix):
    """Their groups may differ: k-means starts from the first people. The map may not."""
    names = np.random.default_rng(1).permutation(200)
    permuted = VoteMatrix.from_events(names[planted.participants], planted.statements, planted.values)
    one, other = polis(matrix), polis(permuted)
    assert np.abs(other.positions[names] - one.positions).max() < 1e-9
    assert (other.total_votes == one.total_votes).all()
    assert other.consensus_agree == one.consensus_agree


def test_somebody_without_votes_changes_nothing(tmp_path):
    from_log = matrix_of([(1, 1, 1), (3, 1, -1), (3, 2, 0)])
    assert 2 not in from_log.participant_ids
    rows = "participant,group-id,1,2\n1,,1,\n2,,,\n3,,-1,0\n"
    (tmp_path / "participants-votes.csv").write_text(rows)
    assert read_export(tmp_path).matrix.digest() == from_log.digest()


def test_the_last_of_several_votes_decides(planted, matrix):
    twice = VoteMatrix.from_events(
        np.concatenate([planted.participants, planted.participants]),
        np.concatenate([planted.statements, planted.statements]),
        np.concatenate([-planted.values, planted.values]),
    )
    assert polis(twice).digest() == polis(matrix).digest()


@pytest.mark.parametrize(
    "events",
    [
        [(1, 1, 1)],
        [(person, 1, person % 3 - 1) for person in range(20)],
        [(1, statement, 1) for statement in range(20)],
        [(person, statement, 1) for person in range(20) for statement in range(8)],
        [(person, statement, 0) for person in range(20) for statement in range(8)],
        [(person, person, -1) for person in range(20)],
    ],
    ids=[
        "one vote",
        "one statement",
        "one participant",
        "everybody agrees",
        "everybody skips",
        "nobody shares a statement",
    ],
)
def test_small_and_flat_inputs_have_a_result(events):
    found = polis(matrix_of(events))
    assert np.isfinite(found.positions).all()
    assert binding_consensus(found) == binding_consensus(found)
    assert found.digest() == polis(matrix_of(events), previous=None).digest()


def test_without_variance_there_are_no_groups():
    found = polis(matrix_of([(person, statement, 1) for person in range(20) for statement in range(8)]))
    assert (found.k, found.group_sizes.tolist(), set(found.labels.tolist())) == (0, [], {-1})
    assert not found.components.any()
    assert not found.positions.any()
    assert found.group_aware_consensus == pytest.approx([21 / 22] * 8)


def test_an_empty_log_has_a_result():
    found = polis(VoteMatrix.from_events([], [], [], all_statements=[4, 5]))
    assert (found.k, found.positions.shape, found.priorities.tolist()) == (0, (0, 2), [5.0625, 5.0625])


def test_moderating_a_statement_out_keeps_its_counts_but_not_its_weight(matrix):
    open_, closed = polis(matrix), polis(matrix, moderated_out=[0, 1], meta=[2])
    assert (closed.total_votes == open_.total_votes).all()
    assert not closed.components[:, :3].any()
    assert open_.components[:, :3].all()
    assert closed.priorities[2] == 49
    assert closed.excluded == (0, 1, 2)


def test_planted_groups_are_found(planted, matrix):
    found = polis(matrix)
    crossed = {(int(true), int(label)) for true, label in zip(planted.group_of, found.labels, strict=True)}
    assert found.k == 3
    assert len(crossed) < 9


def test_a_result_names_what_it_was_made_from(matrix):
    found = polis(matrix, moderated_out=[3, 1, 3], max_groups=4)
    assert found.input_digest == matrix.digest()
    assert found.parameters == {"moderated_out": [1, 3], "meta": [], "max_groups": 4, "aligned_to": None}
    assert json.loads(json.dumps(found.to_json())) == found.to_json()


def test_a_result_cannot_be_written_into(matrix):
    found = polis(matrix)
    arrays = [value for value in vars(found).values() if isinstance(value, np.ndarray)]
    assert len(arrays) > 10
    assert not any(array.flags.writeable for array in arrays)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"method": "magic"}, "unknown method 'magic'"),
        ({"max_groups": 1}, "max_groups"),
        ({"max_groups": 2.5}, "max_groups"),
        ({"moderated_out": ["x"]}, "moderated_out must be whole numbers"),
        ({"meta": [0.5]}, "meta must be whole numbers"),
    ],
)
def test_bad_parameters_are_refused(matrix, options, message):
    with pytest.raises(ValueError, match=message):
        analyse(matrix, **options)
