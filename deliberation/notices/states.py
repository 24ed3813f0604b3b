"""What became of the mails: how many wait, were sent, failed or came back. Counts, and never an address."""

from datetime import date, datetime, timedelta

from django.db.models import Count, Q, QuerySet

from deliberation.consultations.models import Consultation
from deliberation.notices.delivery import LETTER, TRIES
from deliberation.notices.models import Notice, Reminder

LOOKED_BACK = timedelta(days=7)
States = dict[str, int]


def failed(today: date) -> Q:
    """Of mails to staff: not sent, and never will be. Those of an earlier day are not tried any more."""
    return Q(sent_at=None, bounced_at=None) & (Q(tries__gte=TRIES) | Q(day__lt=today))


def states_in(consultation: Consultation) -> States:
    """Of all mails to its subscribers that are still there."""
    return _counted(Notice.objects.filter(subscription__consultation=consultation), Q(sent_at=None, tries__gte=TRIES))


def mail_states(now: datetime) -> dict[str, States | int | bool]:
    """Of the last seven days: mails to subscribers, mails to staff, how many could not be written; and whether that
    wants somebody's attention."""
    since, today = now - LOOKED_BACK, now.date()
    subscribers = Notice.objects.filter(made_at__gte=since)
    staff = _counted(Reminder.objects.filter(day__gte=since.date()), failed(today))
    broken = unwritable(now)
    return {
        "to_subscribers": _counted(subscribers, Q(sent_at=None, tries__gte=TRIES)),
        "to_staff": staff,
        "unwritable": broken,
        "alarm": bool(staff["failed"] or staff["bounced"] or broken),
    }


def unwritable(now: datetime) -> int:
    """Mails of the last seven days that wait, or gave up, because a sentence does not fit what they tell."""
    since, broken = now - LOOKED_BACK, {"sent_at": None, "fault": LETTER}
    notices = Notice.objects.filter(made_at__gte=since, **broken).count()
    return notices + Reminder.objects.filter(day__gte=since.date(), **broken).count()


def _counted(mails: QuerySet, given_up: Q) -> States:
    back = Q(bounced_at__isnull=False)
    found: States = mails.aggregate(
        waiting=Count("pk", filter=Q(sent_at=None) & ~given_up & ~back),
        sent=Count("pk", filter=Q(sent_at__isnull=False) & ~back),
        failed=Count("pk", filter=given_up & ~back),
        bounced=Count("pk", filter=back),
    )
    return found
