"""Week notes over both faces: written while voting is open, the last one on what did not work."""

from xml.etree import ElementTree

import pytest
from django.test import Client

from deliberation.consultations.actions import close
from deliberation.consultations.models import Closing, WeekNote
from deliberation.consultations.rules import LONGEST_NOTE
from deliberation.record.models import Entry
from tests.cast import CLOSING, DAY, HOUR, LESSON, NOON, draft, fresh

pytestmark = pytest.mark.django_db
HOW_IT_GOES = "We spoke with **forty** people at the market."
MISSING = "The facilitators have not said yet what did not work."


def written() -> list[tuple[int, str, bool]]:
    return list(WeekNote.objects.order_by("number").values_list("number", "text", "last"))


def test_a_note_is_public_at_once_and_in_the_record(face, another, world):
    cast, _consultation = world
    face.sign_in(cast.fay)
    assert face.write_note("streets", HOW_IT_GOES).done
    assert written() == [(1, HOW_IT_GOES, False)]
    reader = another()
    assert reader.notes("streets").says("forty")
    entry = Entry.objects.get(act="week-note.published")
    assert (entry.subject, entry.consultation, entry.details) == ("week-note/1", "streets", {})
    assert entry.actor == "facilitator, City of Springfield"


def test_the_same_note_again_is_no_second_one(face, world):
    """Somebody pressed twice, or the first answer was lost."""
    cast, _consultation = world
    face.sign_in(cast.fay)
    for text in (HOW_IT_GOES, f" {HOW_IT_GOES} ", "Something else."):
        assert face.write_note("streets", text).done
    assert [text for _number, text, _last in written()] == [HOW_IT_GOES, "Something else."]
    assert Entry.objects.filter(act="week-note.published").count() == 2


def test_after_the_closing_the_next_note_is_the_last(face, at, world):
    cast, consultation = world
    face.sign_in(cast.fay)
    face.write_note("streets", HOW_IT_GOES)
    close(consultation=consultation, by=None, now=CLOSING)
    at(CLOSING + DAY)
    face.sign_in(cast.fay)
    assert face.write_note("streets", LESSON).done
    assert written() == [(1, HOW_IT_GOES, False), (2, LESSON, True)]
    assert Entry.objects.filter(act="week-notes.ended", subject="week-note/2").count() == 1
    refused = face.write_note("streets", "And another thing.")
    assert refused.status == 409
    assert refused.says("The last week note is there already.")
    assert len(written()) == 2


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("  \n", "Write a few sentences."),
        ("x" * (LONGEST_NOTE + 1), f"Shorten it to {LONGEST_NOTE} characters."),
    ],
)
def test_what_is_no_note_is_refused(face, world, text, sentence):
    cast, _consultation = world
    face.sign_in(cast.fay)
    refused = face.write_note("streets", text)
    assert refused.status == 400
    assert refused.says(sentence)
    assert written() == []


def test_before_opening_there_is_nothing_to_tell(face, world):
    cast, _consultation = world
    draft(cast, slug="plan")
    face.sign_in(cast.fay)
    refused = face.write_note("plan", HOW_IT_GOES)
    assert refused.status == 409
    assert refused.says("This consultation has not opened yet.")


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_others_write_none(face, world, who):
    cast, _consultation = world
    if who:
        face.sign_in(getattr(cast, who))
    assert not face.write_note("streets", HOW_IT_GOES).done
    assert written() == []


def test_who_closes_by_hand_says_what_did_not_work(face, world):
    cast, consultation = world
    face.sign_in(cast.fay)
    refused = face.close("streets", " ")
    assert refused.status == 400
    assert refused.says("Write a few sentences.")
    assert not Closing.objects.exists()
    assert face.close("streets", LESSON).done
    assert written() == [(1, LESSON, True)]
    assert fresh(consultation).closed
    assert Entry.objects.filter(act="week-notes.ended").count() == 1


def test_the_clock_closes_without_a_word_and_the_page_says_that_it_is_missing(face, at, world):
    _cast, consultation = world
    close(consultation=consultation, by=None, now=CLOSING)
    at(CLOSING + HOUR)
    assert face.notes("streets").done
    for path in ("/c/streets/", "/c/streets/week-notes/"):
        assert MISSING in Client().get(path).content.decode()


def test_with_the_last_note_nothing_is_missing(face, at, world):
    cast, consultation = world
    close(consultation=consultation, by=cast.fay, now=NOON + HOUR, did_not_work=LESSON)
    for path in ("/c/streets/", "/c/streets/week-notes/"):
        page = Client().get(path).content.decode()
        assert LESSON in page
        assert MISSING not in page


def test_feeds_tell_of_a_note_and_lead_to_it(face, world):
    cast, _consultation = world
    face.sign_in(cast.fay)
    face.write_note("streets", HOW_IT_GOES)
    atom = "{http://www.w3.org/2005/Atom}"
    for path in ("/feed.atom", "/c/streets/feed.atom"):
        links = ElementTree.fromstring(Client().get(path).content).findall(f"{atom}entry/{atom}link")
        assert any(link.get("href", "").endswith("/c/streets/week-notes/#note-1") for link in links)


def test_html_in_a_note_is_text(face, world):
    cast, _consultation = world
    face.sign_in(cast.fay)
    face.write_note("streets", "<script>alert(1)</script> [x](javascript:alert(1))")
    page = Client().get("/c/streets/week-notes/").content.decode()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
