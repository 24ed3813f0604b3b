"""Finding subscriptions by their links, and the mails that want sending."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation
from deliberation.errors import Missing
from deliberation.notices.links import handle_in
from deliberation.notices.models import Notice, Subscription, Told
from deliberation.record.models import Entry

TOLD = (
    "answer.published",
    "answer.due-again",
    "answer.due-again-overdue",
    "obligation.overdue",
    "obligation.long-overdue",
    "obligation.extended",
    "obligation.suspended",
    "review.opened",
    "review.decided",
    "review.overdue",
    "milestone.done",
    "milestone.moved",
    "milestone.missed",
    "milestone.withdrawn",
    "milestone.confirmed",
    "milestone.disputed",
    "meeting.announced",
    "meeting.changed",
    "meeting.not-announced",
    "meeting.held",
    "meeting.posted",
    "meeting.transcript-late",
    "meeting.not-held",
)
REPORTED = "milestone.done"
ASKED_AFTER = timedelta(days=28)  # whether what was reported did happen
ASKED_FOR = timedelta(days=14)  # a question that could not be sent by then is not sent


def handle_of(token: str) -> str:
    """The handle of a link's token, if the link is one of ours."""
    handle = handle_in(token)
    if handle is None:
        raise Missing("no-subscription", _("This link is not whole. Copy all of it from the e-mail."))
    return handle


def subscription_by(token: str) -> Subscription | None:
    """Whose link it is; None when the address was deleted."""
    return Subscription.objects.select_related("consultation").filter(handle=handle_of(token)).first()


def with_news(now: datetime) -> QuerySet[Consultation]:
    """Consultations that have something to tell which some confirmed subscription was not told of."""
    waiting = Subscription.objects.filter(consultation=OuterRef("pk")).filter(_has_news(now))
    return Consultation.objects.filter(Exists(waiting)).order_by("pk")


def untold_in(
    consultation: Consultation, day: date, now: datetime, most: int
) -> Iterator[tuple[Subscription, list[Told]]]:
    """Subscriptions without a notice of the day, and what each is to be told: rows that are not stored yet."""
    found = Subscription.objects.filter(_has_news(now), consultation=consultation).exclude(notices__day=day)
    waiting = list(found.order_by("pk")[:most])
    rows = Told.objects.filter(subscription__in=waiting).values_list("subscription", "entry", "asks")
    known = set(rows)
    told = [(entry, False) for entry in Entry.objects.filter(_is_told(), consultation=consultation.slug)]
    asked = [(entry, True) for entry in Entry.objects.filter(_is_asked(now), consultation=consultation.slug)]
    news = sorted([*told, *asked], key=lambda each: each[0].pk)
    for subscription in waiting:
        yield (
            subscription,
            [
                Told(subscription=subscription, entry=entry, asks=asks)
                for entry, asks in news
                if (subscription.pk, entry.pk, asks) not in known and _is_for(subscription, entry, asks)
            ],
        )


def _is_for(subscription: Subscription, entry: Entry, asks: bool) -> bool:
    """What was before it was confirmed is not told; whether that happened is asked all the same."""
    return asks or (subscription.confirmed_at is not None and subscription.confirmed_at <= entry.recorded_at)


def _is_told() -> Q:
    return Q(act__in=TOLD)


def _is_asked(now: datetime) -> Q:
    latest = now - ASKED_AFTER
    return Q(act=REPORTED, happened_at__lte=latest, happened_at__gt=latest - ASKED_FOR)


def _has_news(now: datetime) -> Q:
    """Of a subscription: it is confirmed and there is something that it was not told of."""
    told = Told.objects.filter(subscription=OuterRef(OuterRef("pk")), entry=OuterRef("pk"))
    here = Entry.objects.filter(consultation=OuterRef("consultation__slug"))
    news = here.filter(_is_told(), ~Exists(told.filter(asks=False)), recorded_at__gte=OuterRef("confirmed_at"))
    asked = here.filter(_is_asked(now), ~Exists(told.filter(asks=True)))
    return Q(confirmed_at__isnull=False) & (Q(Exists(news)) | Q(Exists(asked)))


def due(now: datetime, most_tries: int) -> QuerySet[Notice]:
    """Mails to be sent now, the oldest first; none that asks what was confirmed meanwhile."""
    unsent = Notice.objects.filter(sent_at=None, due_at__lte=now, tries__lt=most_tries)
    return unsent.exclude(day=None, subscription__confirmed_at__isnull=False).order_by("due_at", "pk")
