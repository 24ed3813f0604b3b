"""What ministries and facilitators are told: each thing once, in one mail a day, found again where a mail got lost."""

import re
from datetime import date, datetime
from io import BytesIO, TextIOWrapper

import pytest
from django.core import mail
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from deliberation.notices.alarms import note_alarm
from deliberation.notices.bounces import take_bounce
from deliberation.notices.matters import matters
from deliberation.notices.models import Alarm, Reminder, Subscription
from deliberation.notices.states import mail_states, states_in
from deliberation.notices.tasks import remind_staff, send_notices
from deliberation.notices.tokens import token_of
from deliberation.obligations.delivering import report
from deliberation.obligations.meeting import hold
from deliberation.obligations.models import Obligation
from deliberation.obligations.promises import ReportDraft
from deliberation.obligations.queries import obligation_numbered
from deliberation.obligations.recording import entered
from deliberation.obligations.reviewing import ask_for_review
from deliberation.obligations.steps import acknowledge, ask, offer
from deliberation.people.actions import appoint
from deliberation.people.permissions import Role
from tests.cast import DAY, HOUR, NOON, answer, commitment, not_yet
from tests.hall import announced, meeting_owed

DUE = date(2026, 5, 8)  # of the three duties
BOUNCE = """\
From: MAILER-DAEMON@example.org
To: {to}
Content-Type: multipart/report; report-type=delivery-status; boundary=x

--x
Content-Type: text/plain

It was not delivered.
--x
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; somebody@example.org
Action: {action}
Status: {status}

--x
Content-Type: text/rfc822-headers

Message-ID: <{token}@example.org>
--x--
"""


def on(clock, day):
    """At noon of a day, after the mails of it; gives whom they went to, by name, and empties the outbox."""
    clock.move_to(datetime.combine(day, NOON.time(), NOON.tzinfo))
    remind_staff()
    told = {message.to[0].partition("@")[0]: message for message in mail.outbox}
    assert len(told) == len(mail.outbox)
    mail.outbox.clear()
    return told


def bounced(token, to="consult@example.org", action="failed", status="5.1.1"):
    raw = BOUNCE.format(token=token, to=to, action=action, status=status)
    return take_bounce(raw=raw.encode(), now=timezone.now())


@pytest.fixture
def quiet(world, clock):
    """Everybody was told of what is new, and the last week note's lack."""
    on(clock, date(2026, 3, 11))
    return world


def test_a_ministry_is_told_of_a_new_duty_and_facilitators_of_the_missing_note(world, clock):
    told = on(clock, date(2026, 3, 11))
    assert set(told) == {"omar", "olga", "fay"}
    assert told["omar"].subject == "3 matters want your attention"
    assert told["omar"].body.count("Ministry of Transport has a new duty. It is due on 8 May 2026.") == 3
    assert f"http://localhost:8000/desk/obligations/{Obligation.objects.earliest('pk').pk}/answer/" in told["omar"].body
    assert "the last week note is missing" in told["fay"].body
    assert on(clock, date(2026, 3, 12)) == {}


def test_four_weeks_and_one_week_before_and_the_day_after_and_each_once(quiet, duty, clock):
    assert on(clock, date(2026, 4, 9)) == {}
    told = on(clock, date(2026, 4, 10))
    assert set(told) == {"omar", "olga"}
    assert told["olga"].body.count("at most four weeks left: it is due on 8 May 2026") == 3
    assert on(clock, date(2026, 4, 30)) == {}
    answer(obligation=duty, draft=commitment(), by=quiet.cast.omar, now=timezone.now())
    assert on(clock, date(2026, 5, 1))["omar"].body.count("at most one week left") == 2
    assert on(clock, DUE) == {}
    assert on(clock, date(2026, 5, 9))["omar"].body.count("is late: it was due on 8 May 2026") == 2
    assert on(clock, date(2026, 5, 10)) == {}


