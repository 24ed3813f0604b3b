"""The result in sentences: the same figures, no rejected text, and no consensus of one."""

import pytest

from deliberation.results.actions import analyse
from deliberation.results.words import isolated, summary
from deliberation.statements.moderating import rule
from deliberation.statements.queries import public_texts
from tests.cast import AGREE, NOON, WORLD_TEXTS, citizen, founded, opened, published, seeded, vote

pytestmark = pytest.mark.django_db
EMPTY = {
    "participants": 40,
    "votes": 400,
    "disclosure": {"suppress_below": 10, "round_to": 5},
    "consensus_rule": {"min_share": 0.6, "min_voters": 20},
    "groups": [],
    "statements": [],
    "consensus": [],
}


def test_a_disagreement_is_told_as_one() -> None:
    document = published().publication.document
    against = [entry for entry in document["consensus"] if entry["direction"] == "disagree"]
    sentences = summary({**document, "consensus": against}, dict(enumerate(WORLD_TEXTS)))
    assert sentences[2] == f"All groups disagree: “{isolated(WORLD_TEXTS[2])}”"


def test_a_rejected_statement_is_in_no_sentence() -> None:
    world = published()
    rejected = (0, 1, 3, 6, 9)
    for statement in world.consultation.statements.filter(number__in=rejected):
        rule(statement=statement, outcome="rejected", by=world.cast.fay, now=NOON, reason="unclear")
    sentences = summary(world.publication.document, public_texts(world.consultation))
    assert sentences[2] == f"All groups disagree: “{isolated(WORLD_TEXTS[2])}”"
    told = " ".join(sentences)
    assert [number for number in rejected if isolated(WORLD_TEXTS[number]) in told] == []
    assert len([sentence for sentence in sentences if sentence.startswith("Group")]) == 3


def test_few_people_are_not_counted_out_loud() -> None:
    document = {**EMPTY, "participants": None}
    assert summary(document, {}) == [
        "Fewer than 10 people have voted.",
        "No opinion groups can be told apart.",
        "No statement is consensus.",
    ]


def test_one_agree_out_of_one_vote_is_no_consensus() -> None:
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation)
    vote(citizen(consultation, "ann"), 0, AGREE)
    document = analyse(consultation=consultation, now=NOON).prepared
    assert (document["consensus"], document["participants"], document["votes"]) == ([], None, None)


@pytest.mark.parametrize(("groups", "words"), [(0, "Most people disagree"), (2, "All groups disagree")])
def test_without_groups_nothing_is_said_of_groups(groups, words) -> None:
    group = {"label": "A", "size": 20, "share": 50, "representative": []}
    entry = {"statement": 7, "direction": "disagree", "groups": []}
    document = {**EMPTY, "groups": [group] * groups, "consensus": [entry]}
    assert summary(document, {7: "Cars belong here."})[2] == f"{words}: “{isolated('Cars belong here.')}”"


def test_a_group_without_a_voice_is_not_told_to_agree() -> None:
    groups = [{"label": label, "share": 33, "representative": []} for label in "ABC"]
    entry = {"statement": 7, "direction": "agree", "groups": [{"label": label} for label in "AB"]}
    document = {**EMPTY, "groups": groups, "consensus": [entry]}
    assert summary(document, {7: "Trams."})[2].startswith("All groups that are large enough to have a voice agree")


def test_where_no_group_has_a_voice_it_is_most_people_who_agree() -> None:
    groups = [{"label": label, "share": 50, "representative": []} for label in "AB"]
    entry = {"statement": 7, "direction": "agree", "groups": [{"label": ""}]}
    assert summary({**EMPTY, "groups": groups, "consensus": [entry]}, {7: "Trams."})[2].startswith("Most people agree")


def test_groups_that_do_not_oppose_each_other_may_still_be_apart() -> None:
    groups = [{"label": label, "share": 50, "representative": []} for label in "AB"]
    hidden = {"agree": None, "disagree": None, "skip": None}
    row = {"number": 7, **hidden, "divisiveness": 45, "groups": [{"label": label, **hidden} for label in "AB"]}
    sentences = summary({**EMPTY, "groups": groups, "statements": [row]}, {7: "Trams."})
    assert "On no statement does most of one group agree and most of another disagree." in sentences
    assert f"They are furthest apart, about 45 percentage points, on: “{isolated('Trams.')}”" in sentences
