"""Correcting the topic of an opened consultation, over both faces."""

import pytest

from deliberation.consultations.actions import close
from deliberation.consultations.models import LONGEST_TOPIC
from deliberation.record.models import Entry
from tests.cast import CLOSING, DAY, draft, fresh, opened

pytestmark = pytest.mark.django_db
WHY = "It was misspelt."


@pytest.fixture
def fay(face, world):
    face.sign_in(world[0].fay)
    return face


def entries():
    return [entry.details for entry in Entry.objects.filter(act="topic.corrected").order_by("id")]


def test_a_facilitator_corrects_it_and_the_record_says_from_what_to_what(fay, world, another):
    for typed in ("trafic", "  Traffic   and streets ", ""):
        assert fay.correct_topic("streets", typed).done
    assert entries() == [
        {"before": "", "topic": "trafic", "reason": WHY},
        {"before": "trafic", "topic": "Traffic and streets", "reason": WHY},
        {"before": "Traffic and streets", "topic": "", "reason": WHY},
    ]
    record = another().record("streets")
    assert record.says(WHY)
    assert record.says("trafic")
    assert record.says("Traffic and streets")
    assert fresh(world[1]).topic == ""


def test_it_is_found_by_its_new_topic(fay, world, another):
    fay.correct_topic("streets", "Traffic")
    assert another().consultations(topic="Traffic").says("streets")


def test_the_same_again_is_no_act_but_capitals_are(fay, world):
    for typed in ("traffic", "traffic ", "Traffic"):
        assert fay.correct_topic("streets", typed).done
    assert [each["topic"] for each in entries()] == ["traffic", "Traffic"]


def test_it_is_spelt_as_elsewhere(fay, world):
    opened(world[0], slug="parks", topic="Traffic")
    fay.correct_topic("streets", "TRAFFIC")
    assert fresh(world[1]).topic == "Traffic"


def test_also_after_closing(face, world, at):
    close(consultation=world[1], by=None, now=CLOSING)
    at(CLOSING + DAY)
    face.sign_in(world[0].fay)
    assert face.correct_topic("streets", "Traffic").done


def test_what_is_too_long_is_refused(fay, world):
    answer = fay.correct_topic("streets", "x" * (LONGEST_TOPIC + 1))
    assert answer.status == 400
    assert answer.says(f"Shorten it to {LONGEST_TOPIC} characters.")
    assert entries() == []


@pytest.mark.parametrize(("topic", "reason", "sentence"), [("Traffic", " ", "Say why."), ("a\x07b", WHY, "control")])
def test_it_needs_a_reason_and_words_that_can_be_shown(fay, topic, reason, sentence):
    refused = fay.correct_topic("streets", topic, reason)
    assert refused.status == 400
    assert refused.says(sentence)
    assert entries() == []


def test_a_draft_is_edited_instead(fay, world):
    draft(world[0], slug="later")
    assert fay.correct_topic("later", "Traffic").status == 409
    assert entries() == []


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_others_correct_nothing(face, world, who):
    if who:
        face.sign_in(getattr(world[0], who))
    assert not face.correct_topic("streets", "Traffic").done
    assert entries() == []
