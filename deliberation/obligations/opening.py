"""Opening a duty: what is owed, by whom, by when."""

from collections.abc import Iterable
from datetime import date, datetime, time
from typing import Any

from django.db.models import prefetch_related_objects

from deliberation.consultations.models import Consultation
from deliberation.obligations.deadlines import due_date
from deliberation.obligations.models import Kind, Obligation
from deliberation.obligations.recording import ENTERED, line
from deliberation.people.models import Organisation
from deliberation.record.actions import enter_lines
from deliberation.results.models import Publication
from deliberation.statements.queries import statement_numbered


def open_answer(publication: Publication, number: int, direction: str, on: date, now: datetime) -> Obligation:
    """The duty to answer one consensus statement."""
    consultation = publication.consultation
    statement = statement_numbered(consultation, number)
    about: dict[str, Any] = {"kind": Kind.ANSWER, "statement": statement, "direction": direction}
    return _opened([_owed(consultation, on, now, publication=publication, **about)], now)[0]


def open_meeting(publication: Publication, on: date, now: datetime) -> Obligation:
    """The duty to hold a meeting, since there is no consensus."""
    consultation = publication.consultation
    return _opened([_owed(consultation, on, now, publication=publication, kind=Kind.MEETING)], now)[0]


def open_meetings(late: Iterable[tuple[Obligation, date]], now: datetime) -> None:
    """The duties to hold a meeting because of answers that are long overdue, each from a day on."""
    owed = []
    for duty, on in late:
        about: dict[str, Any] = {"kind": Kind.MEETING, "because_of": duty, "publication_id": duty.publication_id}
        owed.append(_owed(duty.consultation, on, now, duty.holder, **about))
    _opened(owed, now)


def _owed(
    consultation: Consultation, on: date, now: datetime, ministry: Organisation | None = None, **about: object
) -> Obligation:
    """By a ministry, or by the one that the consultation is addressed to."""
    opening = consultation.opening
    return Obligation(
        consultation=consultation,
        ministry=ministry or opening.ministry,
        notified_on=on,
        due_on=due_date(on, opening.answer_days, opening.calendar),
        calendar_version=opening.calendar["version"],
        opened_at=now,
        **about,
    )


def _opened(owed: list[Obligation], now: datetime) -> list[Obligation]:
    """Stored and entered, in this order."""
    duties: list[Obligation] = Obligation.objects.bulk_create(owed)
    prefetch_related_objects(duties, *ENTERED)
    enter_lines(
        lines=[line(duty, "obligation.opened", _told_at(duty), details=_about(duty)) for duty in duties], now=now
    )
    return duties


def _told_at(duty: Obligation) -> datetime:
    """What a sweep finds is dated the same whenever it runs; a consultation that closes binds at that instant."""
    if duty.because_of_id:
        return datetime.combine(duty.notified_on, time.min, duty.consultation.zone)
    return duty.opened_at


def _about(obligation: Obligation) -> dict[str, object]:
    about: dict[str, object] = {"kind": obligation.kind, "notified_on": obligation.notified_on.isoformat()}
    if obligation.statement:
        about |= {"statement": obligation.statement.number, "direction": obligation.direction}
    if obligation.because_of_id:
        about["because_of"] = obligation.because_of_id
    return about
