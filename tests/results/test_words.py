"""The result in sentences: the same figures, no rejected text, and no consensus of one."""

import pytest

from deliberation.results.actions import analyse
from deliberation.results.words import summary
from deliberation.statements.actions import rule
from deliberation.statements.queries import public_texts
from tests.cast import AGREE, NOON, WORLD_TEXTS, citizen, founded, opened, published, seeded, vote

pytestmark = pytest.mark.django_db


def test_a_disagreement_is_told_as_one() -> None:
    document = published().publication.document
    against = [entry for entry in document["consensus"] if entry["direction"] == "disagree"]
    sentences = summary({**document, "consensus": against}, dict(enumerate(WORLD_TEXTS)))
    assert sentences[2] == f"All groups disagree: “{WORLD_TEXTS[2]}”"


def test_a_rejected_statement_is_in_no_sentence() -> None:
    world = published()
    rejected = (0, 1, 3, 6, 9)
    for statement in world.consultation.statements.filter(number__in=rejected):
        rule(statement=statement, outcome="rejected", by=world.cast.fay, now=NOON, reason="unclear")
    sentences = summary(world.publication.document, public_texts(world.consultation))
    assert sentences[2] == f"All groups disagree: “{WORLD_TEXTS[2]}”"
    told = " ".join(sentences)
    assert [number for number in rejected if f"“{WORLD_TEXTS[number]}”" in told] == []
    assert len(sentences) == 6


def test_few_people_are_not_counted_out_loud() -> None:
    document = {"participants": None, "disclosure": {"suppress_below": 10}, "groups": [], "consensus": []}
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
    document = {"participants": 40, "votes": 400, "groups": [group] * groups, "consensus": [entry]}
    assert summary(document, {7: "Cars belong here."})[2] == f"{words}: “Cars belong here.”"
