"""What a day brought is one mail, each thing once; a letter that cannot be written stops the start."""

from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.core import mail
from django.utils import timezone
from django.utils.translation import override

from deliberation.notices import wording
from deliberation.notices.models import Told
from deliberation.notices.queries import TOLD
from deliberation.notices.tasks import send_notices
from deliberation.obligations.delivering import enter_missed_milestones, report
from deliberation.obligations.promises import ReportDraft
from deliberation.obligations.record_words import SENTENCES
from deliberation.obligations.sweeping import enter_overdue
from deliberation.record.acts import ACTS
from tests.cast import DAY, HOUR, answer, commitment, not_yet


def test_several_things_of_one_day_are_one_mail(world, streets, duty, subscribed, clock):
    subscribed()
    clock.shift(timedelta(days=61) - 6 * HOUR)
    enter_overdue(now=timezone.now())
    answer(obligation=duty, draft=not_yet(), by=world.cast.omar, now=timezone.now())
    send_notices()
    assert mail.outbox == []  # it waits for what the day may still bring
    clock.shift(6 * HOUR)
    for _again in range(2):
        send_notices()
    (message,) = mail.outbox
    assert message.subject == f"News about “{streets.question}”"
    assert message.body.index("has answered.") < message.body.index(f"/obligations/{duty.pk}/")
    assert message.body.count("has not answered in time") == 3  # the first was answered a day late
    assert message.body.count("http://localhost:8000/obligations/") == 3
    assert message.extra_headers["List-Unsubscribe"].startswith("<http://localhost:8000/notices/")
    clock.shift(DAY)
    send_notices()
    assert len(mail.outbox) == 1


def test_what_was_reported_done_is_told_and_asked_about_four_weeks_later(world, duty, subscribed, clock):
    subscribed()
    answer(obligation=duty, draft=commitment(), by=world.cast.omar, now=timezone.now())
    clock.shift(DAY)
    done = ReportDraft("done", "Every line runs; the timetable says so.", "https://example.org/timetable")
    report(obligation=duty, number=1, draft=done, by=world.cast.omar, now=timezone.now())
    send_notices()
    assert "has answered." in mail.outbox[0].body
    assert "was reported done." in mail.outbox[0].body
    mail.outbox.clear()
    clock.shift(27 * DAY)
    subscribed("late@example.org")
    send_notices()
    assert mail.outbox == []
    clock.shift(DAY)
    for _again in range(2):
        send_notices()
    assert sorted(message.to[0] for message in mail.outbox) == ["ann@example.org", "late@example.org"]
    assert "that milestone 1 is reached. Did it happen?" in mail.outbox[0].body
    clock.shift(DAY)
    send_notices()
    assert len(mail.outbox) == 2
    assert Told.objects.count() == 4


def test_a_missed_milestone_is_told(world, duty, subscribed, clock):
    subscribed()
    made = answer(obligation=duty, draft=commitment(), by=world.cast.omar, now=timezone.now())
    send_notices()
    mail.outbox.clear()
    late = made.milestones.get().due_on - timezone.now().date() + DAY
    clock.shift(late)
    enter_missed_milestones(now=timezone.now())
    send_notices()
    (message,) = mail.outbox
    assert "Milestone 1 was missed: it was promised for" in message.body


def test_every_act_that_is_told_has_a_sentence():
    assert set(TOLD) <= set(SENTENCES) & set(ACTS)


def test_every_sentence_of_the_mails_can_be_written_in_every_language():
    assert list(wording.faults(configured.TRANSLATED)) == []


@pytest.mark.parametrize(
    ("msgid", "translation", "fault"),
    [
        ("%(ministry)s has answered.", "Ha respondido.", "ANSWERED in es: it lacks a placeholder: ministry"),
        (
            "%(ministry)s has answered.",
            "%(ministerio)s ha respondido.",
            "ANSWERED in es: it has a placeholder too many: ministerio",
        ),
        ("Read more:", "100% más:", "READ_MORE in es: a percent sign in it is not doubled"),
    ],
)
def test_a_translation_that_cannot_be_filled_in_stops_the_start(spoiled, msgid, translation, fault):
    spoiled(msgid, translation)
    assert fault in list(wording.faults(["es"]))


def test_a_mail_that_cannot_be_written_is_not_marked_as_sent_and_others_are(
    world, duty, subscribed, spoiled, caplog, clock
):
    for name, language in (("ann", "es"), ("zoe", "en")):
        subscribed(f"{name}@example.org", language)
    answer(obligation=duty, draft=not_yet(), by=world.cast.omar, now=timezone.now())
    spoiled("%(ministry)s has answered.", "%(ministerio)s ha respondido.")
    send_notices()
    assert [message.to for message in mail.outbox] == [["zoe@example.org"]]
    assert "could not be written, try 1: KeyError" in caplog.text
    spoiled("%(ministry)s has answered.", "%(ministry)s ha respondido.")
    clock.shift(HOUR)
    send_notices()
    assert "Ministry of Transport ha respondido." in mail.outbox[1].body
    with override("es"):
        assert str(wording.ANSWERED) == "%(ministry)s ha respondido."
