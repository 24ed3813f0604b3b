"""A meeting: announced, held where everybody could watch, documented; or given up in public. And what was missed."""

from datetime import UTC, date, datetime

import pytest

from deliberation.consultations.models import Consultation
from deliberation.errors import Conflict, Forbidden, Invalid
from deliberation.obligations.agenda import proposed, undecided
from deliberation.obligations.meeting import announce, enter_missed, give_up, hold, post, transcript_of
from deliberation.obligations.meeting_days import post_by
from deliberation.obligations.meeting_facts import announcements_of, standing_of_meeting
from deliberation.obligations.meeting_rules import MeetingPlan, PostDraft
from deliberation.obligations.models import Announcement, MeetingHeld, MeetingPost, Obligation, Utterance
from deliberation.obligations.queries import obligation_numbered, past_due, standing_of
from deliberation.obligations.shelves import places
from deliberation.obligations.transcript_lines import line_numbered, lines_of
from deliberation.obligations.utterances import correct, follow, hide, mark
from deliberation.record.models import Entry
from deliberation.statements.queries import public_texts
from tests.cast import (
    CLOSING,
    DAY,
    HOUR,
    MINUTE,
    World,
    closed_and_bound,
    draft,
    founded,
    fresh,
    opened,
    seeded,
    voted_world,
)

pytestmark = pytest.mark.django_db
STARTS = CLOSING + 20 * DAY + 6 * HOUR  # 29 March, 18:00
STREAM = "https://www.example.org/live"
TRANSCRIPT = """WEBVTT

00:01.000 --> 00:04.000
<v Ann Lee>Good evening.

00:10.000 --> 00:14.000
<v Minister>We will move the parking places.
"""


@pytest.fixture
def world():
    """Nobody voted, so a meeting is owed."""
    cast = founded()
    consultation = opened(cast)
    seeded(cast, consultation)
    return closed_and_bound(World(cast, fresh(consultation), ()))


@pytest.fixture
def duty(world):
    return obligation_numbered(Obligation.objects.get().pk)


def plan(**what):
    parts = {"starts_at": STARTS, "place": "Town hall, room 2", "stream": STREAM, "agenda": [{"statement": 3}], **what}
    return MeetingPlan(**parts)


def record(**what):
    parts = {"recording": "https://media.example.org/1.mp4", "captions": True, "minutes": "## Item 1\n\nSaid.", **what}
    return PostDraft(**{"transcript": TRANSCRIPT, **parts})


def again(duty):
    return obligation_numbered(duty.pk)


def announced(world, duty, now=CLOSING + DAY, **what):
    return announce(obligation=again(duty), plan=plan(**what), by=world.cast.omar, now=now)


def held(world, duty, held_at=STARTS, now=STARTS + HOUR):
    return hold(obligation=again(duty), held_at=held_at, by=world.cast.omar, now=now)


def posted(world, duty, now=STARTS + DAY, **what):
    sent = record(**what)
    these = transcript_of(again(duty), sent).these
    return post(obligation=again(duty), draft=sent, these=these, by=world.cast.omar, now=now)


def stands(duty, now):
    found = again(duty)
    return standing_of_meeting(found, announcements_of(found), now)


def acts():
    found = Entry.objects.exclude(act__startswith="consultation").exclude(act="results.published")
    return [(each.act, each.happened_at) for each in found.order_by("id") if each.subject.startswith("obligation")]


def test_from_the_notice_to_the_transcript(world, duty):
    assert stands(duty, CLOSING).code == "to-schedule"
    announced(world, duty)
    assert stands(duty, CLOSING + DAY).code == "scheduled"
    held(world, duty)
    assert stands(duty, STARTS + HOUR).code == "to-post"
    assert standing_of(again(duty), STARTS + HOUR).code == "open"
    made = posted(world, duty)
    assert stands(duty, STARTS + DAY).code == "posted"
    assert standing_of(again(duty), STARTS + 90 * DAY).late is False
    assert list(made.utterances.values_list("number", "speaker")) == [(1, "Ann Lee"), (2, "Minister")]
    assert [act for act, _when in acts()] == [
        "obligation.opened",
        "meeting.announced",
        "meeting.held",
        "meeting.posted",
    ]
    assert not Obligation.objects.unanswered().exists()
    assert [place.shelf for place in places(Consultation.objects.all(), STARTS + 90 * DAY)] == ["answered"]


