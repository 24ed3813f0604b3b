"""Finding subscriptions by their links, and the mails that want sending."""

from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from deliberation.errors import Missing
from deliberation.notices.links import handle_in
from deliberation.notices.models import Notice, Subscription
from deliberation.record.models import Entry

TOLD = ("answer.published", "obligation.overdue")


def handle_of(token: str) -> str:
    """The handle of a link's token, if the link is one of ours."""
    handle = handle_in(token)
    if handle is None:
        raise Missing("no-subscription", _("This link is not whole. Copy all of it from the e-mail."))
    return handle


def subscription_by(token: str) -> Subscription | None:
    """Whose link it is; None when the address was deleted."""
    return Subscription.objects.select_related("consultation").filter(handle=handle_of(token)).first()


def untold() -> QuerySet[Entry]:
    """Entries of which some confirmed subscription has no notice yet."""
    made = Notice.objects.filter(subscription=OuterRef("pk"), entry=OuterRef(OuterRef("pk")))
    waiting = Subscription.objects.filter(
        ~Exists(made),
        consultation__slug=OuterRef("consultation"),
        confirmed_at__lte=OuterRef("recorded_at"),
    )
    return Entry.objects.filter(Exists(waiting), act__in=TOLD)


def untold_of(entry: Entry) -> QuerySet[Subscription]:
    """Those that want to be told of an entry and have no notice of it."""
    made = Notice.objects.filter(subscription=OuterRef("pk"), entry=entry)
    wanting = Subscription.objects.filter(consultation__slug=entry.consultation, confirmed_at__lte=entry.recorded_at)
    return wanting.exclude(Exists(made)).order_by("pk")


def due(now: datetime, most_tries: int) -> QuerySet[Notice]:
    """Mails to be sent now, the oldest first; none that asks what was confirmed meanwhile."""
    unsent = Notice.objects.filter(sent_at=None, due_at__lte=now, tries__lt=most_tries)
    return unsent.exclude(entry=None, subscription__confirmed_at__isnull=False).order_by("due_at", "pk")
