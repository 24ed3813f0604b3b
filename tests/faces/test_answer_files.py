"""Files of answers, over both faces: with the draft for the ministry, with the signature for everybody and for ever."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from deliberation.obligations.models import AnswerFile, Draft, Obligation
from deliberation.obligations.queries import draft_of, version_of
from deliberation.record.models import Entry
from tests.cast import CLOSING, DAY, MINUTE, closed_and_bound, commitment, not_yet

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj"
DIGEST = hashlib.sha256(PDF).hexdigest()
DESCRIBED = {"title": "The study", "name": "study.pdf", "size": len(PDF), "sha256": DIGEST}
STUDY = ("The study", "study.pdf", PDF)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def world(at):
    at(CLOSING + DAY)
    return closed_and_bound()


@pytest.fixture
def owed(world):
    return Obligation.objects.order_by("id").first()


@pytest.fixture
def omar(face, world):
    face.sign_in(world.cast.omar)
    return face


@pytest.fixture
def olga(another, world):
    face = another()
    face.sign_in(world.cast.olga)
    return face


def version(duty):
    return version_of(duty, draft_of(duty))


def saved(duty, client=None):
    address = reverse("web:answer-file", args=[duty.pk, AnswerFile.objects.latest("pk").pk])
    return (client or Client()).get(address)


def published(duty, writer, signer, draft):
    writer.save_answer(duty.pk, draft)
    return signer.sign_answer(duty.pk, version(duty)).done


def test_of_a_draft_its_ministry_saves_it_and_once_signed_everybody(omar, olga, world, owed, another, at):
    omar.save_answer(owed.pk, commitment())
    read = version(owed)
    at(CLOSING + DAY + MINUTE)
    assert omar.attach_to_answer(owed.pk, " The  study ", "../study.exe", PDF).done
    assert olga.sign_answer(owed.pk, read).status == 409  # a file more is another draft
    assert olga.drafted(owed.pk).says(DIGEST)
    assert saved(owed, olga.client).headers["Cache-Control"] == "private, no-store"
    for person in (None, world.cast.hana, world.cast.fay):
        client = Client()
        if person:
            client.force_login(person)
        assert saved(owed, client).status_code == 404
    assert omar.save_answer(owed.pk, commitment(summary="We will run night buses.")).done  # keeps it
    assert olga.sign_answer(owed.pk, version(owed)).done
    assert Entry.objects.get(act="answer.published").details["files"] == [DESCRIBED]
    answer = saved(owed)
    assert (answer.content, answer.headers["Cache-Control"]) == (PDF, "public, no-cache")
    told = another().answered(owed.pk)
    address = reverse("web:answer-file", args=[owed.pk, AnswerFile.objects.get().pk])
    assert all(told.says(words) for words in ("The study", DIGEST, address))
    other = Obligation.objects.order_by("id").last()
    assert saved(other).status_code == 404  # it belongs to the first one


def test_attaching_keeps_from_signing_and_frees_nobody_to_sign_a_text_of_their_own(omar, olga, owed):
    omar.save_answer(owed.pk, commitment())
    assert olga.attach_to_answer(owed.pk, *STUDY).done
    assert olga.sign_answer(owed.pk, version(owed)).status == 409
    own = omar.sign_answer(owed.pk, version(owed))
    assert own.status == 409
    assert own.says("Everybody in your ministry who could sign has changed this draft.")
    omar.save_answer(owed.pk, commitment(summary="We will run night buses."))
    assert olga.sign_answer(owed.pk, version(owed)).done


def test_a_file_that_no_answer_carries_is_withdrawn_or_goes_with_its_draft(
    omar, owed, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        assert omar.attach_to_answer(owed.pk, *STUDY).done  # which begins a draft
        kept = AnswerFile.objects.get().kept.name
        assert omar.withdraw_from_answer(owed.pk, AnswerFile.objects.get().pk).done
        assert omar.attach_to_answer(owed.pk, *STUDY).done
        again = AnswerFile.objects.get().kept.name
        assert omar.discard(owed.pk).done
    assert not AnswerFile.objects.exists()
    assert not Draft.objects.exists()
    assert not default_storage.exists(kept)
    assert not default_storage.exists(again)
    assert omar.withdraw_from_answer(owed.pk, 1).status == 404


def test_a_further_version_begins_with_them_and_the_earlier_one_keeps_what_it_leaves_out(omar, olga, owed, another):
    omar.save_answer(owed.pk, commitment())
    omar.attach_to_answer(owed.pk, *STUDY)
    assert olga.sign_answer(owed.pk, version(owed)).done
    assert omar.drafted(owed.pk).says(DIGEST)
    assert published(owed, omar, olga, not_yet())
    first, second = owed.answers.all()
    (study,) = AnswerFile.objects.all()
    assert [row.file for row in second.attachments.all()] == [study]
    assert omar.attach_to_answer(owed.pk, "The map", "map.txt", b"North").done
    assert omar.withdraw_from_answer(owed.pk, study.pk).done
    assert published(owed, omar, olga, not_yet(summary="Not this year."))
    third = owed.answers.last()
    assert [row.file.title for row in third.attachments.all()] == ["The map"]
    assert [row.file for row in first.attachments.all()] == [study]
    assert Client().get(reverse("web:answer-file", args=[owed.pk, study.pk])).content == PDF
    compared = Client().get(reverse("web:answer-version", args=[owed.pk, 3])).content.decode()
    assert "<h3>Files</h3>" in compared.partition('id="changed"')[2]


def test_what_is_in_a_published_one_is_deleted_with_a_reason(
    omar, olga, owed, another, django_capture_on_commit_callbacks
):
    omar.save_answer(owed.pk, commitment())
    omar.attach_to_answer(owed.pk, *STUDY)
    file = AnswerFile.objects.get()
    assert omar.blank_file(owed.pk, file.pk, "Too early.").status == 404  # that is withdrawn
    assert olga.sign_answer(owed.pk, version(owed)).done
    refused = omar.blank_file(owed.pk, file.pk, " ")
    assert (refused.status, refused.says("Say why. Everybody will read it.")) == (400, True)
    another().blank_file(owed.pk, file.pk, "Because.")
    assert saved(owed).content == PDF
    with django_capture_on_commit_callbacks(execute=True):
        assert omar.blank_file(owed.pk, file.pk, "It named a patient.").done
    assert not default_storage.exists(file.kept.name)
    assert saved(owed).status_code == saved(owed, omar.client).status_code == 404
    entry = Entry.objects.get(act="answer.file-blanked")
    assert {name: entry.details[name] for name in (*DESCRIBED, "reason")} == {
        **DESCRIBED,
        "reason": "It named a patient.",
    }
    told = another().answered(owed.pk)
    assert all(told.says(words) for words in ("The study", DIGEST, "It named a patient."))
    assert not omar.drafted(owed.pk).says(DIGEST) or omar.name == "api"
    assert omar.blank_file(owed.pk, file.pk, "Again.").status == 404


def test_one_text_for_several_statements_carries_them_in_each_answer(omar, olga, owed):
    other = Obligation.objects.order_by("id").last()
    omar.save_answer(owed.pk, commitment(sentence="This settles it.", together={other.pk: "And this too."}))
    assert omar.attach_to_answer(owed.pk, *STUDY).done
    assert omar.attach_to_answer(other.pk, "The map", "map.txt", b"North").status == 409  # it is drafted there
    assert olga.sign_answer(owed.pk, version(owed)).done
    assert saved(owed).content == saved(other).content == PDF


@pytest.mark.parametrize(
    ("title", "data", "sentence"),
    [
        ("The plan", b"", "The file is empty."),
        ("The plan", b"MZ\x90\0", "the content of this file is something else"),
        ("x" * 201, PDF, "200"),
    ],
)
def test_what_cannot_be_attached_is_refused_in_words(omar, owed, folder, title, data, sentence):
    refused = omar.attach_to_answer(owed.pk, title, "plan.pdf", data)
    assert (refused.status, refused.says(sentence)) == (400, True)
    assert list(folder.iterdir()) == []
    assert not Draft.objects.exists()


def test_each_once_and_not_too_many_and_only_by_officials(omar, owed, settings, another, world):
    settings.FILES_EACH = 2
    assert omar.attach_to_answer(owed.pk, *STUDY).done
    assert omar.attach_to_answer(owed.pk, *STUDY).says("This very file is attached already.")
    assert omar.attach_to_answer(owed.pk, "The map", "map.txt", b"North").done
    assert not omar.attach_to_answer(owed.pk, "More", "more.txt", b"South").done
    for person in (world.cast.hana, world.cast.fay):
        stranger = another()
        stranger.sign_in(person)
        assert stranger.attach_to_answer(owed.pk, "Mine", "mine.txt", b"Mine").status == 403
        assert stranger.withdraw_from_answer(owed.pk, AnswerFile.objects.first().pk).status == 403
    assert AnswerFile.objects.count() == 2


def test_a_page_that_is_behind_neither_attaches_nor_withdraws(omar, world, owed, at):
    """Somebody else saved meanwhile: what is signed must not hold files that nobody looked at together."""
    begun = version(owed)
    assert omar.attach_to_answer(owed.pk, *STUDY, seen=begun).done
    at(CLOSING + DAY + MINUTE)
    omar.sign_in(world.cast.omar)
    refused = omar.attach_to_answer(owed.pk, "Another", "b.pdf", PDF + b" ", seen=begun)
    file = AnswerFile.objects.get()
    assert (refused.status, refused.says("Somebody saved changes meanwhile.")) == (409, True)
    assert omar.withdraw_from_answer(owed.pk, file.pk, seen=begun).status == 409
    assert AnswerFile.objects.count() == 1
    assert omar.withdraw_from_answer(owed.pk, file.pk, seen=version(owed)).done