def test_held_without_stream_link_and_posted_without_transcript_refused(world, duty):
    announced(world, duty, stream="")
    with pytest.raises(Conflict, match="No stream link was public before the meeting began") as refused:
        held(world, duty)
    assert refused.value.code == "no-stream-link"
    # A link that comes after the beginning mends nothing: people had no place to watch.
    announced(world, duty, now=STARTS + HOUR, starts_at=STARTS + DAY, reason="The link was missing.")
    with pytest.raises(Conflict, match="No stream link"):
        held(world, duty, now=STARTS + 2 * HOUR)
    assert not MeetingHeld.objects.exists()
    held(world, duty, held_at=STARTS + DAY + 5 * MINUTE, now=STARTS + DAY + HOUR)
    with pytest.raises(Invalid) as refused:
        posted(world, duty, now=STARTS + 2 * DAY, transcript=" ")
    assert refused.value.fields == {"transcript": "Send a transcript: without one the meeting is not documented."}
    assert not MeetingPost.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"captions": False}, "captions"), ({"minutes": ""}, "minutes"), ({"recording": "http://x.org"}, "recording"),
     ({"transcript": "WEBVTT\n\nhello"}, "transcript")],
)  # fmt: skip
def test_the_record_needs_captions_minutes_and_a_readable_transcript(world, duty, wrong, field):
    announced(world, duty)
    held(world, duty)
    with pytest.raises(Invalid) as refused:
        posted(world, duty, **wrong)
    assert list(refused.value.fields) == [field]


def test_another_transcript_than_the_one_looked_at_is_not_published(world, duty):
    announced(world, duty)
    held(world, duty)
    these = transcript_of(again(duty), record()).these
    other = record(transcript=TRANSCRIPT.replace("We will", "We will not"))
    with pytest.raises(Conflict, match="not the transcript that you looked at"):
        post(obligation=again(duty), draft=other, these=these, by=world.cast.omar, now=STARTS + DAY)
    assert not Utterance.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"starts_at": None}, "starts_at"),
        ({"starts_at": CLOSING}, "starts_at"),
        ({"place": " "}, "place"),
        ({"stream": "http://example.org"}, "stream"),
        ({"agenda": []}, "agenda"),
        ({"agenda": [{"statement": 99}]}, "agenda"),
        ({"agenda": [{"text": "x" * 201}]}, "agenda"),
    ],
)
def test_an_announcement_names_what_is_missing(world, duty, wrong, field):
    with pytest.raises(Invalid) as refused:
        announced(world, duty, **wrong)
    assert list(refused.value.fields) == [field]


def test_a_meeting_that_moves_keeps_its_first_date_and_says_why(world, duty):
    announced(world, duty)
    with pytest.raises(Invalid) as refused:
        announced(world, duty, starts_at=STARTS + DAY)
    assert refused.value.fields == {"reason": "Say why it changes."}
    announced(world, duty, starts_at=STARTS + DAY, reason="The hall is closed.")
    assert [each.starts_at for each in announcements_of(duty)] == [STARTS + DAY, STARTS]
    entry = Entry.objects.get(act="meeting.changed")
    assert (entry.details["starts_at"], entry.details["reason"]) == ((STARTS + DAY).isoformat(), "The hall is closed.")
    with pytest.raises(Conflict, match="Somebody saved changes meanwhile"):
        announce(obligation=again(duty), plan=plan(reason="x"), by=world.cast.omar, now=STARTS, after=1)
    with pytest.raises(Invalid, match="announced for another time"):  # not when it was first to be
        held(world, duty, held_at=STARTS)


