"""The document for whoever reads results: everything in it is the analysis, under a name that the head explains."""

import json
from dataclasses import replace

import numpy as np
import pytest

from clustering import VoteMatrix, analyse, binding_consensus, planted_votes
from clustering.report import report, written
from clustering.words import in_words, is_clear


@pytest.fixture(scope="module")
def analysis():
    planted = planted_votes(200, 40, 3, seed=7, votes_per_person=25)
    matrix = VoteMatrix.from_events(planted.participants * 3, planted.statements * 2, planted.values)
    return analyse(matrix, resamples=3, moderated_out=[4])


@pytest.fixture(scope="module")
def document(analysis):
    return report(analysis)


def test_it_names_what_it_was_made_from(analysis, document):
    assert document["method"] == "default"
    for name in ("code_version", "parameters", "input_digest", "k"):
        assert document[name] == getattr(analysis, name)
    assert document["analysis_digest"] == analysis.digest()
    assert (document["participants"], document["votes"]) == (200, 5000)


def test_every_group_has_its_members_by_their_ids(analysis, document):
    assert [group["id"] for group in document["groups"]] == list(range(analysis.k)) == [0, 1, 2]
    for group in document["groups"]:
        assert group["size"] == len(group["members"]) == analysis.group_sizes[group["id"]]
        assert all(member % 3 == 0 for member in group["members"])
        assert (analysis.labels[np.searchsorted(analysis.participant_ids, group["members"])] == group["id"]).all()
        judged = analysis.stability.groups[group["id"]]
        assert group["stability"] == {"people": judged.people, "statements": judged.statements}


def test_what_stands_out_and_what_unites_have_their_figures(analysis, document):
    for group, entries in enumerate(analysis.representative):
        rows = [row for row in document["representative"] if row["group"] == group]
        assert [(row["statement"], row["n_success"], row["repness"]) for row in rows] == [
            (entry.statement, entry.n_success, entry.repness) for entry in entries
        ]
    binding = binding_consensus(analysis)
    assert binding
    for row, entry, judged in zip(document["consensus"], binding, analysis.stability.consensus, strict=True):
        assert (row["statement"], row["direction"], row["flip_margin"]) == (
            entry.statement,
            entry.direction,
            entry.flip_margin,
        )
        assert [share["n_voters"] for share in row["groups"]] == [share.n_voters for share in entry.groups]
        assert row["stability"] == {"people": judged.people, "statements": judged.statements}


def test_places_of_people_and_statements(analysis, document):
    person, statement = document["people"][7], document["statements"][2]
    assert person == {
        "id": 21,
        "group": int(analysis.labels[7]),
        "x": analysis.positions[7, 0],
        "y": analysis.positions[7, 1],
        "uncertainty": analysis.uncertainty[7].tolist(),
    }
    assert statement["id"] == 4
    assert statement["excluded"] is True
    assert [statement[kind] for kind in ("agree", "disagree", "skip")] == analysis.total_votes[2].tolist()
    assert statement["groups"] == analysis.group_votes[:, 2].tolist()
    assert document["statements"][5]["x"] == analysis.components[0, 5]
    assert document["map"]["spread"] == analysis.spread[[0, 0, 1], [0, 1, 1]].tolist()


def test_every_key_is_explained(document):
    head = report.__globals__["__doc__"]
    rows = [document[name][0] for name in ("groups", "consensus", "statements", "people")]
    keys = {*document, "noise", "spread", *(key for row in rows for key in row)}
    assert {key for key in keys if f'"{key}"' not in head} == set()


def test_written_it_is_the_same_json(document):
    text = written(document)
    assert json.loads(text) == document
    assert text.count("\n") > 200


@pytest.mark.parametrize("method", ["polis", "default"])
def test_without_groups_and_without_people(method):
    document = report(analyse(VoteMatrix.from_events([], [], [], all_statements=[4, 5]), method=method))
    assert json.loads(written(document)) == document
    assert (document["k"], document["groups"], document["people"], document["clear"]) == (0, [], [], False)
    assert document["in_words"][0] == "There are no clear groups: too few people, or all in the same place."


def test_the_method_of_polis_has_no_stability(analysis):
    planted = planted_votes(60, 20, 2, seed=7)
    matrix = VoteMatrix.from_events(planted.participants, planted.statements, planted.values)
    document = report(analyse(matrix, method="polis"))
    assert (document["stability"], document["map"], document["clear"]) == (None, None, None)
    assert document["groups"][0]["stability"] is document["people"][0]["uncertainty"] is None
    assert document["in_words"][-1] == "How stable this is was not looked into."


def test_why_there_are_no_clear_groups(analysis):
    nobody = replace(analysis, k=0, group_sizes=analysis.group_sizes[:0], labels=np.full(200, -1))
    fickle = replace(nobody, stability=replace(analysis.stability, clear=False, people=0.3))
    silent = replace(nobody, stability=replace(analysis.stability, clear=False, bits=-0.01))
    assert "do not come back among other people like these (agreement 0.30, needed 0.50)" in in_words(fickle)[0]
    assert "say nothing about votes that were kept back (-0.010 bits per vote)" in in_words(silent)[0]
    assert is_clear(fickle) is is_clear(silent) is False
    assert is_clear(analysis) is True
