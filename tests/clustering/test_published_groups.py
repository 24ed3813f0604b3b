"""The groups of pol.is: from its base clusters everywhere, from the votes where history allows."""

import numpy as np
import pytest

from clustering.groups import base_clusters, group
from clustering.participation import taking_part
from clustering.projection import positions, project

EXACT = 1e-9
ENOUGH_VOTES = 7
SMALL = ("below-100-ptpts", "25ptpt-3gp-no-strict-with-meta")


def taking_part_live(published):
    """Who takes part when votes come in one by one and nobody who once took part leaves."""
    people = published.matrix.participant_ids
    counts, asked, held = np.zeros(len(people), dtype=np.int64), set(), np.zeros(len(people), dtype=bool)
    for vote in published.votes:
        counts[np.searchsorted(people, vote["participant_id"])] += 1
        asked.add(vote["statement_id"])
        held = taking_part(counts, len(asked), held) & (counts > 0)
    return held


def rows_by_seventh_vote(published):
    """In the order in which people reached the votes that grouping asks for: so they entered the live matrix.
    Those who took part with fewer, while there were few people, come last."""
    votes_of: dict[int, int] = {}
    entered = []
    for vote in published.votes:
        person = vote["participant_id"]
        votes_of[person] = votes_of.get(person, 0) + 1
        if votes_of[person] == ENOUGH_VOTES:
            entered.append(person)
    order = dict.fromkeys([*entered, *votes_of])
    return np.searchsorted(published.matrix.participant_ids, list(order))


def partition(labels):
    """Which rows stand together, whatever the groups are called."""
    return {frozenset(np.flatnonzero(labels == label).tolist()) for label in set(labels.tolist()) - {-1}}


def rows_by_base_cluster(published):
    return np.array([rows[0] for rows in published.base_rows])


def test_groups_from_base_clusters(published):
    counts = np.array(published.result["base-clusters"]["count"])
    found = group(published.base_centres, counts)
    assert found.k == len(published.groups)
    assert found.labels.tolist() == published.base_labels.tolist()
    theirs = -np.array([entry["center"] for entry in published.groups])
    assert np.abs(found.centres - theirs).max() < EXACT


@pytest.mark.parametrize("name", SMALL)
def test_who_takes_part_from_raw_votes(name, read_published):
    published = read_published(name)
    found = published.matrix.participant_ids[taking_part_live(published)]
    assert found.tolist() == sorted(published.result["in-conv"])


def test_a_replay_of_the_final_counts_lets_nobody_in_that_polis_left_out(published):
    found = taking_part(published.matrix.vote_counts, published.matrix.shape[1])
    missing = set(published.matrix.participant_ids[found]) - set(published.result["in-conv"])
    assert not missing


@pytest.mark.parametrize("name", SMALL)
def test_up_to_a_hundred_people_are_each_their_own_base_cluster(name, read_published):
    published = read_published(name)
    placed = positions(published.matrix, project(published.matrix, published.excluded), published.excluded)
    rows = rows_by_base_cluster(published)
    found = base_clusters(placed[rows])
    assert found.counts.tolist() == published.result["base-clusters"]["count"]
    assert np.abs(np.abs(found.centres) - np.abs(published.base_centres)).max() < EXACT


@pytest.mark.parametrize("name", SMALL)
def test_groups_from_raw_votes(name, read_published):
    """From the votes alone: the same people stand together. (What pol.is calls the groups hangs on its history.)"""
    published = read_published(name)
    placed = positions(published.matrix, project(published.matrix, published.excluded), published.excluded)
    rows = [row for row in rows_by_seventh_vote(published) if taking_part_live(published)[row]]
    base = base_clusters(placed[rows])
    found = group(base.centres, base.counts)
    assert partition(found.labels[base.labels]) == partition(published.labels[rows])
    assert (found.k, len(rows)) == (len(published.groups), int((published.labels >= 0).sum()))
