"""A meeting over both faces: announced, held, documented, corrected; refused where something is missing."""

import json
import re

import pytest

from deliberation.obligations.models import MeetingHeld, MeetingPost, Obligation, Utterance
from deliberation.record.models import Entry
from tests.cast import CLOSING, DAY, HOUR, World, closed_and_bound, draft, founded, fresh, opened, seeded

pytestmark = pytest.mark.django_db
STARTS = CLOSING + 2 * DAY
WHEN = "2026-03-11T12:00Z"
PLAN = ("Town hall, room 2", "https://www.example.org/live", [3, "What happens next"])
TRANSCRIPT = """WEBVTT

00:01.000 --> 00:04.000
<v Ann Lee>Good evening, I live in Elm Street 5.

00:10.000 --> 00:14.000
<v Minister>We will move the parking places.
"""
RECORD = {
    "recording": "https://media.example.org/1.mp4", "captions": True, "minutes": "## Item 1", "transcript": TRANSCRIPT,
}  # fmt: skip


@pytest.fixture
def world(at):
    """Nobody voted, so a meeting is owed."""
    at(CLOSING + HOUR)
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation)
    return closed_and_bound(World(cast, fresh(consultation), ()))


@pytest.fixture
def owed(world):
    return Obligation.objects.get().pk


@pytest.fixture
def omar(face, world):
    face.sign_in(world.cast.omar)
    return face


def these_of(answer):
    if answer.text.startswith("{"):
        return json.loads(answer.text)["these"]
    return re.search(r'name="these" value="(\w+)"', answer.text).group(1)


@pytest.fixture
def later(omar, world, at):
    """later(instant): Omar signs in again, as nobody stays signed in for days."""

    def travel(instant):
        at(instant)
        omar.sign_in(world.cast.omar)

    return travel


def documented(face, owed, later):
    assert face.announce(owed, WHEN, *PLAN).done
    later(STARTS + HOUR)
    assert face.hold(owed, WHEN).done
    looked = face.post_meeting(owed, **RECORD)
    assert looked.done
    assert looked.says("Ann Lee")
    assert not Utterance.objects.exists()
    assert face.post_meeting(owed, **RECORD, these=these_of(looked)).done


def test_everybody_reads_when_and_where_and_later_what_was_said(omar, owed, later, another):
    assert omar.announce(owed, WHEN, *PLAN).done
    stranger = another()
    for words in ("Town hall, room 2", "https://www.example.org/live", "What happens next", "Parking should be free"):
        assert stranger.meeting(owed).says(words), words
    later(STARTS + HOUR)
    assert omar.hold(owed, WHEN).done
    looked = omar.post_meeting(owed, **RECORD)
    assert not stranger.meeting(owed).says("parking places")  # not published yet
    assert omar.post_meeting(owed, **RECORD, these=these_of(looked)).done
    for words in ("We will move the parking places.", "Minister", "https://media.example.org/1.mp4#t=10", "Item 1"):
        assert stranger.meeting(owed).says(words), words
    assert stranger.utterance(owed, 2).says("We will move the parking places.")
    assert stranger.utterance(owed, 3).status == 404


def test_held_without_stream_link_and_posted_without_transcript_refused(omar, owed, later):
    place, _stream, agenda = PLAN
    assert omar.announce(owed, WHEN, place, "", agenda).done
    later(STARTS + HOUR)
    refused = omar.hold(owed, WHEN)
    assert refused.status == 409
    assert refused.says("No stream link was public before the meeting began")
    assert not MeetingHeld.objects.exists()
    assert omar.announce(owed, "2026-03-12T12:00Z", *PLAN, reason="The link was missing.").done
    later(STARTS + DAY + HOUR)
    assert omar.hold(owed, "2026-03-12T12:00Z").done
    refused = omar.post_meeting(owed, **RECORD | {"transcript": ""})
    assert refused.status == 400
    assert refused.says("Send a transcript: without one the meeting is not documented.")
    refused = omar.post_meeting(owed, **RECORD | {"captions": False, "transcript": "1\n00:01 -> 00:02\nHi"})
    assert refused.says("The record needs a recording with captions")
    assert omar.post_meeting(owed, **RECORD | {"transcript": "1\n00:01 -> 00:02\nHi"}).says("Line 2: Here the times")
    assert not MeetingPost.objects.exists()


