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
