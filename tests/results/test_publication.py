"""The public document: figures only, no text, nobody; agree is agree and disagree is disagree."""

import json
import re
from collections.abc import Collection
from typing import Any
from unittest import mock

import pytest

from deliberation.results import matrix
from deliberation.results.actions import analyse
from deliberation.results.disclosure import Disclosure
from deliberation.results.publication import group_names
from deliberation.results.uncertainty import of_share
from deliberation.results.words import isolated, summary
from deliberation.statements.queries import public_texts
from tests.cast import (
    AGREE,
    CLOSING,
    DISAGREE,
    NOON,
    UNITED_AGREE,
    UNITED_DISAGREE,
    WORLD_TEXTS,
    World,
    citizen,
    closed_and_bound,
    founded,
    opened,
    published,
    seeded,
    vote,
    voted_world,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    return published()


@pytest.fixture
def document(world):
    return world.publication.document


def test_the_document_names_its_input_its_rule_and_its_disclosure(world, document) -> None:
    assert document["input"] == {
        "log_position": world.publication.analysis.up_to_vote,
        "digest": world.publication.analysis.input_digest,
    }
    assert document["disclosure"] == {"suppress_below": 10, "round_to": 5}
    assert document["consensus_rule"] == world.consultation.opening.consensus_rule
    assert (document["method"], document["number"], document["final"]) == ("default", 1, False)
    assert document["output_digest"] == world.publication.analysis.output_digest


def test_totals_are_rounded(document) -> None:
    assert (document["participants"], document["votes"]) == (40, 505)
    assert [group["size"] for group in document["groups"]] == [15, 15, 15]


def test_agree_is_agree_and_disagree_is_disagree(document) -> None:
    rows = {row["number"]: row for row in document["statements"]}
    for number in UNITED_AGREE:
        assert rows[number]["agree"] == 40
    for number in UNITED_DISAGREE:
        assert rows[number]["disagree"] == 40
    directions = {entry["statement"]: entry["direction"] for entry in document["consensus"]}
    assert directions == {0: "agree", 1: "agree", 2: "disagree"}


def test_a_group_stands_for_what_it_says(world, document) -> None:
    """Each planted group agrees with three statements of its own and disagrees with the six of the others."""
    agreed = [
        sorted(entry["statement"] for entry in group["representative"] if entry["direction"] == "agree")
        for group in document["groups"]
    ]
    assert sorted(agreed) == [[3, 4, 5], [6, 7, 8], [9, 10, 11]]


def test_no_group_stands_for_what_most_of_it_does_not_say(document) -> None:
    """Everybody agrees with 0: "group A stands out by disagreeing (0 %)" would be nonsense."""
    for group in document["groups"]:
        assert [entry for entry in group["representative"] if entry["share"] <= 50] == []
        assert not [entry for entry in group["representative"] if entry["statement"] in UNITED_AGREE]


def of_eight_and_eighteen(united: Collection[int] = (), **what: Any) -> dict[str, Any]:
    """What may be told when eight people agree with five statements and eighteen disagree, but with the united.

    Few resamples: votes that fit a model perfectly take it long, and nothing here is about how stable they are.
    """
    cast = founded()
    consultation = opened(cast, **what)
    seeded(cast, consultation)
    for number in range(26):
        for statement in range(5):
            agrees = statement in united or number < 8
            vote(citizen(consultation, f"p{number}"), statement, AGREE if agrees else DISAGREE)
    with mock.patch.object(matrix, "RESAMPLES", 2):
        return analyse(consultation=consultation, now=NOON).prepared


def test_nothing_is_said_of_fewer_people_than_the_threshold() -> None:
    """Eight people with one opinion, eighteen with the other: what all eight said must not be printed."""
    document = of_eight_and_eighteen()
    sizes = {group["size"]: group["representative"] for group in document["groups"]}
    assert set(sizes) == {None, 20}
    assert sizes[None] == []
    assert sizes[20] != []


def test_a_consensus_names_no_share_of_fewer_people_than_the_threshold() -> None:
    """All eight of the small group agree with 0. It counts, but "100 %" would tell how each of them voted."""
    (entry,) = of_eight_and_eighteen(united=[0], consensus_rule={"min_group_size": 5})["consensus"]
    assert (entry["statement"], entry["direction"]) == (0, "agree")
    assert sorted((group["share"], group["at_least"]) for group in entry["groups"] if group["share"]) == [(100, 75)]
    assert [group for group in entry["groups"] if group["share"] is None and group["at_least"] is None]


def test_a_flip_margin_that_would_tell_of_few_people_is_not_told() -> None:
    """Of the eight of the small group all agree: six votes against are enough, and would tell how many they are."""
    rule = {"min_group_size": 5, "z": 0.0}
    (entry,) = of_eight_and_eighteen(united=[0], consensus_rule=rule)["consensus"]
    assert (entry["statement"], entry["flip_margin"]) == (0, None)


def test_a_flip_margin_is_rounded_down() -> None:
    """No group is large enough for a voice, all 42 people count as one: 26 votes against are enough."""
    world = voted_world(consensus_rule={"min_group_size": 20, "z": 0.0})
    entries = analyse(consultation=world.consultation, now=NOON).prepared["consensus"]
    assert {entry["statement"]: entry["flip_margin"] for entry in entries} == {0: 25, 1: 25, 2: 25}


def test_how_far_apart_groups_are_is_told_of_shares_that_may_be_told(document) -> None:
    """Ten or more of each planted group agree with its own statements, and of the others disagree with them."""
    apart = {row["number"]: row["divisiveness"] for row in document["statements"]}
    assert [apart[number] for number in (0, 1, 2)] == [0, 0, 0]
    assert {apart[number] for number in range(3, 12)} <= {80, 85, 90}


def test_how_far_a_group_of_few_is_from_the_others_is_not_told() -> None:
    few = of_eight_and_eighteen(consensus_rule={"min_group_size": 5})
    assert {row["divisiveness"] for row in few["statements"]} == {None}


def test_the_document_holds_no_text_and_nobody() -> None:
    world = closed_and_bound()
    stored = json.dumps(world.publication.document)
    assert not [text for text in WORLD_TEXTS if text in stored]
    for person in world.people:
        assert person.pseudonym not in stored
    assert not {"participant", "participant_ids", "positions", "labels"} & set(stored.replace('"', " ").split())
    assert str(world.people[0].pk + 10_000) not in stored


def test_a_mean_tells_no_single_vote() -> None:
    """Loadings carry each statement's mean; of few voters the mean would be their very votes."""
    cast = founded()
    world = voted_world(cast)
    late = seeded(cast, world.consultation, ["Hardly anybody was asked this."])[0]
    vote(world.people[0], late.number, DISAGREE)
    loadings = {row["number"]: row for row in analyse(consultation=world.consultation, now=NOON).prepared["loadings"]}
    assert late.number not in loadings
    assert set(loadings) == set(range(12))
    assert {round(row["center"] * 10, 6) % 1 for row in loadings.values()} == {0}
    assert [loadings[number]["center"] for number in (0, 1, 2)] == [1.0, 1.0, -1.0]


def test_the_sentences_say_what_the_figures_say(world, document) -> None:
    sentences = summary(document, public_texts(world.consultation))
    assert sentences[0] == "About 40 people cast about 505 votes."
    assert sentences[1] == "There are three opinion groups."
    assert sentences[2] == f"All groups agree: “{isolated(WORLD_TEXTS[0])}”"
    assert sentences[3] == "They agree on 1 more statement."
    assert sentences[4] == f"All groups disagree: “{isolated(WORLD_TEXTS[2])}”"
    for group, sentence in zip(document["groups"], sentences[5:8], strict=True):
        first = group["representative"][0]
        figures = f"Group {group['label']}, about {group['share']} % of those in groups, stands out by agreeing:"
        words = f"“{isolated(WORLD_TEXTS[first['statement']])}” About {first['share']} % of the group agree."
        assert sentence == f"{figures} {words}"
    assert re.match("What divides the groups most: .* They are about (80|85|90) percentage points apart.", sentences[8])
    assert len(sentences) == 9  # everybody voted on everything and skipped little: nothing is uncertain


def test_how_sure_a_share_is_is_told_outwards(document) -> None:
    """By Wilson, with 5 % left on each side, and by nothing that the document does not tell anyway."""
    told = set()
    for place, group in enumerate(document["groups"]):
        for entry in group["representative"]:
            row = next(row for row in document["statements"] if row["number"] == entry["statement"])
            again = of_share(entry["share"], row["groups"][place][entry["direction"]], Disclosure(10, 5))
            assert (entry["at_least"], entry["at_most"]) == (again.at_least, again.at_most)
            told.add(again)
    assert told == {(85, 50, 100), (95, 70, 100)}


def test_how_many_voted_on_a_statement_is_rounded(document) -> None:
    assert {row["voters"] for row in document["statements"]} == {40}


@pytest.mark.parametrize("names", [[], ["ann"], ["ann", "bob"]])
def test_nobody_or_hardly_anybody_can_be_analysed_and_closed(names) -> None:
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation)
    for name in names:
        vote(citizen(consultation, name), 0, AGREE)
    world = closed_and_bound(World(cast, consultation, ()), CLOSING)
    assert world.publication.document["consensus"] == []
    assert [duty.kind for duty in world.consultation.obligations.all()] == ["meeting"]
    assert summary(world.publication.document, public_texts(consultation))[0] == "Fewer than 10 people have voted."


def test_groups_are_lettered() -> None:
    assert group_names(3) == ["A", "B", "C"]
