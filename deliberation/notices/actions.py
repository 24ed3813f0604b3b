"""Leaving an address, confirming it, taking it away; and sending what is due."""

import logging
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from deliberation.consultations.models import Consultation
from deliberation.errors import enforce
from deliberation.notices.delivery import TRIES, deliver
from deliberation.notices.letters import letter
from deliberation.notices.links import new_handle
from deliberation.notices.models import Alarm, Notice, Reminder, Subscription, Told
from deliberation.notices.queries import due, handle_of, subscription_by, untold_in, with_news
from deliberation.notices.rules import is_address, may_subscribe
from deliberation.people.data_map import MAIL_DAYS, UNCONFIRMED_DAYS

log = logging.getLogger(__name__)
UNCONFIRMED_KEPT = timedelta(days=UNCONFIRMED_DAYS)
ASKED_AGAIN_AFTER = timedelta(minutes=10)
MOST_QUESTIONS = 3  # mails to an address that nobody confirms, as long as it is kept
DIGEST_HOUR = 17  # where the consultation is held: then a day's notice is made
MOST_AT_ONCE = 500  # subscriptions of a consultation that get their notice in one run


@transaction.atomic
def subscribe(*, consultation: Consultation, address: str, language: str, now: datetime) -> None:
    """Keep an address and ask it whether it is right. Whoever asks learns nothing about what was there."""
    address = address.strip().lower()
    opened = getattr(consultation, "opening", None) is not None
    enforce(may_subscribe(settings.EMAIL_ON, opened), is_address(address))
    subscription, _new = Subscription.objects.get_or_create(
        consultation=consultation,
        address=address,
        defaults={"language": language, "handle": new_handle(), "asked_at": now},
    )
    questions = subscription.notices.filter(day=None)
    asked_lately = questions.filter(made_at__gt=now - ASKED_AGAIN_AFTER).exists()
    if subscription.confirmed_at is None and not asked_lately and questions.count() < MOST_QUESTIONS:
        Notice.objects.create(subscription=subscription, made_at=now, due_at=now)


@transaction.atomic
def confirm(*, token: str, now: datetime) -> Subscription | None:
    """From now on this address is told of answers. None: it was deleted. Twice is harmless."""
    subscription = subscription_by(token)
    if subscription and subscription.confirmed_at is None:
        subscription.confirmed_at = now
        subscription.save(update_fields=["confirmed_at"])
    return subscription


@transaction.atomic
def unsubscribe(*, token: str, now: datetime) -> None:
    """Delete the address and all that was noted about it. Twice is harmless."""
    Subscription.objects.filter(handle=handle_of(token)).delete()


@transaction.atomic
def forget_unconfirmed(*, now: datetime) -> None:
    """Delete addresses that nobody confirmed in time."""
    Subscription.objects.filter(confirmed_at=None, asked_at__lte=now - UNCONFIRMED_KEPT).delete()


@transaction.atomic
def forget_reminders(*, now: datetime) -> None:
    """Delete what says of whom of the staff was reminded of what, when that is long ago."""
    before = (now - timedelta(days=MAIL_DAYS)).date()
    Reminder.objects.filter(day__lt=before).delete()
    Alarm.objects.filter(day__lt=before).delete()


@transaction.atomic
def note_what_is_due(*, now: datetime) -> None:
    """One notice of today for each confirmed subscription that has something to be told, with all of it.

    A day's notice is made in the evening where the consultation is held, so that it holds what the day brought; what
    comes after it is in the next day's.
    """
    for consultation in with_news(now):
        here = now.astimezone(consultation.zone)
        if here.hour >= DIGEST_HOUR:
            _note(consultation, here.date(), now)


def _note(consultation: Consultation, day: date, now: datetime) -> None:
    told = {each.pk: rows for each, rows in untold_in(consultation, day, now, MOST_AT_ONCE) if rows}
    notices = [Notice(subscription_id=number, day=day, made_at=now, due_at=now) for number in told]
    try:
        with transaction.atomic():
            for notice in Notice.objects.bulk_create(notices, batch_size=1000):
                for row in told[notice.subscription_id]:
                    row.notice = notice
            Told.objects.bulk_create([row for rows in told.values() for row in rows], batch_size=1000)
    except IntegrityError:  # another worker was at it, or somebody unsubscribed: the next run finds what is left
        log.info("The notices of %s for %s were made by somebody else.", consultation.slug, day)


def send_due(*, now: datetime) -> int:
    """Send what is due and say how many mails were taken."""
    return deliver(Notice.objects.select_related("subscription__consultation"), due(now, TRIES), letter, now)
