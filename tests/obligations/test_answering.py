"""What a complete answer is, who may give it, and that every version stays."""

from dataclasses import replace
from datetime import date
from hashlib import sha256

import pytest

from deliberation.errors import Invalid, Missing
from deliberation.obligations.answering import NEEDS, AnswerDraft, gaps
from deliberation.obligations.models import Answer, Milestone, Obligation, Position
from deliberation.obligations.queries import as_draft, obligation_numbered
from deliberation.record.models import Entry, Unchangeable
from tests.cast import (
    CLOSING,
    DAY,
    NOON,
    already,
    answer,
    closed_and_bound,
    commitment,
    founded,
    not_yet,
    opened,
    partly,
)

TODAY = date(2026, 3, 9)
EXPLAINED = "x" * 400
NO_LINKS = (
    "http://transport.example.org/",
    "https://",
    "https://nowhere",
    "transport.example.org",
    "javascript:alert(1)",
    "https://example.org/ onclick=x",
    f"https://example.org/{'x' * 500}",
)


def test_complete_answers_have_no_gaps() -> None:
    complete = [commitment(), partly(), already(), not_yet()]
    assert [each.position for each in complete] == list(NEEDS) == Position.values
    assert [gaps(each, TODAY) for each in complete] == [{}] * 4


def test_part_of_it_needs_what_will_be_done_and_all_that_not_yet_needs_for_the_rest() -> None:
    assert set(gaps(AnswerDraft(position="partly"), TODAY)) == (
        set(gaps(AnswerDraft(position="commitment"), TODAY)) | set(gaps(AnswerDraft(position="not-yet"), TODAY))
    )


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        *((commitment(**{name: blank}), name) for name in ("summary", "signed_by", "contact") for blank in ("", " \n")),
        *((not_yet(**{name: " "}), name) for name in ("source", "would_have_to_change", "alternative", "explanation")),
        *((already(**{name: " "}), name) for name in ("link", "since", "usage")),
        *((already(link=link), "link") for link in NO_LINKS),
        (partly(milestones=()), "milestones"),
        (partly(explanation="x" * 399), "explanation"),
        (commitment(position=""), "position"),
        (commitment(position="perhaps"), "position"),
        (commitment(milestones=()), "milestones"),
        (commitment(summary="x" * 201), "summary"),
        (not_yet(reasons=()), "reasons"),
        (not_yet(reasons=("law", "mood")), "reasons"),
        (not_yet(review_on=None), "review_on"),
        (not_yet(review_on=TODAY), "review_on"),
        (not_yet(review_on=date(2027, 3, 10)), "review_on"),
        (not_yet(explanation="x" * 399), "explanation"),
        (not_yet(explanation=" " * 400), "explanation"),
        (commitment(signed_by="x" * 201), "signed_by"),
        (commitment(contact="x" * 201), "contact"),
        (not_yet(source="x" * 501), "source"),
    ],
)
def test_each_missing_part_is_named_and_nothing_else(draft, field) -> None:
    assert list(gaps(draft, TODAY)) == [field]


def test_the_edges_pass() -> None:
    assert gaps(not_yet(explanation=EXPLAINED, review_on=date(2027, 3, 9), source="x" * 500), TODAY) == {}
    assert gaps(commitment(summary="x" * 200, signed_by="x" * 200, contact="x" * 200), TODAY) == {}


def test_an_empty_answer_is_told_everything_at_once() -> None:
    assert gaps(AnswerDraft(), TODAY) == {
        "summary": "Sum up the answer in plain language.",
        "signed_by": "Name the role that signs.",
        "contact": "Name the unit people can turn to.",
        "position": "Choose one of the positions: what will you do?",
    }


def milestone(**what):
    return replace(commitment().milestones[0], **what)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"what": " "}, "Say what will be true, how anybody can see it, and which unit is responsible."),
        ({"evidence": ""}, "Say what will be true, how anybody can see it, and which unit is responsible."),
        ({"unit": ""}, "Say what will be true, how anybody can see it, and which unit is responsible."),
        ({"due_on": None}, "Set a date after today, at most 24 months ahead."),
        ({"due_on": TODAY}, "Set a date after today, at most 24 months ahead."),
        ({"due_on": date(2028, 3, 10)}, "Set a date after today, at most 24 months ahead."),
        ({"what": "x" * 301}, "Shorten this to 300 characters."),
        ({"evidence": "x" * 301}, "Shorten this to 300 characters."),
        ({"unit": "x" * 201}, "Shorten the unit to 200 characters."),
    ],
)
def test_a_wrong_milestone_is_named_by_its_place(wrong, sentence) -> None:
    draft = commitment(milestones=(milestone(), milestone(**wrong)))
    assert gaps(draft, TODAY) == {"milestones.1": sentence}