def test_that_a_duty_is_not_acknowledged_is_told_after_five_working_days(quiet, duty, clock):
    """Told on Monday 9 March: by Monday 16 March."""
    acknowledge(obligation=duty, unit="Buses", by=quiet.cast.omar, now=timezone.now())
    assert on(clock, date(2026, 3, 16)) == {}
    body = on(clock, date(2026, 3, 17))["omar"].body
    assert body.count("has not acknowledged this duty yet: that was expected by 16 March 2026") == 2
    assert on(clock, date(2026, 3, 18)) == {}
    told = Client().get(f"/api/v1/obligations/{duty.pk}").json()
    assert (told["acknowledge_by"], told["possible_steps"]) == ("2026-03-16", ["ask", "extend", "suspend", "transfer"])
    page = Client().get(f"/obligations/{Obligation.objects.latest('pk').pk}/").content.decode()
    assert "That is expected by 16 March 2026." in page


def test_what_was_not_sent_on_its_day_is_told_on_a_later_one(quiet, clock, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert on(clock, date(2026, 4, 10)) == {}
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert "at most four weeks left" in on(clock, date(2026, 4, 13))["omar"].body


def test_offers_questions_reviews_meetings_and_milestones(quiet, duty, clock):
    cast, now = quiet.cast, timezone.now()
    offer(obligation=duty, to=cast.health, reason="The buses are theirs, and so are the stops.", by=cast.omar, now=now)
    other = Obligation.objects.exclude(pk=duty.pk).earliest("pk")
    ask(obligation=other, question="Which streets of the old town do you mean by that?", by=cast.omar, now=now)
    third = Obligation.objects.latest("pk")
    entered(third, "meeting.announced", now, details={"starts_at": (now + 9 * DAY).isoformat()})
    told = on(clock, date(2026, 3, 12))
    assert set(told) == {"hana", "hugo", "fay"}
    assert "Ministry of Transport offers this duty to Ministry of Health" in told["hana"].body
    assert "Ministry of Transport asked what is meant" in told["fay"].body
    assert f"/desk/obligations/{other.pk}/steps/" in told["fay"].body
    told = on(clock, date(2026, 3, 13))
    assert set(told) == {"omar", "olga"}
    assert "The meeting of Ministry of Transport begins on 20 March 2026" in told["omar"].body
    to_enter = "Enter on the same day that it was held"
    assert all(to_enter not in each.body for each in on(clock, date(2026, 3, 19)).values())
    assert to_enter in on(clock, date(2026, 3, 20))["omar"].body
    assert all(to_enter not in each.body for each in on(clock, date(2026, 3, 21)).values())


def test_milestones_whose_date_comes_near_with_a_link_to_report_and_reviews(quiet, duty, clock):
    published = answer(obligation=duty, draft=commitment(), by=quiet.cast.omar, now=timezone.now())
    due_on = published.milestones.get().due_on
    body = on(clock, due_on - 28 * DAY)["omar"].body
    assert "A milestone of Ministry of Transport is due on" in body
    link = re.search(r"http://localhost:8000(/check-ins/\S+)", body)[1]
    assert Client().get(link).status_code == 200
    ask_for_review(
        obligation=duty,
        reason="It speaks of other streets than it was asked about.",
        by=quiet.cast.fay,
        now=timezone.now(),
    )
    told = on(clock, due_on - 27 * DAY)
    assert set(told) == {"omar", "olga"}
    assert "The answer of Ministry of Transport has to be looked at again." in told["omar"].body
    body = on(clock, due_on - 7 * DAY)["omar"].body
    assert link in body
    report(
        obligation=duty,
        number=1,
        draft=ReportDraft("done", "Every line runs; the timetable says so.", "https://example.org/timetable"),
        by=quiet.cast.omar,
        now=timezone.now(),
    )
    assert not any("milestone" in matter.key for matter in matters(timezone.now()))


def test_a_missed_milestone_and_a_transcript_that_is_due_or_late_are_told_once(quiet, duty, clock):
    """Both stood on public pages, and the ministry was told of neither."""
    cast, now = quiet.cast, timezone.now()
    promised = answer(obligation=duty, draft=commitment(), by=cast.omar, now=now).milestones.get()
    on(clock, promised.due_on)
    told = on(clock, promised.due_on + DAY)
    assert set(told) == {"omar", "olga"}
    assert "A milestone of Ministry of Transport was missed: it was promised for" in told["omar"].body
    assert "/check-ins/" in told["omar"].body
    assert on(clock, promised.due_on + 2 * DAY) == {}
    owed = meeting_owed(cast, "hall", timezone.now() + HOUR)
    starts = announced(cast, owed, timezone.now() + HOUR)
    hold(obligation=owed, held_at=starts, by=cast.omar, now=starts + HOUR)
    due_on = obligation_numbered(owed.pk).counts_now
    assert "transcript of the meeting of Ministry of Transport are due on" in on(clock, due_on - DAY)["omar"].body
    assert on(clock, due_on) == {}
    assert "transcript of the meeting of Ministry of Transport are late" in on(clock, due_on + DAY)["omar"].body
    assert on(clock, due_on + 2 * DAY) == {}


def test_a_mail_to_a_ministry_that_came_back_alarms_the_operator_once(world, clock, settings):
    settings.OPERATOR_EMAIL = "operator@example.org"
    on(clock, date(2026, 3, 11))
    row = Reminder.objects.get(person=world.cast.omar)
    token = token_of(row)
    assert not mail_states(timezone.now())["alarm"]
    assert bounced(token.replace(token[-1], "0" if token[-1] != "0" else "1")) == 0  # not ours
    assert bounced(token, action="delayed", status="4.4.1") == 0
    assert take_bounce(raw=f"Re: <{token}@example.org>".encode(), now=timezone.now()) == 0
    assert bounced(token) == 1
    assert bounced(token) == 0
    states = mail_states(timezone.now())
    assert (states["alarm"], states["to_staff"]) == (True, {"waiting": 0, "sent": 2, "failed": 0, "bounced": 1})
    told = on(clock, date(2026, 3, 12))
    assert set(told) == {"operator"}
    assert "The mail of 11 March 2026 to omar@example.org came back." in told["operator"].body
    assert on(clock, date(2026, 3, 13)) == {}


@pytest.mark.parametrize(("broken", "code"), [(False, None), (True, 75)])
def test_the_command_takes_a_bounce_from_a_pipe_and_has_it_kept_while_the_database_is_away(
    world, clock, monkeypatch, capsys, broken, code
):
    on(clock, date(2026, 3, 11))
    token = token_of(Reminder.objects.get(person=world.cast.omar))
    raw = BOUNCE.format(token=token, to="consult@example.org", action="failed", status="5.1.1").encode()
    monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(raw)))
    if broken:
        monkeypatch.setattr("deliberation.notices.management.commands.take_bounce.take_bounce", _away)
        with pytest.raises(SystemExit) as ended:
            call_command("take_bounce")
        assert ended.value.code == code
    else:
        call_command("take_bounce")
        assert capsys.readouterr().out == "Marked as not arrived: 1\n"


