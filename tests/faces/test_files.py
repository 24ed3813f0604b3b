"""Files to read besides, over both faces: attached, saved by whoever may see them, withdrawn; later with a reason."""

import hashlib

import pytest
from django.core.files.storage import default_storage
from django.test import Client
from django.urls import reverse

from deliberation.consultations.models import ConsultationFile
from deliberation.record.models import Entry
from tests.cast import draft, fresh

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7\n1 0 obj"
DIGEST = hashlib.sha256(PDF).hexdigest()
WHY = "People asked for it."
DESCRIBED = {"title": "The plan", "name": "plan.pdf", "size": len(PDF), "sha256": DIGEST}


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture
def fay(face, world):
    face.sign_in(world[0].fay)
    return face


@pytest.fixture
def plan(world):
    return draft(world[0], slug="plan")


def saved(slug, number, client=None, **headers):
    return (client or Client()).get(reverse("web:consultation-file", args=[slug, number]), headers=headers)


def test_of_a_draft_its_own_staff_save_it_and_from_opening_on_everybody(fay, plan, world, another):
    assert fay.attach("plan", " The  plan ", "../plan.exe", PDF).done
    file = ConsultationFile.objects.get()
    assert (file.title, file.name, file.sha256) == ("The plan", "plan.pdf", DIGEST)
    assert not Entry.objects.filter(act="file.attached").exists()
    assert saved("plan", file.pk).status_code == 404
    own = saved("plan", file.pk, fay.client)
    assert own.content == PDF
    assert own.headers["Cache-Control"] == "private, no-store"
    assert fay.open("plan").done
    assert Entry.objects.get(act="consultation.opened", consultation="plan").details["files"] == [DESCRIBED]
    answer = saved("plan", file.pk)
    assert answer.content == PDF
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="plan.pdf"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; frame-ancestors 'none'; sandbox"
    assert saved("plan", file.pk, **{"if-none-match": answer.headers["ETag"]}).status_code == 304
    listed = another().files("plan")
    assert all(listed.says(words) for words in ("The plan", DIGEST, f"/c/plan/files/{file.pk}/"))
    assert saved("streets", file.pk).status_code == 404  # it belongs to the other one


def test_after_opening_it_takes_a_reason_that_everybody_reads(fay, world, another, django_capture_on_commit_callbacks):
    for reason in ("", " "):
        refused = fay.attach("streets", "The plan", "plan.pdf", PDF, reason)
        assert refused.status == 400
        assert refused.says("Say why. Everybody will read it.")
    assert fay.attach("streets", "The plan", "plan.pdf", PDF, WHY).done
    file = ConsultationFile.objects.get()
    kept = file.kept.name
    assert fay.withdraw("streets", file.pk).status == 400
    assert default_storage.exists(kept)
    with django_capture_on_commit_callbacks(execute=True):
        assert fay.withdraw("streets", file.pk, "It was the wrong one.").done
    assert not default_storage.exists(kept)
    assert saved("streets", file.pk).status_code == 404
    assert not another().files("streets").says(DIGEST)
    told = [Entry.objects.get(act=f"file.{act}").details for act in ("attached", "withdrawn")]
    assert told == [{**DESCRIBED, "reason": WHY}, {**DESCRIBED, "reason": "It was the wrong one."}]
    assert another().record("streets").says("It was the wrong one.")
    assert Client().get("/c/streets/").content.decode().count("The file “The plan” was") == 2


def test_a_draft_loses_it_without_a_word(fay, plan):
    assert fay.attach("plan", "The plan", "plan.pdf", PDF).done
    assert fay.withdraw("plan", ConsultationFile.objects.get().pk).done
    assert not ConsultationFile.objects.exists()
    assert not Entry.objects.filter(consultation="plan").exists()


@pytest.mark.parametrize(
    ("title", "data", "sentence"),
    [
        ("The plan", b"", "The file is empty."),
        ("The plan", b"MZ\x90\0", "the content of this file is something else"),
        ("The plan", PDF + bytes(2_000_000), "The file is larger than 1 MB."),
        ("x" * 201, PDF, "200"),
    ],
)
def test_what_cannot_be_attached_is_refused_in_words(fay, plan, settings, folder, title, data, sentence):
    settings.FILE_MEGABYTES = 1
    refused = fay.attach("plan", title, "plan.pdf", data)
    assert refused.status == 400
    assert refused.says(sentence)
    assert list(folder.iterdir()) == []


def test_each_once_and_not_too_many(fay, plan, settings):
    settings.FILES_EACH = 2
    assert fay.attach("plan", "The plan", "plan.pdf", PDF).done
    assert fay.attach("plan", "The plan", "plan.pdf", PDF).says("This very file is attached already.")
    assert fay.attach("plan", "The map", "map.txt", b"North").done
    assert not fay.attach("plan", "More", "more.txt", b"South").done
    assert ConsultationFile.objects.count() == 2


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_others_attach_and_withdraw_nothing(face, another, world, who):
    fay = another()
    fay.sign_in(world[0].fay)
    fay.attach("streets", "The plan", "plan.pdf", PDF, WHY)
    if who:
        face.sign_in(getattr(world[0], who))
    assert not face.attach("streets", "Mine", "mine.txt", b"Mine", WHY).done or who is None
    face.withdraw("streets", ConsultationFile.objects.get().pk, WHY)
    assert ConsultationFile.objects.get().title == "The plan"


def test_what_was_looked_at_is_what_opens(fay, plan):
    seen = fresh(plan).version
    assert fay.attach("plan", "The plan", "plan.pdf", PDF).done
    assert fresh(plan).version != seen
    assert fay.open("plan", seen=seen).status == 409
