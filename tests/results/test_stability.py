"""How stable a result is stands in it, and what is not stable is not called a group."""

from typing import Any

import numpy as np
import pytest

from clustering import Earlier
from deliberation.results import actions
from deliberation.results.actions import PRIVATE, analyse
from deliberation.results.models import Analysis
from deliberation.results.placements import previous
from deliberation.results.stability import percent
from deliberation.results.stability_words import of_consensus, of_group, stability
from deliberation.results.words import grouping, summary
from deliberation.statements.queries import public_texts
from tests.cast import (
    AGREE,
    DISAGREE,
    HOUR,
    NOON,
    World,
    citizen,
    founded,
    noisy_world,
    opened,
    published,
    seeded,
    vote,
    voted_world,
)

TOLD: dict[str, Any] = {
    "found": 2,
    "clear": True,
    "clear_from": 50,
    "resamples": 20,
    "participants": 200,
    "people": 87,
    "statements": 41,
    "same_number": 65,
    "bits": 0.132,
}


def document(**judged: Any) -> dict[str, Any]:
    return {"participants": 200, "groups": [], "stability": {**TOLD, **judged}}


@pytest.mark.django_db
def test_every_publication_tells_how_stable_its_groups_and_its_consensus_are() -> None:
    found = published().publication.document
    judged = found["stability"]
    expected = {"found": 3, "clear": True, "clear_from": 50, "resamples": 20, "participants": 40, "people": 100}
    assert {name: judged[name] for name in expected} == expected
    assert 75 <= judged["statements"] < 100
    assert 0.3 < judged["bits"] < 1.5
    assert [group["stability"]["people"] for group in found["groups"]] == [100] * 3
    assert all(75 <= group["stability"]["statements"] < 100 for group in found["groups"])
    assert [entry["stability"] for entry in found["consensus"]] == [{"people": 100, "statements": 100}] * 3


@pytest.mark.django_db
def test_groups_that_other_people_would_not_show_are_none() -> None:
    world = published(noisy_world())
    found = world.publication.document
    assert (found["groups"], found["stability"]["clear"], found["stability"]["found"]) == ([], False, 3)
    assert found["stability"]["people"] < 50
    (entry,) = found["consensus"]
    assert (entry["statement"], [group["label"] for group in entry["groups"]]) == (0, [""])
    assert entry["stability"] == {"people": 100, "statements": None}
    assert len(found["map"]["hulls"][""]) > 2
    sentences = summary(found, public_texts(world.consultation))
    assert sentences[1].startswith("No clear groups: 3 were looked at")
    assert sentences[2].startswith("That is a result too")
    assert sentences[3].startswith("Most people agree")


def all_alike(people: int) -> dict[str, Any]:
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation)
    for name in range(people):
        vote(citizen(consultation, f"p{name}"), 0, AGREE)
    return analyse(consultation=consultation, now=NOON).prepared


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        (2, "Too few people have voted to look for opinion groups."),
        (12, "No opinion groups: nothing in the votes parts people."),
    ],
)
def test_that_there_was_nothing_to_look_for_is_another_sentence(people, sentence) -> None:
    found = all_alike(people)
    assert found["stability"]["found"] == 0
    assert grouping(found) == sentence
    assert stability(found) == []


@pytest.mark.django_db
def test_of_few_people_no_figure_is_told() -> None:
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation)
    for name in range(9):
        for number in range(5):
            vote(citizen(consultation, f"p{name}"), number, AGREE if (name + number) % 2 else DISAGREE)
    found = analyse(consultation=consultation, now=NOON).prepared
    assert found["stability"]["found"] == 2
    assert {found["stability"][name] for name in ("participants", "people", "statements", "same_number", "bits")} == {
        None
    }
    assert [group["stability"] for group in found["groups"]] == [None] * len(found["groups"])
    assert (found["noise"], found["spread"], stability(found)) == (None, None, [])


@pytest.mark.parametrize(
    ("share", "told"), [(0.4999, 49), (0.5, 50), (0.29, 29), (0.55, 55), (1.0, 100), (0.999, 99), (-0.2, 0)]
)
def test_no_figure_looks_better_than_it_is(share, told) -> None:
    assert percent(share) == told


@pytest.mark.parametrize(
    ("judged", "why"),
    [
        ({"people": 49}, "They agree to 49 %, and groups are shown from 50 %."),
        ({"people": 59, "clear_from": 60}, "They agree to 59 %, and groups are shown from 60 %."),
        ({"bits": -0.01}, "they do not help to foretell anybody’s votes."),
        ({"people": None}, "among so few people"),
    ],
)
def test_why_groups_are_not_clear_is_said(judged, why) -> None:
    sentence = grouping(document(clear=False, **judged))
    assert sentence.startswith("No clear groups: ")
    assert why in sentence


