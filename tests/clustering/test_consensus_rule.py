"""The consensus that binds: enough votes, in every group with a voice, beyond chance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from clustering import ConsensusRule, CountedVotes, VoteMatrix, analyse, binding_consensus
from clustering.significance import Z_90

MANY = 10**6


def counted(groups, sizes, *, totals=None, ids=None, excluded=()):
    """Counts from nested lists (k, S, 3); everybody is the sum of the groups unless given."""
    votes = np.array(groups, dtype=np.int64)
    total = votes.sum(axis=0) if totals is None else np.array(totals, dtype=np.int64)
    ids = np.arange(len(total)) if ids is None else np.array(ids)
    return CountedVotes(ids, total, votes, np.array(sizes), excluded)


def named(entries):
    return [(entry.direction, entry.statement) for entry in entries]


def test_one_agree_out_of_one_vote_is_not_consensus():
    analysis = analyse(VoteMatrix.from_events([1], [1], [1]))
    assert binding_consensus(analysis) == ()
    lenient = ConsensusRule(min_voters=1, min_group_voters=1, min_group_size=1)
    assert binding_consensus(analysis, lenient) == ()


def test_a_statement_everybody_agrees_on_is_consensus():
    found = binding_consensus(counted([[[15, 1, 1]], [[14, 0, 2]]], [20, 20]))
    assert named(found) == [("agree", 0)]
    assert found[0].n_voters == 33
    assert [(share.group, share.n_success, share.n_voters) for share in found[0].groups] == [
        (0, 15, 17),
        (1, 14, 16),
    ]
    assert found[0].groups[0].share == 15 / 17
    assert found[0].score == pytest.approx((16 / 19 * 15 / 18) ** 0.5)


def test_disagreeing_together_is_consensus_too():
    assert named(binding_consensus(counted([[[0, 15, 1]], [[1, 14, 1]]], [20, 20]))) == [("disagree", 0)]


def test_skips_count_as_votes_that_did_not_agree():
    assert binding_consensus(counted([[[10, 0, 10]], [[10, 0, 10]]], [20, 20])) == ()


@pytest.mark.parametrize(("votes", "holds"), [([10, 0, 0], True), ([9, 0, 0], False)], ids=["20 voters", "19 voters"])
def test_enough_people_must_have_voted(votes, holds):
    assert bool(binding_consensus(counted([[[10, 0, 0]], [votes]], [20, 20]))) is holds


def test_everybody_counts_towards_min_voters_grouped_or_not():
    found = binding_consensus(counted([[[8, 0, 0]], [[8, 0, 0]]], [20, 20], totals=[[16, 0, 4]]))
    assert found[0].n_voters == 20


@pytest.mark.parametrize(("voters", "holds"), [(5, True), (4, False)])
def test_enough_people_in_each_group_must_have_voted(voters, holds):
    found = binding_consensus(counted([[[30, 0, 0]], [[voters, 0, 0]]], [40, 20]))
    assert bool(found) is holds


@pytest.mark.parametrize(("agrees", "holds"), [(60, True), (59, False)])
def test_the_share_must_be_reached_exactly(agrees, holds):
    rule = ConsensusRule(z=0)
    found = binding_consensus(counted([[[90, 10, 0]], [[agrees, 100 - agrees, 0]]], [100, 100]), rule)
    assert bool(found) is holds


def test_the_lower_bound_must_exceed_one_half():
    votes = counted([[[30, 0, 0]], [[6, 3, 0]]], [40, 20])
    assert binding_consensus(votes, ConsensusRule(z_for_all=0)) == ()
    assert named(binding_consensus(votes, ConsensusRule(z=0.9, z_for_all=0))) == [("agree", 0)]


def nine_of_ten(statements, **what):
    """Nine of ten agree in both groups: 2.53 standard errors above one half."""
    return counted([[[9, 1, 0]] * statements] * 2, [20, 20], **what)


def test_the_more_statements_the_clearer_each_must_be():
    assert len(binding_consensus(nine_of_ten(8))) == 8  # a tenth of doubt among sixteen tests: 2.50
    assert binding_consensus(nine_of_ten(9)) == ()  # among eighteen: 2.54
    assert len(binding_consensus(nine_of_ten(9), ConsensusRule(z_for_all=0))) == 9


def test_statements_that_cannot_bind_make_the_rule_no_stricter():
    assert len(binding_consensus(nine_of_ten(30, excluded=tuple(range(8, 30))))) == 8
    few = [[4, 0, 0]] * 22
    assert len(binding_consensus(counted([[[9, 1, 0]] * 8 + few] * 2, [20, 20]))) == 8


@pytest.mark.parametrize("z", [0.0, Z_90, 1.6449, 5.0])
@pytest.mark.parametrize("statements", [1, 10, 1000])
def test_the_doubt_is_divided_equally_among_statements_and_directions(z, statements):
    each = norm.sf(ConsensusRule(z=z).z_among(statements))
    assert each * 2 * statements == pytest.approx(norm.sf(z), rel=1e-9)


def test_where_nothing_is_divided_z_is_z():
    assert ConsensusRule().z_among(0) == Z_90
    assert ConsensusRule(z_for_all=0).z_among(100) == Z_90
    assert 40 < ConsensusRule(z=40.0).z_among(100) < 41


@pytest.mark.parametrize(("z_for_all", "least", "most"), [(1, 0, 15), (0, 95, 100)])
def test_of_statements_that_split_everybody_hardly_ever_one_gets_in_by_luck(z_for_all, least, most):
    """A hundred conversations of 50 statements, every vote a coin: about ten may have a consensus, not all."""
    chance, rule = np.random.default_rng(4), ConsensusRule(z_for_all=z_for_all, min_share=0.5)
    agrees = chance.binomial(60, 0.5, (100, 1, 50))
    lucky = [binding_consensus(counted(np.stack([won, 60 - won, 0 * won], axis=-1), [60]), rule) for won in agrees]
    assert least <= sum(map(bool, lucky)) <= most


def test_one_group_with_a_voice_is_enough_to_refuse():
    assert binding_consensus(counted([[[90, 0, 0]], [[0, 12, 0]]], [100, 12])) == ()


def test_a_group_too_small_has_no_voice():
    found = binding_consensus(counted([[[90, 0, 0]], [[0, 9, 0]]], [100, 9]))
    assert [share.group for share in found[0].groups] == [0]


@pytest.mark.parametrize(("grouped", "needed"), [(200, 10), (201, 11), (220, 11), (221, 12), (60, 10)])
def test_the_voice_of_a_group_is_counted_without_rounding_errors(grouped, needed):
    assert ConsensusRule().voice_size(grouped) == needed


def test_seven_hundredths_of_a_hundred_is_seven():
    assert ConsensusRule(min_group_fraction=0.07, min_group_size=1).voice_size(100) == 7


def test_without_a_voice_everybody_is_asked_together():
    found = binding_consensus(counted([[[9, 0, 0]], [[9, 0, 0]]], [9, 9], totals=[[20, 2, 0]]))
    assert [(share.group, share.n_success, share.n_voters) for share in found[0].groups] == [(None, 20, 22)]


def test_without_groups_everybody_is_asked_together():
    votes = counted(np.zeros((0, 2, 3)), [], totals=[[20, 2, 0], [2, 20, 0]])
    assert named(binding_consensus(votes)) == [("agree", 0), ("disagree", 1)]


def test_one_group_alone_is_everybody():
    found = binding_consensus(counted([[[0, 19, 0]]], [19], totals=[[60, 19, 0]]))
    assert [share.group for share in found[0].groups] == [None]


def test_excluded_statements_never():
    votes = [[[15, 0, 0], [15, 0, 0]], [[15, 0, 0], [15, 0, 0]]]
    assert named(binding_consensus(counted(votes, [20, 20], ids=[7, 9], excluded=(7,)))) == [("agree", 9)]


def test_moderated_out_and_meta_statements_of_an_analysis_never():
    events = [(person, statement, 1) for person in range(30) for statement in range(3)]
    matrix = VoteMatrix.from_events(*zip(*events, strict=True))
    assert named(binding_consensus(analyse(matrix, method="polis", moderated_out=[0], meta=[2]))) == [("agree", 1)]


def test_ranked_by_geometric_mean_then_by_id_and_cut():
    rows = [[20, 2, 0], [22, 0, 0], [0, 22, 0], [20, 2, 0], [21, 1, 0]]
    swapped = [[22, 0, 0], [20, 2, 0], [0, 22, 0], [22, 0, 0], [21, 1, 0]]
    votes = counted([rows, swapped], [30, 30], ids=[9, 4, 3, 2, 1])
    assert named(binding_consensus(votes)) == [
        ("disagree", 3),
        ("agree", 1),
        ("agree", 2),
        ("agree", 4),
        ("agree", 9),
    ]
    assert named(binding_consensus(votes, ConsensusRule(at_most=2))) == [("disagree", 3), ("agree", 1)]


@pytest.mark.parametrize("cell", [[0, 0, 0], [0, 0, 50]], ids=["no votes", "skips only"])
@pytest.mark.parametrize("k", [0, 1, 2, 5])
@pytest.mark.parametrize("wide", [0, 1, 3])
def test_of_no_votes_and_of_skips_nothing_binds(cell, k, wide):
    totals = np.tile(np.array(cell) * max(k, 1), (wide, 1)).reshape(wide, 3)
    votes = counted(np.tile(cell, (k, wide, 1)), [60] * k, totals=totals)
    lenient = ConsensusRule(min_voters=1, min_group_voters=1, min_share=0.0, z=0.0)
    assert binding_consensus(votes) == binding_consensus(votes, lenient) == ()


COUNTS = st.tuples(st.integers(0, 40), st.integers(0, 40), st.integers(0, 10))


@given(COUNTS, COUNTS)
def test_never_in_both_directions_and_never_below_the_rule(one, other):
    rule = ConsensusRule(at_most=MANY)
    found = binding_consensus(counted([[one], [other]], [60, 60]), rule)
    assert len(found) <= 1
    for entry in found:
        assert entry.n_voters >= rule.min_voters
        for share in entry.groups:
            assert share.n_voters >= rule.min_group_voters
            assert share.share >= rule.min_share
            assert share.lower_bound > 1 / 2


def test_a_rule_survives_its_json():
    rule = ConsensusRule(min_voters=30, z=1.6449, at_most=3)
    assert ConsensusRule.from_json(rule.to_json()) == rule


def test_a_rule_fixed_before_there_was_a_correction_keeps_its_meaning():
    assert ConsensusRule.from_json({"z": 2.0}) == ConsensusRule(z=2.0, z_for_all=0)


def test_the_defaults_are_written_down():
    assert ConsensusRule().to_json() == {
        "min_voters": 20,
        "min_group_voters": 5,
        "min_share": 0.6,
        "z": 1.2816,
        "z_for_all": 1,
        "min_group_size": 10,
        "min_group_fraction": 0.05,
        "at_most": 10,
    }


def test_unknown_keys_are_refused():
    with pytest.raises(ValueError, match="unknown in a consensus rule: min_votes"):
        ConsensusRule.from_json({"min_votes": 3})


@pytest.mark.parametrize(
    "wrong",
    [
        {"min_voters": 0},
        {"min_group_voters": 2.5},
        {"min_share": 1.1},
        {"min_share": "0.6"},
        {"z": -1},
        {"z": float("nan")},
        {"z_for_all": 2},
        {"z_for_all": True},
        {"min_group_size": True},
        {"min_group_fraction": -0.1},
        {"at_most": 0},
    ],
)
def test_a_senseless_rule_is_refused(wrong):
    with pytest.raises(ValueError, match=next(iter(wrong))):
        ConsensusRule(**wrong)


def test_counts_that_do_not_fit_together_are_refused():
    with pytest.raises(ValueError, match="group_votes must be"):
        counted([[[1, 0, 0]]], [1, 2])
    with pytest.raises(ValueError, match="total_votes must be"):
        CountedVotes(np.arange(2), np.zeros((1, 3)), np.zeros((0, 2, 3)), np.zeros(0))
