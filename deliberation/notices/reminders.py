"""The daily mail to staff: what their ministry owes and by when, what waits for facilitators, how many statements wait
for a ruling. One a day at most for everybody, and no name of anybody in it."""

from datetime import date, datetime
from itertools import groupby

from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.formats import date_format

from deliberation.consultations.models import Consultation, Consultations
from deliberation.consultations.squads import who_may_in
from deliberation.notices import wording
from deliberation.notices.delivery import TRIES, WAITS, deliver
from deliberation.notices.letters import in_language, in_paragraphs
from deliberation.notices.links import absolute
from deliberation.notices.matters import Matter, matters, untold
from deliberation.notices.models import Reminder
from deliberation.people.models import Person
from deliberation.statements.models import Statement
from deliberation.statements.queue import AGE_NAMES, ages
from deliberation.statements.second_looks import posted_of, to_read_again

FROM_HOUR = 6  # UTC: nobody is written to in the night of most of the places that use one installation


@transaction.atomic
def note_reminders(*, now: datetime) -> None:
    """One for today for everybody who has something to do; a second call on the day adds none."""
    if now.hour < FROM_HOUR:
        return
    people = {person.pk for each in _waiting(now) for person in who_may_in("moderate", each)}
    people |= set(untold(matters(now), now))
    rows = [Reminder(person_id=number, day=now.date(), due_at=now) for number in sorted(people)]
    Reminder.objects.bulk_create(rows, ignore_conflicts=True)


def send_reminders(*, now: datetime) -> int:
    """Send those of today and say how many were taken. One of an earlier day would be wrong by now: what it would have
    told is in today's."""
    due = Reminder.objects.filter(sent_at=None, due_at__lte=now, tries__lt=TRIES, day=now.date())
    if not due.exists():
        return 0
    found = untold(matters(now), now)
    return deliver(
        Reminder.objects.select_related("person"),
        due.order_by("due_at", "pk"),
        lambda row: reminder(row, found.get(row.person_id, [])),
        now,
    )


def reminder(row: Reminder, theirs: list[Matter]) -> EmailMessage | None:
    """The mail; None where nothing waits for this person any more. It notes what it tells: once sent, that was told."""
    now = row.due_at - WAITS[row.tries - 1]  # when it was claimed
    to_rule = list(_waiting(now).where_may("moderate", row.person))
    row.keys = [matter.key for matter in theirs]
    row.save(update_fields=["keys"])
    if not theirs and not to_rule:
        return None
    language = (theirs[0].consultation if theirs else to_rule[0]).language
    return in_language(language, lambda: _letter(row.person, theirs, to_rule, now))


def _waiting(now: datetime) -> Consultations:
    """Where statements wait and can be ruled on."""
    waiting = Statement.objects.waiting().filter(consultation=OuterRef("pk"))
    found = Consultation.objects.filter(Exists(waiting), opening__isnull=False, closing__isnull=True, closes_at__gt=now)
    return found.with_facts().order_by("closes_at", "id")


def _letter(person: Person, theirs: list[Matter], to_rule: list[Consultation], now: datetime) -> EmailMessage:
    counted = [(each, ages(each, now)) for each in to_rule]
    number = sum(sum(bands.values()) for _each, bands in counted)
    several = wording.matters_subject(len(theirs) + len(to_rule))
    subject = several % {"number": len(theirs) + len(to_rule)}
    if not theirs:
        subject = wording.waiting_subject(number) % {"number": number}
    return EmailMessage(
        subject=subject,
        body=in_paragraphs(
            *_of_matters(theirs),
            *(part for each, bands in counted for part in _about(each, bands, person)),
            wording.AT_MOST_DAILY if theirs else wording.MAY_RULE,
        ),
        to=[person.email],
    )


def _of_matters(theirs: list[Matter]) -> list[str]:
    """Each consultation's question, and under it what is to be told of each page of it."""
    parts = []
    ordered = sorted(theirs, key=lambda each: (each.consultation.pk, each.page[0], str(each.page[1]).zfill(12)))
    for _number, of_one in groupby(ordered, key=lambda each: each.consultation.pk):
        rows = list(of_one)
        parts.append(rows[0].consultation.question)
        for page, about in groupby(rows, key=lambda each: each.page):
            parts.append("\n".join([*(_said(each) for each in about), absolute(*page)]))
    return parts


def _said(matter: Matter) -> str:
    said = str(matter.sentence) % {name: _word(value) for name, value in matter.named.items()}
    return f"{said}\n{wording.REPORT_BY_LINK}\n{matter.link()}" if matter.link else said


def _word(value: object) -> object:
    if isinstance(value, datetime):
        return date_format(value, "DATETIME_FORMAT")
    return date_format(value, "DATE_FORMAT") if isinstance(value, date) else value


def _about(consultation: Consultation, bands: dict[str, int], person: Person) -> list[str]:
    lines = [f"{AGE_NAMES[band]}: {number}" for band, number in bands.items() if number]
    if readings := to_read_again(consultation, person).count():
        lines.append(wording.READINGS % {"number": readings})
    if posted := posted_of(consultation).count():
        lines.append(wording.POSTED % {"number": posted})
    closes = date_format(consultation.closes_at.astimezone(consultation.zone), "DATETIME_FORMAT")
    told = wording.VOTING_ENDS % {"closes": closes}
    return [consultation.question, "\n".join([*lines, told]), absolute("queue", consultation.slug)]