def test_an_older_publication_says_what_it_knows() -> None:
    assert grouping({"groups": []}) == "No opinion groups can be told apart."
    assert (stability({"groups": []}), of_group({}), of_consensus({})) == ([], "", "")


@pytest.mark.parametrize(
    ("share", "word"), [(75, "much the same"), (74, "in part"), (50, "in part"), (49, "differently")]
)
def test_the_sentences_grade_the_figures(share, word) -> None:
    _tries, people, statements, _number, _bits = stability(document(people=share, statements=share))
    told = of_group({"label": "A", "stability": {"people": share, "statements": 12}})
    for sentence in (people, statements, told):
        assert word in sentence
        assert f"{share} %" in sentence
    assert "Groups are shown from 50 %." in people
    assert "If other statements had been asked: 12 %." in told


def test_the_sentences_say_what_the_figures_are() -> None:
    tries, _people, _statements, number, bits = stability(document())
    assert "again 20 times" in tries
    assert "75 % or more is good" in tries
    assert number == "Among other people there were 2 groups as well in 65 of 100 tries."
    assert "it tells 0.132 bits per vote. 0 is no help" in bits
    assert "does not help" in stability(document(bits=-0.1))[-1]
    entry = {"stability": {"people": 95, "statements": 80}}
    assert "in 95 of 100 tries" in of_consensus(entry)
    assert "in 80 of 100" in of_consensus(entry)


def test_whom_people_were_drawn_from_is_said_where_it_is_not_all() -> None:
    assert "drawn anew from those who took part" in stability(document())[0]
    assert "drawn anew from about 150 of those who took part" in stability(document(participants=150))[0]


@pytest.mark.django_db
def test_what_is_kept_of_an_analysis_beside_its_placements_is_of_nobody() -> None:
    figures = analyse(consultation=voted_world().consultation, now=NOON).figures
    assert not set(PRIVATE) & set(figures)
    assert {"stability", "center", "components", "spread", "noise", "divisiveness"} <= set(figures)
    assert 42 not in set(_lengths(figures))  # so many people, and nothing else of which there are 42


def _lengths(value: Any) -> list[int]:
    if isinstance(value, dict):
        return [length for each in value.values() for length in _lengths(each)]
    if isinstance(value, list):
        return [len(value), *(length for each in value for length in _lengths(each))]
    return []


@pytest.mark.django_db
def test_the_consensus_that_is_looked_for_again_is_that_of_the_rule_fixed_at_opening() -> None:
    world = voted_world(consensus_rule={"min_voters": 43})
    found = analyse(consultation=world.consultation, now=NOON)
    assert found.figures["parameters"]["consensus_rule"] == world.consultation.opening.consensus_rule
    assert (found.prepared["consensus"], found.figures["stability"]["consensus"]) == ([], [])


@pytest.mark.django_db
def test_the_next_analysis_goes_on_from_the_model_of_the_publication() -> None:
    publication = published().publication
    earlier = Earlier.of(previous(publication.analysis))
    model = earlier.model(earlier.statement_ids, np.zeros(12))
    figures = publication.analysis.figures
    assert (model.noise, model.center.tolist()) == (figures["noise"], figures["center"])
    np.testing.assert_array_equal(earlier.spread, figures["spread"])


def groups_of(world: World, analysis: Analysis) -> list[int]:
    """The group of each of the people, in their order."""
    placed = previous(analysis)
    by_person = dict(zip(placed.participant_ids.tolist(), placed.labels.tolist(), strict=True))
    return [by_person[person.pk] for person in world.people]


@pytest.mark.django_db
def test_a_consultation_that_was_analysed_by_polis_keeps_its_map_and_its_letters(monkeypatch) -> None:
    monkeypatch.setattr(actions, "METHOD", "polis")
    world = published()
    before = world.publication.analysis
    for name in (
        "stability",
        "spread",
        "noise",
        "uncertainty",
        "divisiveness",
    ):  # older ones lack them
        before.figures.pop(name, None)
    turned = [[-number for number in row] for row in before.figures["components"]][
        ::-1
    ]  # a map that would not come alone
    Analysis.objects.filter(pk=before.pk).update(figures={**before.figures, "components": turned})
    monkeypatch.undo()
    for person in world.people[:5]:
        vote(person, 0, DISAGREE, NOON + HOUR)
    after = analyse(consultation=world.consultation, now=NOON + HOUR)
    assert (after.method, after.figures["parameters"]["aligned_to"] is not None) == ("default", True)
    assert groups_of(world, after) == groups_of(world, before)
    agreement = (np.array(after.figures["components"]) * np.array(turned)).sum(axis=1)
    assert (agreement > 0.9).all()
