"""What pol.is says about its groups, reproduced from the votes and its groups."""

import numpy as np

from clustering.agreement import consensus_agree, consensus_disagree, group_aware_consensus
from clustering.priorities import priorities
from clustering.projection import extremity, project
from clustering.representative import representative
from clustering.tallies import group_votes, total_votes

EXACT = 1e-9


def counted(published):
    return group_votes(published.matrix, published.labels, len(published.groups))


def test_group_votes(published):
    assert (counted(published) == published.group_votes).all()


def test_group_sizes(published):
    sizes = np.bincount(published.labels[published.labels >= 0]).tolist()
    assert sizes == [published.result["group-votes"][str(group["id"])]["n-members"] for group in published.groups]


def test_representative_lists_in_order(published):
    found = representative(counted(published), published.matrix.statement_ids, published.excluded)
    for group, entries in zip(published.groups, found, strict=True):
        theirs = published.result["repness"][str(group["id"])]
        assert [(entry.statement, entry.direction, entry.n_success, entry.n_trials) for entry in entries] == [
            (entry["tid"], entry["repful-for"], entry["n-success"], entry["n-trials"]) for entry in theirs
        ]
        assert [entry.best_agree for entry in entries] == [entry.get("best-agree", False) for entry in theirs]


def test_representative_figures(published):
    found = representative(counted(published), published.matrix.statement_ids, published.excluded)
    for group, entries in zip(published.groups, found, strict=True):
        for ours, theirs in zip(entries, published.result["repness"][str(group["id"])], strict=True):
            assert abs(ours.p_success - theirs["p-success"]) < EXACT
            assert abs(ours.p_test - theirs["p-test"]) < EXACT
            assert abs(ours.repness - theirs["repness"]) < EXACT
            # pol.is publishes this one in single precision
            assert np.float32(ours.repness_test) == np.float32(theirs["repness-test"])


def test_consensus_lists_in_order(published):
    totals, ids = total_votes(published.matrix), published.matrix.statement_ids
    for direction, found in (
        ("agree", consensus_agree(totals, ids, published.excluded)),
        ("disagree", consensus_disagree(totals, ids, published.excluded)),
    ):
        theirs = published.result["consensus"][direction]
        assert [(entry.statement, entry.n_success, entry.n_trials) for entry in found] == [
            (entry["tid"], entry["n-success"], entry["n-trials"]) for entry in theirs
        ]
        for ours, their in zip(found, theirs, strict=True):
            assert abs(ours.p_success - their["p-success"]) < EXACT
            assert abs(ours.p_test - their["p-test"]) < EXACT


def test_group_aware_consensus(published):
    found = group_aware_consensus(counted(published))
    assert np.abs(found - published.per_statement("group-aware-consensus")).max() < EXACT


def test_priorities(published):
    meta = published.matrix.columns_of(published.result["meta-tids"])
    found = priorities(counted(published).sum(axis=0), extremity(project(published.matrix, published.excluded)), meta)
    assert np.abs(found - published.per_statement("comment-priorities")).max() < EXACT
