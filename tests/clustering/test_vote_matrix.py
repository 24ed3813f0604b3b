"""The vote matrix: the last vote wins, a skip is not unseen, order of input does not matter."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering import VoteMatrix

EVENTS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 8), st.sampled_from((-1, 0, 1))), min_size=1, max_size=80
)


def matrix_of(events, **options):
    return VoteMatrix.from_events(*(list(part) for part in zip(*events, strict=True)), **options)


@settings(deadline=None)
@given(EVENTS)
def test_the_last_vote_counts(events):
    last = {(person, statement): value for person, statement, value in events}
    matrix = matrix_of(events)
    stored = zip(
        matrix.participant_ids[matrix.rows].tolist(),
        matrix.statement_ids[matrix.indices].tolist(),
        matrix.values.tolist(),
        strict=True,
    )
    assert {(person, statement): value for person, statement, value in stored} == last
    assert len(matrix.values) == len(last)


@settings(deadline=None)
@given(EVENTS, st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_who_voted_first(events, chance):
    last = list({(person, statement): value for person, statement, value in events}.items())
    shuffled = [(*key, value) for key, value in chance.sample(last, len(last))]
    assert matrix_of(shuffled).digest() == matrix_of(events).digest()


@settings(deadline=None)
@given(EVENTS, st.data())
def test_the_digest_tells_votes_apart(events, data):
    changed = list(events)
    person, statement, value = changed[-1]
    changed[-1] = (person, statement, data.draw(st.sampled_from([v for v in (-1, 0, 1) if v != value])))
    assert matrix_of(changed).digest() != matrix_of(events).digest()


def test_a_skip_is_stored_and_unseen_is_not():
    matrix = matrix_of([(5, 30, 0), (2, 10, 1), (5, 10, -1)])
    assert matrix.participant_ids.tolist() == [2, 5]
    assert matrix.statement_ids.tolist() == [10, 30]
    assert matrix.values.tolist() == [1, -1, 0]
    assert np.isnan(matrix.dense()).tolist() == [[False, True], [False, False]]
    assert matrix.values.dtype == np.int8


def test_all_statements_are_the_columns():
    matrix = matrix_of([(1, 20, 1)], all_statements=[30, 20, 10])
    assert matrix.statement_ids.tolist() == [10, 20, 30]
    assert matrix.digest() != matrix_of([(1, 20, 1)]).digest()


def test_nobody_can_write_into_it():
    with pytest.raises(ValueError, match="read-only"):
        matrix_of([(1, 1, 1)]).values[0] = -1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([1, 2], [1], [1]), "differ in length: 2, 1, 1"),
        (([1, 2], [1, 1], [1, 2]), "got 2 at position 1"),
        (([1.5], [1], [1]), "participants must be whole numbers"),
        (([1], ["a"], [1]), "statements must be whole numbers"),
        (([1], [1], [True]), "values must be whole numbers"),
        (([[1]], [1], [1]), "participants must be one-dimensional"),
    ],
)
def test_bad_events_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        VoteMatrix.from_events(*arguments)


def test_a_vote_outside_all_statements_is_refused():
    with pytest.raises(ValueError, match="names statement 7"):
        VoteMatrix.from_events([1], [7], [1], all_statements=[1, 2])


def test_packed_votes_are_the_matrix_of_their_events():
    codes = np.array([0 * 4 + 2, 2 * 4 + 0, 1 * 4 + 1], dtype=np.uint16)
    packed = VoteMatrix.from_packed([3, 8], [10, 20, 30], [0, 2, 3], codes)
    events = VoteMatrix.from_events([3, 3, 8], [10, 30, 20], [1, -1, 0])
    assert packed.digest() == events.digest()
    assert packed.indices.tolist() == [0, 2, 1]
    assert packed.values.tolist() == [1, -1, 0]


@pytest.mark.parametrize(
    ("people", "statements", "indptr", "codes", "complaint"),
    [
        ([8, 3], [10], [0, 1, 2], [1, 1], "participant_ids must ascend"),
        ([3, 8], [10, 10], [0, 1, 2], [1, 1], "statement_ids must ascend"),
        ([3, 8], [10], [0, 2, 1], [1, 1], "indptr must ascend"),
        ([3, 8], [10], [0, 2], [1, 1], "indptr must ascend"),
        ([3, 8], [10], [0, 1, 2], [1, 4], "no column or no vote"),
        ([3, 8], [10], [0, 1, 2], [1, 3], "no column or no vote"),
        ([3], [10, 20], [0, 2], [4, 1], "columns must ascend"),
        ([3], [10, 20], [0, 2], [4, 5], "columns must ascend"),
    ],
)
def test_packed_votes_that_do_not_fit_are_refused(people, statements, indptr, codes, complaint):
    with pytest.raises(ValueError, match=complaint):
        VoteMatrix.from_packed(people, statements, indptr, np.array(codes, dtype=np.uint16))


def test_codes_have_the_width_that_their_statements_need():
    narrow, wide = (VoteMatrix.from_events([1], [0], [1], all_statements=range(n)) for n in (16_383, 16_384))
    assert narrow.codes.dtype == np.uint16
    assert wide.codes.dtype == np.uint32
    with pytest.raises(ValueError, match="one row of uint16"):
        VoteMatrix.from_packed([1], [0], [0, 1], np.array([2], dtype=np.uint32))