def _away(**_kwargs):
    raise OperationalError("gone")


def test_a_mail_to_a_ministry_whose_tries_are_used_up_alarms_and_without_an_operator_only_the_health_says_so(
    world, clock, settings
):
    settings.EMAIL_BACKEND = "tests.notices.servers.Picky"
    world.cast.omar.email = "refused@example.org"
    world.cast.omar.save()
    assert set(on(clock, date(2026, 3, 11))) == {"olga", "fay"}
    assert mail_states(timezone.now())["to_staff"]["waiting"] == 1
    on(clock, date(2026, 3, 12))
    states = mail_states(timezone.now())
    assert (states["alarm"], states["to_staff"]["failed"]) == (True, 1)
    assert not Alarm.objects.exists()
    settings.OPERATOR_EMAIL = "operator@example.org"
    note_alarm(now=timezone.now())
    assert Alarm.objects.get().reminders.count() == 1


def test_an_address_is_deleted_after_three_mails_that_came_back(world, streets, duty, subscribed, clock, settings):
    settings.EMAIL_BOUNCES = "bounces@example.org"
    subscribed()
    for number in range(3):
        assert Subscription.objects.exists()
        answer(obligation=duty, draft=commitment(), by=world.cast.omar, now=timezone.now())
        send_notices()
        message = mail.outbox[-1]
        assert len(mail.outbox) == number + 1
        sent = message.message()
        assert (sent["From"], sent["Auto-Submitted"]) == ("consult@example.org", "auto-generated")
        token = sent["Message-ID"].strip("<>").partition("@")[0]
        assert message.from_email == f"bounces+{token}@example.org"
        assert bounced("none", to=message.from_email) == 1
        if number < 2:
            assert states_in(streets) == {"waiting": 0, "sent": 1, "failed": 0, "bounced": number + 1}
        clock.shift(DAY)
    assert not Subscription.objects.exists()


