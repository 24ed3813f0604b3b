"""Mail servers fail: what was not taken is tried again, what was taken is not."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from deliberation.notices.actions import send_due, subscribe
from deliberation.notices.delivery import WAITS
from deliberation.notices.models import Notice
from deliberation.notices.tasks import send_notices
from tests.cast import DAY, HOUR, MINUTE, answer, commitment

KEPT = "django.core.mail.backends.locmem.EmailBackend"
SERVERS = "tests.notices.servers"


@pytest.fixture
def told(world, duty, subscribed):
    """Three people wait to be told of an answer; what `send_notices` does is what the tests are about."""
    for name in ("ann", "refused", "zoe"):
        subscribed(f"{name}@example.org")
    answer(obligation=duty, draft=commitment(), by=world.cast.omar, now=timezone.now())


def reached():
    return [message.to[0].partition("@")[0] for message in mail.outbox]


def test_one_that_fails_is_tried_again_and_the_others_are_not(told, settings, clock):
    settings.EMAIL_BACKEND = f"{SERVERS}.Picky"
    send_notices()
    send_notices()
    assert reached() == ["ann", "zoe"]
    settings.EMAIL_BACKEND = KEPT
    clock.shift(timedelta(minutes=9))
    send_notices()
    assert reached() == ["ann", "zoe"]
    clock.shift(MINUTE)
    send_notices()
    assert reached() == ["ann", "zoe", "refused"]
    clock.shift(DAY)
    send_notices()
    assert len(mail.outbox) == 3


def test_nobody_answers_where_the_server_should_be(told, settings, clock, caplog):
    """A real connection, refused by the machine itself."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    send_notices()
    assert not Notice.objects.exclude(day=None).exclude(sent_at=None).exists()
    assert "ConnectionRefusedError" in caplog.text
    assert "example.org" not in caplog.text
    settings.EMAIL_BACKEND = KEPT
    clock.shift(HOUR)
    send_notices()
    assert reached() == ["ann", "refused", "zoe"]


def test_after_three_failures_the_run_ends_and_the_next_goes_on(told, subscribed, streets, settings):
    for number in range(2):
        subscribe(consultation=streets, address=f"{number}@example.org", language="en", now=timezone.now())
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    send_notices()
    unsent = Notice.objects.filter(sent_at=None).order_by("-tries")
    assert list(unsent.values_list("tries", flat=True)) == [1, 1, 1, 0, 0]
    settings.EMAIL_BACKEND = KEPT
    send_notices()
    assert len(mail.outbox) == 2


def test_tries_come_to_an_end(told, settings, clock):
    settings.EMAIL_BACKEND = f"{SERVERS}.Picky"
    for _day in range(20):
        send_notices()
        clock.shift(DAY)
    assert Notice.objects.get(sent_at=None).tries == len(WAITS) == 5
    settings.EMAIL_BACKEND = KEPT
    send_notices()
    assert reached() == ["ann", "zoe"]


@pytest.mark.parametrize("server", ["Forgetful", "Deadly"])
def test_where_nobody_knows_whether_it_was_taken_it_is_sent_again(told, settings, clock, server):
    settings.EMAIL_BACKEND = f"{SERVERS}.{server}"
    try:
        send_notices()
    except SystemExit:
        assert server == "Deadly"
    settings.EMAIL_BACKEND = KEPT
    clock.shift(HOUR)
    send_notices()
    clock.shift(DAY)
    send_notices()
    assert set(reached()) == {"ann", "refused", "zoe"}
    assert len(mail.outbox) == {"Forgetful": 6, "Deadly": 4}[server]


def test_two_workers_at_once_send_each_mail_once(told, settings):
    settings.EMAIL_BACKEND = f"{SERVERS}.Crowded"
    send_notices()
    assert sorted(reached()) == ["ann", "refused", "zoe"]
    assert send_due(now=timezone.now()) == 0