def test_the_agenda_comes_from_what_was_left_undecided():
    world = closed_and_bound(voted_world(consensus=False))
    duty = Obligation.objects.get()
    document = duty.publication.document
    found = undecided(document)
    assert found["dividing"]
    assert not set(found["dividing"]) & set(found["nearly"])
    assert [item["statement"] for item in proposed(document, public_texts(duty.consultation))][:3] == found["dividing"][
        :3
    ]
    announced(world, duty, agenda=[{"text": " Welcome "}, {"statement": 4}, {"statement": 4}, {"text": ""}])
    made = Announcement.objects.get()
    assert made.agenda == [{"text": "Welcome"}, {"statement": 4}]
    assert made.decided_from == {"publication": 1, **found}


def test_who_may_do_what(world, duty):
    for by in (world.cast.fay, world.cast.hana):
        with pytest.raises(Forbidden):
            announce(obligation=duty, plan=plan(), by=by, now=CLOSING)
    for by in (world.cast.omar, world.cast.filip):
        with pytest.raises(Forbidden):
            give_up(obligation=duty, reason="No.", by=by, now=CLOSING)


def test_a_meeting_given_up_is_a_failed_duty_with_a_public_reason(world, duty):
    with pytest.raises(Invalid) as refused:
        give_up(obligation=duty, reason=" ", by=world.cast.fay, now=CLOSING + DAY)
    assert refused.value.code == "reason-missing"
    give_up(obligation=duty, reason="The ministry was dissolved.", by=world.cast.fay, now=CLOSING + 70 * DAY)
    standing = standing_of(again(duty), CLOSING + 100 * DAY)
    assert (standing.code, standing.days, standing.late) == ("failed", 10, True)
    assert Entry.objects.get(act="meeting.not-held").details["reason"] == "The ministry was dissolved."
    assert not Obligation.objects.unanswered().exists()
    for late_act in (lambda: announced(world, duty, now=CLOSING + 80 * DAY), lambda: held(world, duty),
                     lambda: give_up(obligation=again(duty), reason="x", by=world.cast.fay, now=STARTS)):  # fmt: skip
        with pytest.raises(Conflict, match="It was said already"):
            late_act()


def midnight(day):
    return datetime(2026, *day, tzinfo=UTC)


def test_what_is_missed_is_entered_once_dated_the_first_late_day(world, duty):
    """Told on 9 March: announced by 8 April, held by 8 May; neither was."""
    assert enter_missed(now=midnight((4, 8)) + HOUR) == 0
    assert enter_missed(now=midnight((4, 9)) + HOUR) == 1
    for _run in range(3):
        assert enter_missed(now=midnight((5, 8)) + HOUR) == 0
    assert enter_missed(now=midnight((6, 20))) == 1
    assert acts()[1:] == [("meeting.not-announced", midnight((4, 9))), ("obligation.overdue", midnight((5, 9)))]
    assert stands(duty, midnight((6, 20))).late == 73


def test_an_act_enters_first_what_no_sweep_has_seen(world, duty):
    announced(world, duty, now=midnight((6, 20)), starts_at=midnight((6, 25)))
    held(world, duty, held_at=midnight((6, 25)), now=midnight((6, 25)) + HOUR)
    assert post_by(date(2026, 6, 25), duty.consultation.opening.calendar) == date(2026, 7, 9)
    assert standing_of(again(duty), midnight((7, 9))).code == "open"
    assert list(past_due(date(2027, 1, 1))) == []  # by this date it was late, and is no more
    assert [place.shelf for place in places(Consultation.objects.all(), midnight((7, 9)))] == ["waiting"]
    assert [place.shelf for place in places(Consultation.objects.all(), midnight((7, 10)))] == ["overdue"]
    posted(world, duty, now=midnight((7, 12)))
    assert acts()[1:] == [
        ("meeting.not-announced", midnight((4, 9))),
        ("obligation.overdue", midnight((5, 9))),
        ("meeting.announced", midnight((6, 20))),
        ("meeting.held", midnight((6, 25)) + HOUR),
        ("meeting.transcript-late", midnight((7, 10))),
        ("meeting.posted", midnight((7, 12))),
    ]
    assert enter_missed(now=midnight((9, 1))) == 0
    assert {step.name: step.late for step in stands(duty, midnight((9, 1))).steps} == {
        "announced": 73, "held": 48, "posted": 3,
    }  # fmt: skip


@pytest.fixture
def documented(world, duty):
    announced(world, duty)
    held(world, duty)
    posted(world, duty)
    return again(duty)


