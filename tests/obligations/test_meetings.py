"""A meeting: announced, held where everybody could watch, documented; or given up in public. And what was missed."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation
from deliberation.errors import Conflict, Forbidden, Invalid
from deliberation.obligations import steps
from deliberation.obligations.agenda import proposed, undecided
from deliberation.obligations.cases import cases_of, entered_cases
from deliberation.obligations.course import possible
from deliberation.obligations.meeting import announce, give_up, hold, post, transcript_of
from deliberation.obligations.meeting_days import post_by
from deliberation.obligations.meeting_facts import announcements_of, meeting_numbered, standing_of_meeting, suggested
from deliberation.obligations.meeting_rules import MeetingPlan, PostDraft
from deliberation.obligations.meeting_sweeping import enter_missed
from deliberation.obligations.models import Announcement, MeetingHeld, MeetingPost, Obligation, Utterance
from deliberation.obligations.opening import open_meeting
from deliberation.obligations.queries import course_of, obligation_numbered, past_due, standing_of
from deliberation.obligations.shelves import places
from deliberation.obligations.sweeping import enter_overdue
from deliberation.obligations.transcript_lines import Said, line_numbered, lines_of, said_to
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


def test_what_answers_a_statement_stands_at_its_result_and_at_its_duty_and_never_once_hidden(client):
    world = closed_and_bound(voted_world())
    owed = Obligation.objects.order_by("id").first()
    asked, meeting = owed.statement.number, open_meeting(world.publication, CLOSING.date(), CLOSING)
    announced(world, meeting, agenda=[{"statement": asked}])
    held(world, meeting)
    posted(world, meeting)
    about = {"obligation": again(meeting), "number": 2, "by": world.cast.fay, "now": NOW}
    address = reverse("web:utterance", args=[meeting.pk, 2])
    pages = [reverse("web:results", args=["streets"]), reverse("web:obligation", args=[owed.pk])]

    def shown():
        return [address in client.get(page).content.decode() for page in pages]

    assert shown() == [False, False]
    mark(statement=asked, **about)
    correct(speaker="The minister", text="We will move them.", reason="Misheard.", **about)
    assert said_to(world.consultation) == {asked: [Said(meeting.pk, 2, "0:00:10", "The minister")]}
    assert shown() == [True, True]
    mark(statement=asked, holds=False, **about)
    assert said_to(world.consultation) == {}
    mark(statement=asked, **about)
    hide(reason="personal-data", **about)
    assert shown() == [False, False]


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


def suspended(world, duty, first, last, now):
    reason = "The ministry may not speak in public before the election."
    days = {"from_on": date(2026, *first), "until_on": date(2026, *last)}
    steps.suspend(obligation=again(duty), ground="election", reason=reason, **days, by=world.cast.fay, now=now)


def shelf(now):
    return [(each.shelf, each.unanswered, each.failed) for each in places(Consultation.objects.all(), now)]


def test_a_meeting_that_is_not_held_is_no_answer_on_any_shelf(world, duty, client):
    give_up(obligation=duty, reason="The ministry was dissolved.", by=world.cast.fay, now=CLOSING + DAY)
    assert shelf(CLOSING + 2 * DAY) == [("overdue", 0, 1)]
    page = client.get("/").content.decode()
    assert "Not held" in page
    assert "1 public meeting that was owed is not held: that duty has failed." in page
    assert "0 of 1 duty answered." in page
    assert ">Answered<" not in page


def test_a_suspension_moves_by_when_it_is_announced(world, duty):
    """Told on 9 March, to be announced by 8 April; the days from 29 March to 28 April do not count."""
    suspended(world, duty, (3, 29), (4, 28), midnight((3, 20)))
    by_name = {step.name: step for step in stands(duty, midnight((5, 11))).steps}
    step = by_name["announced"]
    assert (step.due_on, step.late, step.late_from) == (date(2026, 5, 11), 0, date(2026, 5, 12))  # the 9th is no Monday
    assert enter_missed(now=midnight((5, 11)) + HOUR) == 0
    assert enter_missed(now=midnight((5, 12)) + HOUR) == 1
    assert acts()[-1] == ("meeting.not-announced", midnight((5, 12)))
    assert stands(duty, midnight((5, 13))).late == 2


def test_after_it_was_held_what_is_due_is_its_transcript(world, duty, client):
    def same():
        [row] = Obligation.objects.by_date().with_facts()
        assert row.due_now == row.counts_now
        return row.counts_now

    suspended(world, duty, (3, 16), (3, 20), midnight((3, 10)))
    assert same() == date(2026, 5, 13)
    announced(world, duty)
    held(world, duty)  # on Sunday 29 March
    assert (same(), again(duty).falls_due) == (date(2026, 4, 10), date(2026, 5, 13))
    assert Entry.objects.get(act="meeting.held").details["due_on"] == "2026-04-10"
    ways = {
        "offer": {"to": world.cast.health, "reason": "x" * 40},
        "ask": {"question": "x" * 40},
        "extend": {"until": date(2026, 4, 13), "reason": "x" * 40, "interim": "x" * 40},
    }
    for name, sent in ways.items():
        with pytest.raises(Conflict) as refused:
            getattr(steps, name)(obligation=again(duty), **sent, by=world.cast.omar, now=STARTS + HOUR)
        assert refused.value.code in {"meeting-held", "too-late-to-transfer"}, name
    assert not possible(course_of(again(duty), STARTS + HOUR)) & {"transfer", "take", "ask", "extend"}
    pages = [reverse("web:obligation", args=[duty.pk]), reverse("web:ministry", args=[duty.holder.slug])]
    assert all("10 April 2026" in client.get(page).content.decode() for page in pages)
    shown = client.get(f"/api/v1/obligations/{duty.pk}").json()
    assert (shown["due_on"], shown["first_due_on"]) == ("2026-04-10", "2026-05-08")
    suspended(world, duty, (4, 6), (4, 10), midnight((4, 1)))
    assert (same(), again(duty).falls_due) == (date(2026, 4, 15), date(2026, 5, 13))
    assert enter_missed(now=midnight((4, 15)) + HOUR) == 0
    assert enter_missed(now=midnight((4, 16)) + HOUR) == 1
    entry = Entry.objects.get(act="meeting.transcript-late")
    assert (entry.happened_at, entry.details["until"]) == (midnight((4, 16)), "2026-04-15")
    for now in (midnight((4, 15)) + HOUR, midnight((4, 30))):
        from_record = entered_cases(Entry.objects.order_by("id"), now)
        assert from_record == cases_of(Obligation.objects.all(), now)
        assert (from_record[0].due_on, from_record[0].met.post_by) == (date(2026, 5, 13), date(2026, 4, 15))


def late_entries():
    named = Entry.objects.exclude(key=None).order_by("id")
    return [(each.act, each.happened_at, each.details["due_on"], each.details.get("until")) for each in named]


def test_before_a_date_moves_what_was_late_is_entered_with_the_date_it_had(world, duty):
    """No sweep has run since."""
    with pytest.raises(Invalid, match="late already"):  # else the record would say so, and the page not any more
        suspended(world, duty, (4, 9), (4, 20), midnight((4, 9)))
    suspended(world, duty, (4, 20), (5, 20), midnight((4, 15)))
    unannounced = ("meeting.not-announced", midnight((4, 9)), "2026-05-08", "2026-04-08")
    assert late_entries() == [unannounced]
    announced(world, duty, now=midnight((4, 16)), starts_at=midnight((4, 17)))
    held(world, duty, held_at=midnight((4, 17)), now=midnight((4, 17)) + HOUR)
    post_by = again(duty).counts_now
    last = midnight((post_by.month, post_by.day))
    suspended(world, duty, (6, 20), (6, 25), last + 3 * DAY)
    late = ("meeting.transcript-late", last + DAY, post_by.isoformat(), post_by.isoformat())
    assert late_entries() == [unannounced, late]


@pytest.mark.parametrize("ends", ["hold", "give up"])
def test_a_question_nobody_replied_to_lapsed_however_the_meeting_ends(world, duty, ends):
    """Asked on 10 March, and to be replied to by the 24th. No sweep has run since, and none would find it any more."""
    steps.ask(obligation=duty, question="x" * 40, by=world.cast.omar, now=midnight((3, 10)))
    announced(world, duty)
    due_on = again(duty).counts_now
    if ends == "hold":
        held(world, duty)
    else:
        give_up(obligation=again(duty), reason="x" * 40, by=world.cast.fay, now=midnight((3, 26)))
    enter_overdue(now=midnight((3, 31)))
    assert late_entries() == [("clarification.lapsed", midnight((3, 25)), due_on.isoformat(), None)]


def test_days_that_were_suspended_before_it_was_held_move_its_transcript(world, duty):
    announced(world, duty)
    suspended(world, duty, (3, 28), (4, 2), midnight((3, 20)))
    held(world, duty)  # on 29 March: of the suspended days four are still to come
    assert again(duty).counts_now == date(2026, 4, 14)


def test_the_sweep_enters_only_what_still_holds_when_it_is_its_turn(world, duty, monkeypatch):
    """Somebody else's step is stored while the sweep waits for its turn."""
    others = [lambda: announced(world, duty, now=midnight((4, 9)) - HOUR, starts_at=midnight((4, 20)))]
    turn = locks.exclude

    def waits(pk):
        if others:
            others.pop()()
        turn(pk)

    monkeypatch.setattr(locks, "exclude", waits)
    assert enter_missed(now=midnight((4, 9)) + HOUR) == 0
    assert not Entry.objects.filter(act="meeting.not-announced").exists()
    assert not others


