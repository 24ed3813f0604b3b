"""Agree is +1 here and in what pol.is exports; only inside its published result is it -1."""

import csv
from collections import Counter

import numpy as np

from clustering.exports import read_export, read_participants_votes, read_votes
from clustering.projection import column_means
from clustering.tallies import total_votes


def test_a_vote_of_plus_one_is_counted_as_an_agree_by_polis(published):
    said = Counter((row["statement_id"], row["vote"]) for row in published.votes)
    for comment in published.comments:
        counted = [said[comment["statement_id"], vote] for vote in (1, -1, 0)]
        assert counted == [comment["agree_count"], comment["disagree_count"], comment["pass_count"]]


def test_the_published_centre_has_the_opposite_sign(published):
    ours = column_means(published.matrix, published.excluded)
    wire = np.array(published.result["pca"]["center"])
    assert np.abs(ours + wire).max() < 1e-9
    assert np.abs(ours - wire).max() > 1


def test_both_files_of_an_export_hold_the_same_votes(export_folder):
    if not (export_folder / "votes.csv").exists():
        assert export_folder.name == "american-assembly.bowling-green"
        return
    events = read_votes(export_folder / "votes.csv")
    rows = read_participants_votes(export_folder / "participants-votes.csv")
    assert events.digest() == rows.digest()


def test_an_export_counts_agrees_as_agrees(export_folder):
    with (export_folder / "participants-votes.csv").open(encoding="utf-8", newline="") as file:
        people = {int(row["participant"]): row for row in csv.DictReader(file)}
    matrix = read_export(export_folder).matrix
    agrees = np.bincount(matrix.rows, weights=matrix.values == 1, minlength=matrix.shape[0])
    claimed = [int(people[person]["n-agree"]) for person in matrix.participant_ids.tolist()]
    assert agrees.tolist() == claimed


def test_totals_are_those_of_the_comments(published):
    totals = dict(zip(published.matrix.statement_ids.tolist(), total_votes(published.matrix).tolist(), strict=True))
    for comment in published.comments:
        expected = [comment["agree_count"], comment["disagree_count"], comment["pass_count"]]
        assert totals.get(comment["statement_id"], [0, 0, 0]) == expected