NOW = STARTS + 2 * DAY


def test_a_correction_keeps_the_earlier_words_reachable(world, documented):
    said = {"speaker": "Minister of Transport", "text": "We will move some parking places.", "reason": "Misheard."}
    correct(obligation=documented, number=2, **said, by=world.cast.omar, now=NOW)
    line = line_numbered(documented, 2)
    assert (line.speaker, line.text, line.version) == (said["speaker"], said["text"], 2)
    assert [each.text for each in line.earlier] == ["We will move the parking places."]
    entry = Entry.objects.get(act="utterance.corrected")
    assert "parking" not in str(entry.details)
    assert entry.actor == "official, Ministry of Transport"
    with pytest.raises(Invalid, match="stands there already"):
        correct(obligation=documented, number=2, **said, by=world.cast.fay, now=NOW)
    with pytest.raises(Invalid, match="Give a reason"):
        correct(obligation=documented, number=2, **said | {"text": "x", "reason": ""}, by=world.cast.fay, now=NOW)
    with pytest.raises(Forbidden):
        correct(obligation=documented, number=2, **said | {"text": "x"}, by=world.cast.filip, now=NOW)


def test_hidden_words_are_nowhere_in_any_version(world, documented):
    fix = {"speaker": "", "text": "Good evening, all.", "reason": "Misheard."}
    correct(obligation=documented, number=1, **fix, by=world.cast.omar, now=NOW)
    with pytest.raises(Forbidden):
        hide(obligation=documented, number=1, reason="personal-data", by=world.cast.omar, now=NOW)
    hide(obligation=documented, number=1, reason="personal-data", by=world.cast.fay, now=NOW)
    line = line_numbered(documented, 1)
    assert (line.hidden, line.text, line.speaker, line.versions) == ("personal-data", "", "", ())
    assert "evening" not in str(lines_of(documented))
    for act in (lambda: correct(obligation=documented, number=1, **fix, by=world.cast.fay, now=NOW),
                lambda: mark(obligation=documented, number=1, statement=3, by=world.cast.fay, now=NOW),
                lambda: hide(obligation=documented, number=1, reason="abuse", by=world.cast.fay, now=NOW)):  # fmt: skip
        with pytest.raises(Conflict, match="hidden"):
            act()


def test_an_utterance_answers_a_statement_of_the_agenda_until_it_is_taken_back(world, documented):
    for _twice in range(2):
        mark(obligation=documented, number=2, statement=3, by=world.cast.omar, now=NOW)
    assert line_numbered(documented, 2).answers == (3,)
    with pytest.raises(Invalid, match="Statement 4 is not on"):
        mark(obligation=documented, number=2, statement=4, by=world.cast.omar, now=NOW)
    mark(obligation=documented, number=2, statement=3, holds=False, by=world.cast.fay, now=NOW)
    assert line_numbered(documented, 2).answers == ()
    assert [act for act, _when in acts()][-2:] == ["utterance.marked", "utterance.unmarked"]


def test_what_was_said_becomes_a_statement_of_a_following_draft_of_the_host(world, documented):
    following = draft(world.cast, slug="next", opens_at=NOW + DAY, closes_at=NOW + 9 * DAY, now=NOW)
    asked = {"obligation": documented, "number": 2, "by": world.cast.fay, "now": NOW}
    made = follow(**asked, consultation=following, text=" Parking places  should move.")
    assert (made.text, made.seed, made.standing, made.said_first.utterance.number) == (
        "Parking places should move.", True, "accepted", 2,
    )  # fmt: skip
    assert line_numbered(documented, 2).followers == ()  # a draft is nobody else's to know of
    with pytest.raises(Conflict, match="there already"):
        follow(**asked, consultation=following, text="parking places should move.")
    running = opened(world.cast, slug="running", closes_at=NOW + DAY)
    with pytest.raises(Invalid, match="has not opened yet"):
        follow(**asked, consultation=running, text="Trees.")
    entry = Entry.objects.get(act="seed.said")
    assert (entry.consultation, entry.details) == ("next", {"obligation": documented.pk, "utterance": 2})
