"""What may still change after opening, over both faces: each with a reason, in the record and on the public page."""

import pytest

from deliberation.consultations.actions import close
from deliberation.record.models import Entry
from deliberation.search.actions import take_up
from tests.cast import CLOSING, DAY, HOUR, NOON, draft, fresh

pytestmark = pytest.mark.django_db
LATER, REASON = "2026-03-20T12:00Z", "Half of the town was ill."
DOCUMENTS = [{"title": "The plan", "address": "https://example.org/plan"}]
BEFORE = "The council decides in June. The budget is fixed."


@pytest.fixture
def fay(face, world):
    face.sign_in(world[0].fay)
    return face


def entries(act):
    return [entry.details for entry in Entry.objects.filter(act=act).order_by("id")]


def test_voting_ends_later_and_everybody_reads_why(fay, world, another, at):
    assert fay.postpone("streets", LATER, f" {REASON} ").done
    (told,) = entries("closing.postponed")
    assert (told["before"], told["closes_at"], told["reason"]) == (
        "2026-03-09T12:00:00+00:00", "2026-03-20T12:00:00+00:00", REASON,
    )  # fmt: skip
    reader = another()
    assert reader.record("streets").says(REASON)
    at(CLOSING + DAY)
    assert reader.arrive("streets").done
    assert fresh(world[1]).phase(CLOSING + DAY).name == "voting"


@pytest.mark.parametrize(
    ("closes_at", "reason", "sentence"),
    [
        (LATER, " ", "Say why. Everybody will read it."),
        (LATER, "x" * 501, "Shorten it to 500 characters."),
        (LATER, "a\x07b", "Remove the control characters."),
        ("2026-03-09T12:00Z", REASON, "Choose a later time than the one announced."),
        ("2026-03-09T11:00Z", REASON, "Choose a later time than the one announced."),
        ("2101-03-09T11:00Z", REASON, "That is too late"),
    ],
)
def test_it_never_ends_earlier_nor_without_a_reason(fay, world, closes_at, reason, sentence):
    refused = fay.postpone("streets", closes_at, reason)
    assert refused.status == 400
    assert refused.says(sentence)
    assert fresh(world[1]).closes_at == CLOSING
    assert entries("closing.postponed") == []


def test_due_dates_are_never_counted_without_knowing_the_holidays(face, world):
    plan = draft(world[0], slug="taipei", jurisdiction="TW", time_zone="Asia/Taipei")
    face.sign_in(world[0].fay)
    assert face.open("taipei").done
    assert fresh(plan).opening.calendar["holidays"]
    assert face.postpone("taipei", "2028-03-09T12:00Z", REASON).done
    assert face.postpone("taipei", "2029-12-09T12:00Z", REASON).says("That is too late")


def test_the_background_is_corrected_and_the_record_keeps_what_stood_there(fay, world, another):
    assert fay.correct_background("streets", "The council decides in July.", DOCUMENTS, REASON).done
    assert fay.correct_background("streets", "The council decides in July.", DOCUMENTS, REASON).done
    assert entries("background.corrected") == [
        {
            "before": {"background": BEFORE, "documents": []},
            "after": {"background": "The council decides in July.", "documents": DOCUMENTS},
            "reason": REASON,
        }
    ]
    page = another().look("streets")
    assert page.says("in July")
    assert page.says("https://example.org/plan")
    assert another().record("streets").says(REASON)


def test_what_was_corrected_is_found_by_its_new_words_only(fay, world, another):
    take_up(now=NOON)
    fay.correct_background("streets", "Zeppelins may land in July.", [], REASON)
    assert take_up(now=NOON + DAY) == 1
    assert take_up(now=NOON + DAY) == 0
    assert another().search("zeppelins july").says("streets")
    assert not another().search("council decides").says("streets")


@pytest.mark.parametrize(
    ("background", "documents", "reason", "sentence"),
    [
        ("July.", [], "", "Say why."),
        ("# July", [], REASON, "Write the background"),
        ("July.\x07", [], REASON, "Remove the control characters."),
        ("July.", [{"title": "a\x07", "address": "https://example.org"}], REASON, "Write a title"),
        ("x" * 50_001, [], REASON, "Shorten it to 50000 characters."),
        ("July.", [{"title": "x", "address": "http://example.org"}], REASON, "begins with https://"),
    ],
)
def test_it_is_not_corrected_into_nothing_nor_without_a_reason(fay, world, background, documents, reason, sentence):
    refused = fay.correct_background("streets", background, documents, reason)
    assert refused.status == 400
    assert refused.says(sentence)
    assert fresh(world[1]).background == BEFORE


def test_after_closing_the_time_stays_and_the_background_may_be_corrected(face, world, at):
    close(consultation=world[1], by=None, now=CLOSING)
    at(CLOSING + HOUR)
    face.sign_in(world[0].fay)
    assert face.postpone("streets", LATER, REASON).status == 409
    assert face.correct_background("streets", "July.", [], REASON).done


def test_a_draft_is_edited_instead(fay, world):
    draft(world[0], slug="plan")
    assert fay.postpone("plan", LATER, REASON).status == 409
    assert fay.correct_background("plan", "July.", [], REASON).status == 409


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_others_change_nothing(face, world, who):
    if who:
        face.sign_in(getattr(world[0], who))
    assert not face.postpone("streets", LATER, REASON).done
    assert not face.correct_background("streets", "July.", [], REASON).done
    assert (fresh(world[1]).closes_at, fresh(world[1]).background) == (CLOSING, BEFORE)