def test_an_announcement_names_what_is_missing(omar, owed):
    refused = omar.announce(owed, "2026-03-01T12:00Z", "", "http://example.org", [77])
    assert refused.status == 400
    for sentence in ("Choose a date and time to come.", "Say where it is held", "begins with https://",
                     "There is no public statement 77"):  # fmt: skip
        assert refused.says(sentence), sentence


def test_the_first_date_stays_when_the_meeting_moves(omar, owed):
    omar.announce(owed, WHEN, *PLAN)
    assert omar.announce(owed, "2026-03-20T12:00Z", *PLAN).says("Say why it changes.")
    assert omar.announce(owed, "2026-03-20T12:00Z", *PLAN, reason="The hall is closed.").done
    page = omar.meeting(owed)
    for words in ("2026-03-20T12:00", "2026-03-11T12:00", "The hall is closed."):
        assert page.says(words), words


def test_a_facilitator_says_that_there_is_no_meeting_and_nobody_else(face, world, owed, another):
    official = another()
    official.sign_in(world.cast.omar)
    assert official.give_up(owed, "No.").status == 403
    assert not face.give_up(owed, "No.").done
    face.sign_in(world.cast.fay)
    assert face.give_up(owed, " ").says("Give a reason; everybody reads it.")
    assert face.give_up(owed, "The ministry was dissolved.").done
    assert another().meeting(owed).says("The ministry was dissolved.")
    assert official.announce(owed, WHEN, *PLAN).status == 409


def test_strangers_and_the_host_announce_nothing(face, world, owed, another):
    assert not face.announce(owed, WHEN, *PLAN).done
    for person in (world.cast.fay, world.cast.hana):
        other = another()
        other.sign_in(person)
        assert other.announce(owed, WHEN, *PLAN).status == 403


def test_corrections_marks_and_hidden_words(omar, world, owed, later, another):
    documented(omar, owed, later)
    stranger, fay = another(), another()
    fay.sign_in(world.cast.fay)
    words = ("Minister", "We will move some parking places.")
    assert omar.correct_utterance(owed, 2, *words, "").says("Give a reason; everybody reads it.")
    assert omar.correct_utterance(owed, 2, *words, "Misheard.").done
    page = stranger.utterance(owed, 2)
    for text in (words[1], "We will move the parking places.", "Misheard."):
        assert page.says(text), text
    assert omar.mark_utterance(owed, 2, 4).says("Statement 4 is not on the agenda.")
    assert omar.mark_utterance(owed, 2, 3).done
    assert stranger.meeting(owed).says("Answers statement 3") or stranger.meeting(owed).says('"answers":[3]')
    assert fay.mark_utterance(owed, 2, 3, holds=False).done
    assert omar.hide_utterance(owed, 1, "personal-data").status == 403
    assert fay.hide_utterance(owed, 1, "no-such-reason").status == 400
    assert fay.hide_utterance(owed, 1, "personal-data").done
    for reader in (stranger, omar, fay):
        assert not reader.meeting(owed).says("Elm Street")
        assert not reader.utterance(owed, 1).says("Elm Street")
    assert fay.correct_utterance(owed, 1, "", "Elm Street", "x").status == 409
    assert not stranger.correct_utterance(owed, 2, "", "x", "x").done


def test_what_was_said_becomes_a_statement_of_a_draft(omar, world, owed, later, another):
    documented(omar, owed, later)
    draft(world.cast, slug="next", opens_at=STARTS + 3 * DAY, closes_at=STARTS + 9 * DAY, now=STARTS)
    assert omar.follow_utterance(owed, 2, "next", "Parking places should move.").status in (400, 403)
    fay = another()
    fay.sign_in(world.cast.fay)
    assert fay.follow_utterance(owed, 2, "next", "x" * 201).status == 400
    assert fay.follow_utterance(owed, 2, "streets", "Trees.").status == 400  # it is no draft
    assert fay.follow_utterance(owed, 2, "next", "Parking places should move.").done
    assert Entry.objects.get(act="seed.said").subject == "statement/0"
