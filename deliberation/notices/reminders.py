"""The daily reminder to whoever may moderate: how many statements wait, for how long, and where. No text, no name."""

from datetime import datetime

from django.conf import settings
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from deliberation.consultations.models import Consultation, Consultations
from deliberation.consultations.squads import who_may_in
from deliberation.notices.delivery import TRIES, WAITS, deliver
from deliberation.notices.letters import in_paragraphs
from deliberation.notices.links import absolute
from deliberation.notices.models import Reminder
from deliberation.people.models import Person
from deliberation.statements.models import Statement
from deliberation.statements.queue import AGE_NAMES, ages
from deliberation.statements.second_looks import posted_of, to_read_again

FROM_HOUR = 6  # UTC: nobody is written to in the night of most of the places that use one installation


@transaction.atomic
def note_reminders(*, now: datetime) -> None:
    """One for today for everybody who may rule where statements wait; a second call on the day adds none."""
    if now.hour < FROM_HOUR:
        return
    people = {person.pk for each in _waiting(now) for person in who_may_in("moderate", each)}
    rows = [Reminder(person_id=number, day=now.date(), due_at=now) for number in sorted(people)]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def send_reminders(*, now: datetime) -> int:
    """Send those of today and say how many were taken. One of an earlier day would be wrong by now."""
    due = Reminder.objects.filter(sent_at=None, due_at__lte=now, tries__lt=TRIES, day=now.date())
    return deliver(Reminder.objects.select_related("person"), due.order_by("due_at", "pk"), reminder, now)


def reminder(row: Reminder) -> EmailMessage | None:
    """The mail; None where nothing waits for this person any more."""
    now = row.due_at - WAITS[row.tries - 1]  # when it was claimed
    theirs = list(_waiting(now).where_may("moderate", row.person))
    return _letter(row.person, theirs, now) if theirs else None


def _waiting(now: datetime) -> Consultations:
    """Where statements wait and can be ruled on."""
    waiting = Statement.objects.waiting().filter(consultation=OuterRef("pk"))
    found = Consultation.objects.filter(Exists(waiting), opening__isnull=False, closing__isnull=True, closes_at__gt=now)
    return found.with_facts().order_by("closes_at", "id")


def _letter(person: Person, theirs: list[Consultation], now: datetime) -> EmailMessage:
    language = theirs[0].language.lower()
    with translation.override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        counted = [(each, ages(each, now)) for each in theirs]
        number = sum(sum(bands.values()) for _each, bands in counted)
        subject = ngettext("%(number)s statement waits for a ruling", "%(number)s statements wait for a ruling", number)
        return EmailMessage(
            subject=subject % {"number": number},
            body=in_paragraphs(
                *(part for each, bands in counted for part in _about(each, bands, person)),
                _("You get this e-mail once a day while statements wait, because you may rule on them."),
            ),
            to=[person.email],
        )


def _about(consultation: Consultation, bands: dict[str, int], person: Person) -> list[str]:
    lines = [f"{AGE_NAMES[band]}: {number}" for band, number in bands.items() if number]
    if readings := to_read_again(consultation, person).count():
        lines.append(_("Second readings that wait for you: %(number)s") % {"number": readings})
    if posted := posted_of(consultation).count():
        lines.append(_("Posted directly, to be checked: %(number)s") % {"number": posted})
    closes = date_format(consultation.closes_at.astimezone(consultation.zone), "DATETIME_FORMAT")
    told = _("Voting ends on %(closes)s.") % {"closes": closes}
    return [consultation.question, "\n".join([*lines, told]), absolute("queue", consultation.slug)]
