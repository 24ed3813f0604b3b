"""Answering, over both faces."""

from dataclasses import replace

import pytest

from deliberation.obligations.answering import AnswerDraft
from deliberation.obligations.models import Answer, Draft, Obligation
from deliberation.obligations.queries import as_draft, assigned_to, draft_of, version_of
from deliberation.people.actions import appoint
from deliberation.people.permissions import Role
from tests.cast import CLOSING, DAY, already, closed_and_bound, commitment, not_yet, partly

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(at):
    at(CLOSING + DAY)
    return closed_and_bound()


def owed():
    return Obligation.objects.order_by("id").first()


def version(duty):
    return version_of(duty, draft_of(duty))


@pytest.fixture
def signs(face, world, another):
    """signs(): a second official reads what is saved, and signs."""
    olga = another()
    olga.sign_in(world.cast.olga)
    return lambda seen=None: olga.sign_answer(owed().pk, version(owed()) if seen is None else seen)


@pytest.mark.parametrize("draft", [commitment(), partly(), already(), not_yet()], ids=lambda draft: draft.position)
def test_a_complete_answer_is_saved_by_one_and_published_by_another(face, world, signs, draft):
    face.sign_in(world.cast.omar)
    assert face.save_answer(owed().pk, draft).done
    assert not Answer.objects.exists()
    assert signs().done
    assert as_draft(Answer.objects.get()) == replace(
        draft, reasons=sorted(draft.reasons), milestones=list(draft.milestones)
    )


def test_a_better_answer_is_a_new_version(face, world, signs):
    face.sign_in(world.cast.omar)
    for draft in (not_yet(), commitment()):
        face.save_answer(owed().pk, draft)
        assert signs().done
    assert list(Answer.objects.values_list("version", "position")) == [(1, "not-yet"), (2, "commitment")]


@pytest.mark.parametrize(
    ("draft", "sentence"),
    [
        (AnswerDraft(), "Choose one of the positions: what will you do?"),
        (commitment(summary=""), "Sum up the answer in plain language."),
        (commitment(summary="x" * 201), "Shorten the summary to 200 characters."),
        (commitment(milestones=()), "Name at least one milestone"),
        (partly(would_have_to_change=""), "Say what would have to change for it to become feasible."),
        (not_yet(explanation="x" * 399), "Explain in at least 400 characters; there are 399."),
        (not_yet(review_on=None), "Set the date of the next review"),
        (not_yet(reasons=()), "Choose at least one reason of the list."),
        (not_yet(source=""), "Give a source"),
        (not_yet(alternative=""), "Say what you offer instead"),
        (already(link="http://example.org"), "it begins with https://."),
    ],
)
def test_an_incomplete_answer_is_saved_but_not_signed_and_says_what_is_missing(face, world, signs, draft, sentence):
    face.sign_in(world.cast.omar)
    assert face.save_answer(owed().pk, draft).done
    refused = signs()
    assert refused.status == 400
    assert refused.says(sentence)
    assert not Answer.objects.exists()


def test_nobody_signs_their_own_nor_what_they_have_not_seen(face, world, signs):
    face.sign_in(world.cast.omar)
    face.save_answer(owed().pk, commitment())
    read = version(owed())
    alone = face.sign_answer(owed().pk, read)
    assert alone.status == 409
    assert alone.says("Ask a second official to sign; your ministry has 1 other.")
    face.discard(owed().pk)
    missing = signs(read)
    assert (missing.status, missing.says("There is no draft. Save one first.")) == (409, True)
    face.save_answer(owed().pk, not_yet())
    unread = signs("answer-0")
    assert (unread.status, unread.says("The draft is not as you read it any more.")) == (409, True)
    assert not Answer.objects.exists()


def test_two_officials_do_not_overwrite_each_other(face, world, another):
    seen, olga = version(owed()), another()
    face.sign_in(world.cast.omar)
    olga.sign_in(world.cast.olga)
    assert face.save_answer(owed().pk, commitment(), seen).done
    late = olga.save_answer(owed().pk, not_yet(), seen)
    assert (late.status, late.says("Somebody saved changes meanwhile.")) == (409, True)
    assert olga.save_answer(owed().pk, not_yet(), version(owed())).done


def test_one_text_answers_several_statements(face, world, signs):
    first, second, third = Obligation.objects.order_by("id")
    face.sign_in(world.cast.omar)
    draft = commitment(sentence="This settles it.", together={third.pk: "And this too."})
    assert face.save_answer(first.pk, draft).done
    assert not face.save_answer(third.pk, not_yet()).done
    assert signs().done
    assert dict(Answer.objects.values_list("obligation", "sentence")) == {
        first.pk: "This settles it.",
        third.pk: "And this too.",
    }
    face.save_answer(second.pk, commitment())
    olga = type(face)()
    olga.sign_in(world.cast.olga)
    copied = olga.sign_answer(second.pk, version(second))
    assert (copied.status, copied.says("At least 90% of the words are those of the answer to statement")) == (400, True)


def test_a_duty_is_given_to_somebody_of_the_ministry(face, world):
    face.sign_in(world.cast.omar)
    assert face.assign(owed().pk, world.cast.olga).done
    assert assigned_to(owed()) == world.cast.olga
    assert face.assign(owed().pk, None).done
    assert assigned_to(owed()) is None


def test_what_is_drafted_is_seen_by_the_ministry_alone(face, world, another):
    face.sign_in(world.cast.omar)
    face.save_answer(owed().pk, commitment(summary="Frumpelated buses."))
    iris = appoint(email="iris@example.org", name="Iris", role=Role.OBSERVER, organisation=world.cast.transport,
                   now=CLOSING)  # fmt: skip
    for person, seen in ((world.cast.olga, True), (iris, True), (world.cast.hana, False), (world.cast.fay, False)):
        reader = another()
        reader.sign_in(person)
        told = reader.drafted(owed().pk)
        assert (told.done, told.says("Frumpelated")) == (seen, seen), person
    assert not another().drafted(owed().pk).says("Frumpelated")


def test_a_stranger_answers_nothing(face, world):
    assert not face.save_answer(owed().pk, commitment()).done
    assert not face.sign_answer(owed().pk, "answer-0").done
    assert not face.assign(owed().pk, None).done
    assert not Draft.objects.exists()


@pytest.mark.parametrize("who", ["hana", "fay"])
def test_another_ministry_and_the_facilitator_answer_nothing(face, world, who):
    face.sign_in(getattr(world.cast, who))
    for refused in (
        face.save_answer(owed().pk, commitment()),
        face.sign_answer(owed().pk, "answer-0"),
        face.discard(owed().pk),
        face.assign(owed().pk, None),
    ):
        assert refused.status == 403
        assert refused.says("This needs the role official in Ministry of Transport.")
    assert not Draft.objects.exists()


def test_the_final_result_is_there_for_everybody(face, world):
    answer = face.results("streets")
    assert answer.status == 200
    assert not answer.says(world.people[0].pseudonym)