def test_a_milestone_in_exactly_two_years_passes() -> None:
    assert gaps(commitment(milestones=(milestone(due_on=date(2028, 3, 9)),)), TODAY) == {}


@pytest.fixture
def world():
    return closed_and_bound()


@pytest.fixture
def duty(world) -> Obligation:
    return Obligation.objects.first()


@pytest.mark.django_db
def test_an_incomplete_answer_is_refused_and_nothing_is_stored(world, duty) -> None:
    with pytest.raises(Invalid) as refused:
        answer(obligation=duty, draft=not_yet(explanation="x" * 399), by=world.cast.omar, now=CLOSING)
    assert refused.value.code == "answer-incomplete"
    assert refused.value.fields == {"explanation": "Explain in at least 400 characters; there are 399."}
    assert not Answer.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("draft", [commitment(), partly(), already(), not_yet()], ids=lambda draft: draft.position)
def test_every_position_is_kept_as_it_was_written(world, duty, draft) -> None:
    stored = answer(obligation=duty, draft=draft, by=world.cast.omar, now=CLOSING)
    assert as_draft(stored) == replace(draft, reasons=sorted(draft.reasons), milestones=list(draft.milestones))


@pytest.mark.django_db
def test_a_commitment_is_kept_with_its_milestones_and_without_what_belongs_to_the_other_position(world, duty) -> None:
    draft = commitment(source="not asked", reasons=("law",), milestones=(milestone(), milestone(what="Later.")))
    stored = answer(obligation=duty, draft=draft, by=world.cast.omar, now=CLOSING)
    assert (stored.position, stored.source, stored.reasons, stored.review_on) == ("commitment", "", [], None)
    assert sorted(Milestone.objects.values_list("what", flat=True)) == [
        "Later.",
        "Night buses run every 30 minutes on all seven lines.",
    ]


@pytest.mark.django_db
def test_a_not_yet_is_kept_without_milestones(world, duty) -> None:
    draft = not_yet(milestones=(milestone(),), reasons=("law", "budget", "law"))
    stored = answer(obligation=duty, draft=draft, by=world.cast.omar, now=CLOSING)
    assert (stored.reasons, stored.review_on) == (["budget", "law"], date(2026, 12, 1))
    assert not Milestone.objects.exists()


@pytest.mark.django_db
def test_the_record_names_office_version_and_position(world, duty) -> None:
    answer(obligation=duty, draft=not_yet(), by=world.cast.omar, now=CLOSING)
    entry = Entry.objects.get(act="answer.published")
    assert entry.actor == "official, Ministry of Transport"
    assert entry.details == {
        "ministry": "Ministry of Transport",
        "ministry_slug": "transport",
        "due_on": "2026-05-08",
        "version": 1,
        "position": "not-yet",
        "signed_by": "Director of roads",
        "review_on": "2026-12-01",
        "say_by": "2026-12-31",
    }
    assert not any(name in str(vars(entry)).lower() for name in ("omar", "olga"))


@pytest.mark.django_db
def test_the_record_tells_what_was_promised_by_when(world, duty) -> None:
    stored = answer(obligation=duty, draft=partly(), by=world.cast.omar, now=CLOSING)
    promised = Entry.objects.get(act="answer.published").details["milestones"]
    milestone = stored.milestones.get()
    digest = sha256(milestone.what.lower().encode()).hexdigest()
    assert promised == [{"id": milestone.pk, "due_on": "2027-03-31", "what_sha256": digest}]


@pytest.mark.django_db
def test_a_better_answer_is_a_new_version_and_the_earlier_one_stays(world, duty) -> None:
    as_shown = obligation_numbered(duty.pk)  # as a page loads it, with its answers
    answer(obligation=as_shown, draft=not_yet(), by=world.cast.omar, now=CLOSING)
    answer(obligation=as_shown, draft=commitment(), by=world.cast.omar, now=CLOSING + DAY)
    assert [(each.version, each.position) for each in obligation_numbered(duty.pk).answers.all()] == [
        (1, "not-yet"),
        (2, "commitment"),
    ]
    with pytest.raises(Unchangeable):
        Answer.objects.first().delete()


@pytest.mark.django_db
def test_the_list_of_an_official_is_what_his_ministry_owes() -> None:
    world = closed_and_bound()
    opened(founded(), slug="parks", now=NOON)
    owed = [list(Obligation.objects.owed_by(person)) for person in (world.cast.omar, world.cast.hana, None)]
    assert [len(each) for each in owed] == [3, 0, 0]


@pytest.mark.django_db
def test_a_duty_that_is_not_there() -> None:
    with pytest.raises(Missing):
        obligation_numbered(999)
