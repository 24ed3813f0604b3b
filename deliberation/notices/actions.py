"""Leaving an address, confirming it, taking it away; and sending what is due."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from deliberation.consultations.models import Consultation
from deliberation.errors import enforce
from deliberation.notices.delivery import TRIES, deliver
from deliberation.notices.letters import letter
from deliberation.notices.links import new_handle
from deliberation.notices.models import Notice, Subscription
from deliberation.notices.queries import due, handle_of, subscription_by, untold, untold_of
from deliberation.notices.rules import is_address, may_subscribe

UNCONFIRMED_KEPT = timedelta(days=2)
ASKED_AGAIN_AFTER = timedelta(minutes=10)
MOST_QUESTIONS = 3  # mails to an address that nobody confirms, as long as it is kept


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
    questions = subscription.notices.filter(entry=None)
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
def note_what_is_due(*, now: datetime) -> None:
    """One notice for each confirmed subscription and each entry it wants to be told of."""
    for entry in untold().order_by("pk"):
        notices = [
            Notice(subscription=subscription, entry=entry, made_at=now, due_at=now) for subscription in untold_of(entry)
        ]
        Notice.objects.bulk_create(notices, ignore_conflicts=True, batch_size=1000)


def send_due(*, now: datetime) -> int:
    """Send what is due and say how many mails were taken."""
    return deliver(Notice.objects.select_related("subscription__consultation", "entry"), due(now, TRIES), letter, now)
