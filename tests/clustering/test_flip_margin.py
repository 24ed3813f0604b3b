"""The flip margin, against every way there is of casting the votes."""

from itertools import combinations_with_replacement

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clustering import ConsensusRule, CountedVotes, binding_consensus
from clustering.flip_margin import evenly
from clustering.tallies import AGREES, DISAGREES

AGAINST = {"agree": DISAGREES, "disagree": AGREES}


def counted(groups, sizes, totals=None):
    """Counts from (k, S, 3); everybody is the sum of the groups unless given."""
    votes = np.array(groups, dtype=np.int64)
    total = votes.sum(axis=0) if totals is None else np.array(totals)
    return CountedVotes(np.arange(len(total)), total, votes, np.array(sizes))


def remains(votes, rule, entry, where):
    """Whether a binding statement stays on the list when one more vote against it is cast in each group of `where`.

    None is a person in no group.
    """
    kind, total, by_group = AGAINST[entry.direction], votes.total_votes.copy(), votes.group_votes.copy()
    for group in where:
        total[entry.statement, kind] += 1
        if group is not None:
            by_group[group, entry.statement, kind] += 1
    changed = CountedVotes(votes.statement_ids, total, by_group, votes.group_sizes)
    kept = {(other.statement, other.direction) for other in binding_consensus(changed, rule)}
    return (entry.statement, entry.direction) in kept


def removable(votes, rule, entry, more):
    """Whether some way of casting `more` votes against it takes the statement off the list. Tries them all."""
    places = [None, *range(len(votes.group_sizes))]
    return any(not remains(votes, rule, entry, where) for where in combinations_with_replacement(places, more))


def assert_exact(votes, rule):
    for entry in binding_consensus(votes, rule):
        assert entry.flip_margin >= 1
        assert removable(votes, rule, entry, entry.flip_margin)
        assert not removable(votes, rule, entry, entry.flip_margin - 1)


CELLS = st.tuples(st.integers(0, 9), st.integers(0, 2), st.integers(0, 2))


@st.composite
def small_cases(draw):
    """Up to three groups, of which one may have no voice, and up to five statements that mostly unite."""
    k, wide = draw(st.integers(0, 3)), draw(st.integers(1, 5))
    turned = [draw(st.booleans()) for _ in range(wide)]
    cells = [[draw(CELLS) for _ in range(wide)] for _ in range(max(k, 1))]
    votes = [
        [(no, yes, skip) if turn else (yes, no, skip) for (yes, no, skip), turn in zip(row, turned, strict=True)]
        for row in cells
    ]
    sizes = [draw(st.sampled_from([3, 10, 10, 10])) for _ in range(k)]
    return counted(np.array(votes)[:k].reshape(k, wide, 3), sizes, np.array(votes).sum(axis=0))


RULES = st.builds(
    ConsensusRule,
    min_voters=st.integers(1, 6),
    min_group_voters=st.integers(1, 3),
    min_share=st.sampled_from([0.0, 0.5, 0.6, 0.75, 1.0]),
    z=st.sampled_from([0.0, 0.3, 0.8]),
    z_for_all=st.integers(0, 1),
    min_group_size=st.just(5),
    at_most=st.integers(1, 3),
)


@settings(max_examples=150, deadline=None)
@given(small_cases(), RULES)
def test_that_many_hostile_votes_remove_it_and_one_fewer_do_not_wherever_they_are_cast(votes, rule):
    assert_exact(votes, rule)


UNITED = st.tuples(st.integers(5, 16), st.integers(0, 1), st.integers(0, 1))


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(UNITED, UNITED), min_size=2, max_size=4))
def test_the_same_where_the_list_is_cut_after_one(rows):
    rule = ConsensusRule(min_voters=1, min_group_voters=1, min_share=0.5, z=0.0, z_for_all=0, at_most=1)
    assert_exact(counted(list(zip(*rows, strict=True)), [20, 20]), rule)


def test_the_weakest_group_decides():
    rule = ConsensusRule(z=0, z_for_all=0)
    votes = counted([[[30, 0, 0]], [[12, 1, 0]]], [40, 40])
    (entry,) = binding_consensus(votes, rule)
    assert entry.flip_margin == 8  # 12 of 20 are three in five, 12 of 21 are fewer
    assert_exact(votes, rule)


def test_being_overtaken_counts_when_the_list_is_cut():
    votes = counted([[[30, 0, 0], [30, 1, 0]], [[30, 0, 0], [30, 1, 0]]], [40, 40])
    cut = ConsensusRule(at_most=1)
    (entry,) = binding_consensus(votes, cut)
    assert (entry.statement, entry.flip_margin) == (0, 3)  # two draw level and the lower id stays
    assert_exact(votes, cut)
    assert [entry.flip_margin > 10 for entry in binding_consensus(votes)] == [True, True]


def test_the_higher_id_is_overtaken_by_an_equal():
    votes = counted([[[30, 1, 0], [30, 0, 0]], [[30, 1, 0], [30, 0, 0]]], [40, 40])
    (entry,) = binding_consensus(votes, ConsensusRule(at_most=1))
    assert (entry.statement, entry.flip_margin) == (1, 2)
    assert_exact(votes, ConsensusRule(at_most=1))


def test_votes_of_a_group_without_a_voice_do_nothing():
    votes = counted([[[30, 0, 0]], [[30, 0, 0]], [[0, 3, 0]]], [40, 40, 3])
    (entry,) = binding_consensus(votes)
    assert remains(votes, ConsensusRule(), entry, [2] * 1000)
    assert not remains(votes, ConsensusRule(), entry, [0] * entry.flip_margin)


def test_a_million_votes_take_no_time_to_speak_of():
    votes = counted([[[400_000, 9, 0], [399_000, 999, 0]], [[500_000, 9, 0], [500_000, 9, 9]]], [600_000] * 2)
    first, cut = binding_consensus(votes)[0], binding_consensus(votes, ConsensusRule(at_most=1))[0]
    assert 266_000 < first.flip_margin < 266_700
    assert 500 < cut.flip_margin < 1500


@pytest.mark.parametrize(
    ("voters", "more", "filled"),
    [
        ([5], 3, [8]),
        ([2, 5, 9], 0, [2, 5, 9]),
        ([2, 5, 9], 3, [5, 5, 9]),
        ([9, 2, 5], 6, [9, 7, 6]),
        ([4, 4], 1, [5, 4]),
    ],
)
def test_votes_go_one_by_one_to_the_group_with_fewest(voters, more, filled):
    assert evenly(np.array(voters), more).tolist() == filled


@given(st.lists(st.integers(0, 30), min_size=1, max_size=5), st.integers(0, 60))
def test_filling_at_once_is_filling_one_by_one(voters, more):
    one_by_one = list(voters)
    for _ in range(more):
        one_by_one[one_by_one.index(min(one_by_one))] += 1
    assert sorted(evenly(np.array(voters), more).tolist()) == sorted(one_by_one)
