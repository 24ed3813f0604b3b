"""The mail to the operator: at most one a day, about mails that did not reach staff or that could not be written."""

from datetime import date, datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q
from django.utils.formats import date_format

from deliberation.notices import wording
from deliberation.notices.delivery import TRIES, deliver
from deliberation.notices.letters import in_language, in_paragraphs
from deliberation.notices.models import Alarm, Reminder
from deliberation.notices.states import LOOKED_BACK, failed, unwritable

MOST_NAMED = 100  # mails in one alarm


@transaction.atomic
def note_alarm(*, now: datetime) -> None:
    """One for today if something went wrong that no alarm told of; mails that cannot be written are told every day."""
    today = now.date()
    wrong = Q(bounced_at__isnull=False) | failed(today)
    lost = Reminder.objects.filter(wrong, alarm=None, day__gte=today - LOOKED_BACK)
    if not settings.OPERATOR_EMAIL or not (lost.exists() or unwritable(now)):
        return
    alarm, made = Alarm.objects.get_or_create(day=today, defaults={"due_at": now})
    if made:
        lost.update(alarm=alarm)


def send_alarms(*, now: datetime) -> int:
    """Send what is due and say how many mails were taken."""
    due = Alarm.objects.filter(sent_at=None, due_at__lte=now, tries__lt=TRIES)
    return deliver(Alarm.objects.all(), due.order_by("day"), _alarm, now)


def _alarm(alarm: Alarm) -> EmailMessage | None:
    if not settings.OPERATOR_EMAIL:
        return None
    return in_language(settings.LANGUAGE_CODE, lambda: _letter(alarm))


def _letter(alarm: Alarm) -> EmailMessage:
    rows = alarm.reminders.select_related("person").order_by("day", "pk")[:MOST_NAMED]
    number = unwritable(alarm.due_at)
    return EmailMessage(
        subject=str(wording.ALARM_SUBJECT),
        body=in_paragraphs(
            *(_lost(row) for row in rows),
            *([wording.NOT_WRITABLE % {"number": number}] if number else []),
            wording.MEND,
        ),
        to=[settings.OPERATOR_EMAIL],
    )


def _lost(row: Reminder) -> str:
    day: date = row.day
    sentence = wording.CAME_BACK if row.bounced_at else wording.NOT_TAKEN
    return sentence % {"day": date_format(day, "DATE_FORMAT"), "address": row.person.email}