def test_a_not_yet_that_comes_due_again_is_told_until_it_is_late_and_then_to_coordinators_too(quiet, duty, clock):
    """Its day of review is 1 December 2026, and it has until 31 December."""
    answer(obligation=duty, draft=not_yet(), by=quiet.cast.omar, now=timezone.now())
    day = date(2026, 12, 1)
    assert on(clock, day - 29 * DAY) == {}
    for when, said in (
        (day - 28 * DAY, "comes due again on 1 December 2026"),
        (day - 7 * DAY, "comes due again on 1 December 2026"),
        (day, "came due again on 1 December 2026. It has to say until 31 December 2026 what changed"),
        (day + 23 * DAY, "came due again on 1 December 2026"),
    ):
        told = on(clock, when)
        assert set(told) == {"omar", "olga"}
        assert said in told["omar"].body
        assert on(clock, when + DAY) == {}
    told = on(clock, day + 31 * DAY)
    assert set(told) == {"omar", "olga", "fay"}
    assert "is late to say what changed" in told["fay"].body
    assert f"/obligations/{duty.pk}/" in told["fay"].body
    assert on(clock, day + 32 * DAY) == {}


def test_an_overdue_answer_is_told_to_coordinators_and_a_long_overdue_one_to_everybody_of_the_host(quiet, clock):
    appoint(email="ob@example.org", name="Ob", role=Role.OBSERVER, organisation=quiet.cast.city, now=timezone.now())
    on(clock, DUE)
    told = on(clock, DUE + DAY)
    assert set(told) == {"omar", "olga", "fay"}
    assert told["fay"].body.count("is late: it was due on 8 May 2026") == 3
    assert on(clock, DUE + 30 * DAY) == {}
    told = on(clock, DUE + 31 * DAY)
    assert set(told) == {"omar", "olga", "fay", "ob"}
    assert told["ob"].body.count("is long overdue: it was due on 8 May 2026") == 3
    assert on(clock, DUE + 32 * DAY) == {}


def test_a_review_is_told_a_week_before_and_when_it_is_late_and_a_disputed_milestone(quiet, duty, clock):
    answer(obligation=duty, draft=not_yet(), by=quiet.cast.omar, now=timezone.now())
    reason = "It speaks of other streets than it was asked about."
    review = ask_for_review(obligation=duty, reason=reason, by=quiet.cast.fay, now=timezone.now())
    assert "has to be looked at again" in on(clock, date(2026, 3, 12))["omar"].body
    told = on(clock, review.due_on - 7 * DAY)
    assert "has to be looked at again" in told["omar"].body
    on(clock, review.due_on)
    told = on(clock, review.due_on + DAY)
    assert {"omar", "olga", "fay"} == set(told)
    assert "was not looked at again in time" in told["fay"].body
    entered(duty, "milestone.disputed", timezone.now(), details={"milestone": 1, "reported_on": "2026-03-12"})
    told = on(clock, review.due_on + 2 * DAY)
    assert {"omar", "olga", "fay"} == set(told)
    assert "reported that milestone 1 is reached, and people say that it is not" in told["omar"].body


def test_what_a_mail_told_that_came_back_is_told_again_some_days_later(world, clock):
    """The address may be mended by then."""
    on(clock, date(2026, 3, 11))
    bounced(token_of(Reminder.objects.get(person=world.cast.omar)))
    assert on(clock, date(2026, 3, 12)) == {}
    told = on(clock, date(2026, 3, 15))
    assert set(told) == {"omar"}
    assert told["omar"].body.count("has a new duty") == 3