def test_what_was_postponed_was_not_held_as_it_was_first_announced(world, duty):
    announced(world, duty)
    announced(world, duty, now=STARTS + HOUR, starts_at=STARTS + DAY, reason="The minister is ill.")
    with pytest.raises(Invalid, match="announced for another time"):
        held(world, duty, held_at=STARTS + MINUTE, now=STARTS + 2 * HOUR)
    assert not MeetingHeld.objects.exists()


def test_no_time_is_too_far_away_to_be_read_anywhere(world, duty):
    last = datetime(9999, 12, 31, 23, 59, tzinfo=UTC)
    for starts_at in (last, CLOSING + 735 * DAY):
        with pytest.raises(Invalid) as refused:
            announced(world, duty, starts_at=starts_at)
        assert refused.value.fields == {"starts_at": "Choose a date within the next two years."}
    announced(world, duty, starts_at=CLOSING + 700 * DAY)
    Consultation.objects.update(time_zone="Asia/Taipei")
    with pytest.raises(Invalid, match="Enter it once it has begun"):
        held(world, duty, held_at=last)
    with pytest.raises(Conflict, match="No announcement"):
        held(world, duty, held_at=datetime(1, 1, 1, tzinfo=UTC))


def test_a_meeting_owed_for_an_answer_names_its_statement_first(client):
    world = closed_and_bound(voted_world())
    owing = Obligation.objects.exclude(statement=None).order_by("id")[0]
    enter_overdue(now=CLOSING + 120 * DAY)
    owed = meeting_numbered(Obligation.objects.get(because_of=owing).pk)
    assert owed.unanswered_statement == owing.statement.number
    assert suggested(owed)[0] == {"statement": owing.statement.number}
    numbers = [item["statement"] for item in suggested(owed)]
    assert len(numbers) == len(set(numbers)) > 1
    address = reverse("web:meeting-desk", kwargs={"number": owed.pk})
    now = CLOSING + 120 * DAY
    with time_machine.travel(now, tick=False):
        client.force_login(world.cast.omar)
        desk = client.get(address).content.decode()
        assert "The agenda begins with the statement whose answer is long overdue." in desk
        agenda = [*suggested(owed), {"text": "What follows"}]
        announce(obligation=owed, plan=plan(starts_at=now + DAY, agenda=agenda), by=world.cast.omar, now=now)
        page = client.get(reverse("web:meeting", kwargs={"number": owed.pk})).content.decode()
        shown = client.get(f"/api/v1/obligations/{owed.pk}/meeting").json()
    assert page.count("its answer is long overdue") == 1
    assert f"The answer to statement {owing.statement.number} is long overdue" in page
    assert shown["unanswered_statement"] == owing.statement.number
    assert [item["overdue"] for item in shown["announcements"][0]["agenda"]] == [True] + [False] * (len(agenda) - 1)
