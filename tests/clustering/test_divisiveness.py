"""What divides: groups apart, by agreeing and disagreeing alike; nothing where there is nobody to be apart from."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from clustering import divisiveness

TABLES = st.tuples(st.integers(1, 5), st.integers(1, 4)).flatmap(
    lambda shape: arrays(np.int64, (*shape, 3), elements=st.integers(0, 50))
)


def of(*groups):
    """Of one statement, from each group's [agree, disagree, skip]."""
    (apart,) = divisiveness(np.array(groups).reshape(len(groups), 1, 3)).tolist()
    return apart


def test_by_hand():
    assert of([38, 0, 0], [0, 38, 0]) == pytest.approx(39 / 40 - 1 / 40)
    assert of([8, 0, 0], [0, 0, 8]) == pytest.approx(9 / 10 - 1 / 2)
    assert of([8, 0, 0], [4, 2, 2], [2, 6, 0]) == pytest.approx(9 / 10 - 3 / 10)


def test_one_group_apart_divides_as_two_do():
    assert of([30, 0, 0], [30, 0, 0], [30, 0, 0], [0, 30, 0]) == of([30, 0, 0], [0, 30, 0])


def test_few_votes_say_less_than_many():
    assert of([1, 0, 0], [0, 1, 0]) < of([5, 0, 0], [0, 5, 0]) < of([50, 0, 0], [0, 50, 0])


def test_a_group_that_was_not_asked_is_not_apart():
    assert of([40, 0, 0], [0, 0, 0]) == 0
    assert of([40, 0, 0], [40, 0, 0], [0, 0, 0]) == 0


@pytest.mark.parametrize("groups", [[], [[0, 40, 0]], [[0, 0, 0]] * 2, [[0, 0, 5], [0, 0, 90]]])
def test_without_groups_of_one_group_without_votes_or_with_skips_only_nothing_divides(groups):
    assert of(*groups) == 0


def test_no_statements_no_figures():
    assert divisiveness(np.zeros((3, 0, 3), dtype=np.int64)).shape == (0,)
    assert divisiveness(np.zeros((0, 0, 3), dtype=np.int64)).shape == (0,)


@given(TABLES)
def test_it_is_the_same_whichever_way_round_and_whatever_the_groups_are_called(votes):
    apart = divisiveness(votes)
    assert apart.shape == votes.shape[1:2]
    assert ((apart >= 0) & (apart < 1)).all()
    assert divisiveness(votes[..., [1, 0, 2]]) == pytest.approx(apart)
    assert divisiveness(votes[::-1]).tolist() == apart.tolist()
