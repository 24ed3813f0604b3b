"""The daily reminder to moderators: once a day, only while something waits, and without any text or name."""

from smtplib import SMTPServerDisconnected

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend

from deliberation.consultations.models import Consultation
from deliberation.notices.models import Reminder
from deliberation.notices.tasks import remind_staff
from deliberation.people.actions import appoint
from deliberation.people.permissions import Role
from deliberation.statements.models import Drawn, Outcome
from deliberation.statements.moderating import rule
from deliberation.statements.rules import POSTED, SECOND
from deliberation.statements.rulings import store
from tests.cast import CLOSING, DAY, HOUR, MINUTE, NOON, founded, opened, written

pytestmark = pytest.mark.django_db
TEXT = "Benches belong on every square."


@pytest.fixture
def waiting(clock):
    """Two statements wait, one of them for two days; Mo moderates besides Fay."""
    cast = founded()
    appoint(email="mo@example.org", name="Mo", role=Role.MODERATOR, organisation=cast.city, now=NOON)
    appoint(email="ob@example.org", name="Ob", role=Role.OBSERVER, organisation=cast.city, now=NOON)
    consultation = opened(cast)
    rows = [written(consultation, "zoe", TEXT), written(consultation, "ann", "Trams at night.", NOON + 2 * DAY)]
    clock.move_to(NOON + 2 * DAY + HOUR)
    return cast, rows


def test_everybody_who_may_rule_is_told_how_many_wait_and_for_how_long(waiting):
    remind_staff()
    assert sorted(message.to[0] for message in mail.outbox) == ["fay@example.org", "mo@example.org"]
    message = mail.outbox[0]
    assert message.subject == "2 statements wait for a ruling"
    assert "Less than a day: 1" in message.body
    assert "One to three days: 1" in message.body
    assert "http://localhost:8000/desk/consultations/streets/queue/" in message.body
    assert not any(word in message.body for word in (TEXT, "Trams", "Fay", "Mo ", "zoe"))


def test_second_readings_and_what_was_posted_directly_are_told_too_but_no_second_reading_of_ones_own(waiting):
    cast, rows = waiting
    first, posted = (written(rows[0].consultation, "bob", text) for text in ("Dogs need parks.", "Cats need parks."))
    (direct,) = store([posted], Outcome.ACCEPTED, by=None, now=NOON, act="statement.posted")
    Drawn.objects.create(ruling=direct, kind=POSTED, drawn_at=NOON)
    made = rule(statement=first, outcome="accepted", by=cast.fay, now=NOON)
    Drawn.objects.get_or_create(ruling=made, defaults={"kind": SECOND, "drawn_at": NOON})
    remind_staff()
    bodies = {message.to[0]: message.body for message in mail.outbox}
    assert "Second readings that wait for you: 1" in bodies["mo@example.org"]
    assert "Second readings" not in bodies["fay@example.org"]
    assert all("Posted directly, to be checked: 1" in body for body in bodies.values())


def test_once_a_day_however_often_it_runs(waiting, clock):
    for _ in range(3):
        remind_staff()
        clock.shift(5 * MINUTE)
    assert len(mail.outbox) == 2
    clock.move_to(NOON + 3 * DAY - 7 * HOUR)  # the next day, before six
    remind_staff()
    assert len(mail.outbox) == 2
    clock.shift(HOUR)
    remind_staff()
    assert len(mail.outbox) == 4


def test_none_when_nothing_waits_or_nothing_can_be_ruled(waiting, clock):
    cast, rows = waiting
    for row in rows:
        rule(statement=row, outcome="accepted", by=cast.fay, now=NOON + 2 * DAY)
    remind_staff()
    assert (mail.outbox, Reminder.objects.count()) == ([], 0)
    written(Consultation.objects.get(), "zoe", "Dogs need parks.", NOON + 2 * DAY)
    clock.move_to(CLOSING + HOUR)
    remind_staff()
    assert mail.outbox == []


def test_a_mail_that_did_not_get_through_is_tried_again_and_says_what_is_so_by_then(waiting, clock, monkeypatch):
    cast, rows = waiting
    send = EmailBackend.send_messages
    monkeypatch.setattr(EmailBackend, "send_messages", _broken)
    remind_staff()
    assert mail.outbox == []
    monkeypatch.setattr(EmailBackend, "send_messages", send)
    rule(statement=rows[0], outcome="accepted", by=cast.fay, now=NOON + 2 * DAY + HOUR)
    remind_staff()
    assert mail.outbox == []  # not so soon
    clock.shift(11 * MINUTE)
    remind_staff()
    assert {message.subject for message in mail.outbox} == {"1 statement waits for a ruling"}


def _broken(*_args):
    raise SMTPServerDisconnected("gone")


def test_in_the_language_of_the_consultation(waiting):
    Consultation.objects.update(language="es")
    remind_staff()
    assert "a la espera" in mail.outbox[0].subject
    assert "/es/desk/" in mail.outbox[0].body
