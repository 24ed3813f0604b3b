"""Asking to be told of answers by e-mail, over both faces."""

import re

import pytest
from django.core import mail

from deliberation.notices.models import Notice, Subscription
from deliberation.notices.tasks import send_notices
from tests.cast import DAY, HOUR, NOON, draft

pytestmark = pytest.mark.django_db
BY_CHANCE = re.compile(r'csrfmiddlewaretoken" value="\w+"')


@pytest.fixture(autouse=True)
def mail_server(settings):
    settings.EMAIL_ON = True


def test_an_address_is_kept_and_asked_whether_it_is_right(face, world):
    assert face.tell("streets", " Ann@Example.org ").done
    subscription = Subscription.objects.get()
    assert (subscription.address, subscription.language) == ("ann@example.org", "en")
    assert subscription.confirmed_at is None
    assert mail.outbox == []  # a request does not wait for a mail server
    send_notices()
    assert [message.to for message in mail.outbox] == [["ann@example.org"]]


@pytest.mark.parametrize(
    "wrong",
    ["", "ann", "ann@", "@example.org", "a@b.org, c@d.org", "a@b.org\nBcc: c@d.org", "a@b.org\r\n\r\nText",
     "Ann <a@b.org>", "a" * 60 + "@" + "b." * 120 + "org"],
)  # fmt: skip
def test_what_is_no_address_is_refused(face, world, wrong):
    assert face.tell("streets", wrong).status in ({400} if face.name == "api" else {400, 200})
    assert not Subscription.objects.exists()


def test_strangers_learn_nothing_about_who_asked(face, another, world, at):
    def answer(address):
        page = another().tell("streets", address)
        return page.status, BY_CHANCE.sub("", page.text), page.where

    first = answer("ann@example.org")
    send_notices()
    at(NOON + 2 * HOUR)
    Subscription.objects.update(confirmed_at=NOON + HOUR)
    assert answer("ann@example.org") == first == answer("ben@example.org")
    assert Notice.objects.filter(subscription__address="ann@example.org").count() == 1


def test_without_a_mail_server_nothing_is_offered(face, world, settings):
    assert (face.name == "api") or face.look("streets").says("Tell me by e-mail")
    settings.EMAIL_ON = False
    assert not face.look("streets").says("Tell me by e-mail")
    answer = face.tell("streets", "ann@example.org")
    assert answer.status == 409
    assert answer.says("This site sends no e-mail.")
    assert not Subscription.objects.exists()


def test_a_draft_takes_no_address(face, world):
    cast, _consultation = world
    draft(cast, slug="plan", opens_at=NOON + DAY, closes_at=NOON + 9 * DAY)
    assert face.tell("plan", "ann@example.org").status == 404
    face.sign_in(cast.fay)
    assert face.tell("plan", "ann@example.org").status == 409
    assert not Subscription.objects.exists()
