"""A ministry's public note to its line of the scoreboard, over both faces."""

import csv
from io import StringIO

import pytest
from django.core.cache import cache
from django.test import Client

from deliberation.obligations.models import BoardNote
from deliberation.obligations.rules import LONGEST_NOTE
from deliberation.record.models import Entry

pytestmark = pytest.mark.django_db
FIRST, SECOND = "Two duties came\nin August.", "Since May two more people answer."
ELSEWHERE = ("/ministries/", "/ministries/transport/", "/ministries.csv", "/api/v1/scoreboard")


def shown(path: str) -> str:
    cache.clear()
    return Client().get(path).content.decode()


def notes() -> list[tuple[int, str]]:
    return list(BoardNote.objects.values_list("number", "text"))


def test_a_note_stands_beside_the_figures_and_earlier_ones_stay(face, another, world):
    cast, _consultation = world
    face.sign_in(cast.omar)
    assert face.say_on_board("transport", f" {FIRST} ").done
    assert face.say_on_board("transport", FIRST).done, "the same again is no second one"
    assert face.say_on_board("transport", SECOND).done
    assert notes() == [(1, FIRST), (2, SECOND)]
    reader = another()
    assert reader.board().says(SECOND)
    assert not reader.board().says("in August.")
    assert reader.said_on_board("transport").says("in August.")
    for path in ELSEWHERE:
        assert SECOND in shown(path), path
    rows = {row["slug"]: row["note"] for row in csv.DictReader(StringIO(shown("/ministries.csv").lstrip("\ufeff")))}
    assert rows == {"transport": SECOND, "health": ""}
    entry = Entry.objects.filter(act="ministry.noted").order_by("id").last()
    assert (entry.subject, entry.actor) == ("organisation/transport", "official, Ministry of Transport")
    assert (entry.details["note"], len(entry.details["text_sha256"])) == (2, 64)


def test_an_empty_note_takes_the_last_one_back_and_deletes_nothing(face, world):
    cast, _consultation = world
    face.sign_in(cast.olga)
    face.say_on_board("transport", FIRST)
    assert face.say_on_board("transport", "  ").done
    assert notes() == [(1, FIRST), (2, "")]
    for path in ELSEWHERE:
        assert "in August." not in shown(path), path
    assert "in August." in shown("/ministries/transport/notes/")
    assert Entry.objects.filter(act="ministry.note-withdrawn").count() == 1


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (" \n", "Write a few sentences."),
        ("x" * (LONGEST_NOTE + 1), f"Shorten it to {LONGEST_NOTE} characters."),
        ("Bell \u0007", "Remove the control characters."),
    ],
)
def test_what_is_no_note_is_refused(face, world, text, sentence):
    cast, _consultation = world
    face.sign_in(cast.omar)
    refused = face.say_on_board("transport", text)
    assert refused.status == 400
    assert refused.says(sentence)
    assert notes() == []


@pytest.mark.parametrize("who", [None, "fay", "hana"])
def test_others_write_none(face, world, who):
    cast, _consultation = world
    if who:
        face.sign_in(getattr(cast, who))
    assert not face.say_on_board("transport", FIRST).done
    assert notes() == []


def test_who_does_not_answer_has_no_line_to_note_on(face, world):
    cast, _consultation = world
    face.sign_in(cast.fay)
    assert face.say_on_board("springfield", FIRST).status == 404
    assert face.said_on_board("springfield").status == 404


def test_a_note_is_plain_text(face, world):
    cast, _consultation = world
    face.sign_in(cast.omar)
    face.say_on_board("transport", "=1+1 <script>alert(1)</script> **bold** [x](javascript:alert(1))")
    for path in ("/ministries/", "/ministries/transport/", "/ministries/transport/notes/"):
        page = shown(path)
        assert "<script>alert" not in page
        assert "**bold**" in page
        assert 'href="javascript' not in page
    assert "\"'=1+1" in shown("/ministries.csv")
