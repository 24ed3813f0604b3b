"""Answering, over both faces."""

import pytest

from deliberation.obligations.answering import AnswerDraft
from deliberation.obligations.models import Answer, Obligation
from tests.cast import CLOSING, DAY, closed_and_bound, commitment, not_yet

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(at):
    at(CLOSING + DAY)
    return closed_and_bound()


def owed():
    return Obligation.objects.order_by("id").first()


@pytest.mark.parametrize("draft", [commitment(), not_yet()], ids=["commitment", "not-yet"])
def test_a_complete_answer_is_published(face, world, draft):
    face.sign_in(world.cast.omar)
    assert face.answer(owed().pk, draft).done
    answer = Answer.objects.get()
    assert (answer.position, answer.version, answer.summary) == (draft.position, 1, draft.summary)
    assert answer.milestones.count() == len(draft.milestones)


def test_a_better_answer_is_a_new_version(face, world):
    face.sign_in(world.cast.omar)
    face.answer(owed().pk, not_yet())
    assert face.answer(owed().pk, commitment()).done
    assert list(Answer.objects.values_list("version", "position")) == [(1, "not-yet"), (2, "commitment")]


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (AnswerDraft(), "Choose whether you will do it, or cannot yet."),
        (commitment(summary=""), "Sum up the answer in plain language."),
        (commitment(summary="x" * 201), "Shorten the summary to 200 characters."),
        (commitment(milestones=()), "Name at least one milestone"),
        (not_yet(would_have_to_change=""), "Say what would have to change for it to become feasible."),
        (not_yet(explanation="x" * 399), "Explain in at least 400 characters; there are 399."),
        (not_yet(review_on=None), "Set the date of the next review"),
        (not_yet(reasons=()), "Choose at least one reason of the list."),
        (not_yet(source=""), "Give a source"),
        (not_yet(alternative=""), "Say what you offer instead"),
    ],
)
def test_an_incomplete_answer_is_refused_and_says_what_is_missing(face, world, draft, sentence):
    face.sign_in(world.cast.omar)
    answer = face.answer(owed().pk, draft)
    assert answer.status == 400
    assert answer.says(sentence)
    assert not Answer.objects.exists()


def test_a_stranger_answers_nothing(face, world):
    assert not face.answer(owed().pk, commitment()).done
    assert not Answer.objects.exists()


@pytest.mark.parametrize("who", ["hana", "fay"])
def test_another_ministry_and_the_facilitator_answer_nothing(face, world, who):
    face.sign_in(getattr(world.cast, who))
    answer = face.answer(owed().pk, commitment())
    assert answer.status == 403
    assert answer.says("This needs the role official in Ministry of Transport.")
    assert not Answer.objects.exists()


def test_the_final_result_is_there_for_everybody(face, world):
    answer = face.results("streets")
    assert answer.status == 200
    assert not answer.says(world.people[0].pseudonym)
