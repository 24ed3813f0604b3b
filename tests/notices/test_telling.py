"""From leaving an address to the mails and back to nothing."""

import re
from datetime import timedelta

import pytest
from django.conf import settings as configured
from django.core import mail
from django.test import Client
from django.utils import timezone

from deliberation.notices.actions import subscribe
from deliberation.notices.models import Notice, Subscription
from deliberation.notices.tasks import send_notices
from deliberation.obligations.sweeping import enter_overdue
from tests.cast import DAY, HOUR, MINUTE, answer, commitment, not_yet
from tests.notices.conftest import EVENING, links


def answered(world, duty, draft=None):
    return answer(obligation=duty, draft=draft or commitment(), by=world.cast.omar, now=timezone.now())


def ask(streets, address="ann@example.org", **changed):
    subscribe(**{"consultation": streets, "address": address, "language": "en", "now": timezone.now()} | changed)
    send_notices()


def test_following_the_link_confirms_nothing_and_the_button_does(streets):
    ask(streets)
    (message,) = mail.outbox
    assert message.to == ["ann@example.org"]
    assert message.from_email == "consult@example.org"
    assert message.subject == "Please confirm: notices about “How should the streets of the old town be used?”"
    (link,) = links()
    page = Client().get(link)
    assert page.status_code == 200
    assert "<bdi>ann@example.org</bdi> will get at most one e-mail a day" in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert Subscription.objects.get().confirmed_at is None
    assert Client(enforce_csrf_checks=True).post(link).status_code == 403
    assert Client().post(link, follow=True).redirect_chain == [("/c/streets/", 302)]
    assert Subscription.objects.get().confirmed_at == EVENING


def test_an_answer_is_one_mail_and_a_further_version_another(world, duty, subscribed, clock):
    subscribed()
    answered(world, duty, not_yet())
    send_notices()
    (message,) = mail.outbox
    assert message.subject == "An answer to “How should the streets of the old town be used?”"
    assert "Ministry of Transport has answered.\n\nNot yet feasible\n\nNot before the law changes." in message.body
    assert f"http://localhost:8000/obligations/{duty.pk}/" in message.body
    answered(world, duty)
    for _again in range(3):
        clock.shift(HOUR)
        send_notices()
    assert len(mail.outbox) == 1
    clock.move_to(EVENING + DAY - 2 * HOUR)  # an hour before a day's notice is made
    send_notices()
    assert len(mail.outbox) == 1
    clock.shift(HOUR)
    send_notices()
    assert len(mail.outbox) == 2
    assert "Ministry of Transport has published version 2 of its answer." in mail.outbox[1].body


def test_what_becomes_overdue_is_told(streets, duty, subscribed, clock):
    subscribed()
    clock.shift(timedelta(days=61))
    enter_overdue(now=timezone.now())
    send_notices()
    assert mail.outbox[0].body.count("has not answered in time") == streets.obligations.count() == 3
    assert len(mail.outbox) == 1
    assert mail.outbox[0].subject == "No answer in time to “How should the streets of the old town be used?”"
    assert "Ministry of Transport has not answered in time. The answer was due on 8 May 2026." in mail.outbox[0].body


def test_a_meeting_that_is_late_is_no_answer_that_is_late(duty, subscribed, clock):
    subscribed()
    for days in (61, 32, 64):  # the answers are late, then long overdue, and then the meetings owed for them are late
        clock.shift(timedelta(days=days))
        mail.outbox.clear()
        enter_overdue(now=timezone.now())
        send_notices()
    (message,) = mail.outbox
    assert message.subject == "News about “How should the streets of the old town be used?”"
    assert message.body.count("has not held the public meeting that it owes in time.") == 3
    assert "answer was due" not in message.body


def test_what_was_before_the_confirmation_and_what_others_do_is_not_told(world, duty, subscribed, clock):
    answered(world, duty)
    clock.shift(MINUTE)
    ask(world.consultation, "never@example.org")
    subscribed()
    send_notices()
    assert mail.outbox == []
    answered(world, world.consultation.obligations.last(), not_yet())
    send_notices()
    assert [message.to for message in mail.outbox] == [["ann@example.org"]]


@pytest.mark.parametrize("method", ["one click of a mail program", "the page"])
def test_unsubscribing_deletes_the_address_and_all_about_it(world, duty, subscribed, method):
    subscribed()
    answered(world, duty)
    send_notices()
    headers = mail.outbox[0].extra_headers
    address = re.fullmatch(r"<http://localhost:8000(/notices/\S+/end/)>", headers["List-Unsubscribe"])[1]
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert address == links()[-1]
    reader = Client(enforce_csrf_checks=True)
    assert "<bdi>ann@example.org</bdi> gets an e-mail" in reader.get(address).content.decode()
    assert Subscription.objects.exists()
    done = reader.post(address, {"List-Unsubscribe": "One-Click"} if method != "the page" else {})
    assert done.status_code == 200  # and no redirect, which RFC 8058 forbids
    assert "your address is deleted." in done.content.decode()
    assert not Subscription.objects.exists()
    assert not Notice.objects.exists()
    assert reader.post(address).status_code == reader.get(address).status_code == 200
    answered(world, duty)
    send_notices()
    assert len(mail.outbox) == 1


def test_links_that_are_not_ours_lead_nowhere(streets, subscribed):
    subscribed()
    handle = Subscription.objects.get().handle
    for token in (handle, f"{handle}.x", "nonsense", f"{handle}.{'A' * 43}"):
        for page in ("confirm", "end"):
            assert Client().get(f"/notices/{token}/{page}/").status_code == 404
            assert Client().post(f"/notices/{token}/{page}/").status_code == 404
    assert Subscription.objects.exists()


def test_asking_again_mails_at_most_once_in_ten_minutes_and_three_times_in_all(streets, clock):
    for expected in (1, 1, 2, 3, 3, 3):
        ask(streets, "ann@example.org")
        ask(streets, " ANN@example.org ")
        assert len(mail.outbox) == expected
        clock.shift(timedelta(minutes=9) if expected == 1 else HOUR)
    assert Subscription.objects.count() == 1


def test_who_confirmed_is_not_asked_again(streets, subscribed, clock):
    subscribed()
    clock.shift(HOUR)
    ask(streets)
    assert mail.outbox == []
    assert Subscription.objects.get().confirmed_at == EVENING


def test_what_nobody_confirms_is_deleted_after_two_days(streets, subscribed, clock, settings):
    subscribed("confirmed@example.org")
    ask(streets)
    (link,) = links()
    clock.shift(timedelta(days=2, seconds=-1))
    send_notices()
    assert Subscription.objects.count() == 2
    clock.shift(timedelta(seconds=1))
    settings.EMAIL_ON = False  # whether or not the site still sends mail
    send_notices()
    assert Subscription.objects.get().address == "confirmed@example.org"
    assert Client().get(link).status_code == 404
    assert "Leave your address once more." in Client().post(link).content.decode()


def test_mails_speak_the_language_of_the_page(world, duty, settings, clock):
    settings.LANGUAGES = list(configured.TRANSLATED.items())
    Client().post("/es/c/streets/notices/", {"address": "ann@example.org"})
    send_notices()
    (link,) = links()
    assert link.startswith("/es/notices/")
    assert Client().post(link).headers["Location"] == "/es/c/streets/"
    answered(world, duty)
    send_notices()
    assert f"http://localhost:8000/es/obligations/{duty.pk}/" in mail.outbox[1].body
    assert "Ministry of Transport ha respondido." in mail.outbox[1].body
    clock.shift(DAY)
    settings.LANGUAGES = [("en", "English")]  # one that is offered no more: its pages are gone
    answered(world, duty)
    send_notices()
    assert f"http://localhost:8000/obligations/{duty.pk}/" in mail.outbox[2].body


def test_a_question_of_several_lines_makes_no_headers(streets):
    streets.question = "How?\r\nBcc: everybody@example.org\n" + "x" * 200
    streets.save()
    ask(streets)
    message = mail.outbox[0].message()
    assert message["Bcc"] is None
    assert mail.outbox[0].recipients() == ["ann@example.org"]
    assert len(mail.outbox[0].subject) < 200


def test_an_address_stands_beside_nothing_that_leads_to_a_person(streets):
    ask(streets)
    (row,) = Subscription.objects.values()
    assert set(row) == {"id", "consultation_id", "address", "language", "handle", "asked_at", "confirmed_at"}
    assert not re.search(row["handle"] + r"\.\w", repr(list(Notice.objects.values())))


def test_how_many_subscribe_changes_no_number_of_queries(world, duty, subscribed, clock, django_assert_num_queries):
    subscribed()
    answered(world, duty)
    with django_assert_num_queries(24):
        send_notices()
    assert len(mail.outbox) == 1
    clock.shift(DAY)
    for number in range(2):
        subscribed(f"{number}@example.org")
    answered(world, duty)
    with django_assert_num_queries(24 + 2 * 5):  # claim, read, what is told, the answer, mark: of each mail
        send_notices()
    assert len(mail.outbox) == 3
