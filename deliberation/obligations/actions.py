"""Binding a ministry, and entering what became overdue."""

from datetime import datetime, time, timedelta

from django.db import transaction

from deliberation.consultations import locks
from deliberation.consultations.models import Closing, Consultation
from deliberation.errors import enforce
from deliberation.obligations.deadlines import due_date, overdue_from
from deliberation.obligations.models import Kind, Obligation
from deliberation.obligations.queries import local_day, past_due
from deliberation.obligations.recording import entered
from deliberation.obligations.rules import may_bind
from deliberation.results.actions import publish
from deliberation.results.large import analysed
from deliberation.results.models import Publication
from deliberation.statements.queries import statement_numbered


def bind(*, consultation: Consultation, now: datetime) -> Publication | None:
    """Freeze the result of a closed consultation and open what the ministry owes for it. Done once.

    None while the last analysis of a very large consultation is still being made: then the next sweep binds it.
    """
    enforce(may_bind(Closing.objects.filter(consultation=consultation).exists()))
    final = Publication.objects.filter(consultation=consultation, final=True).first()
    return final or _bind(consultation, now)


def _bind(consultation: Consultation, now: datetime) -> Publication | None:
    analysis = analysed(consultation=consultation, now=now)
    if analysis is None:
        return None
    with transaction.atomic():
        locks.exclude(consultation.pk)
        done = Publication.objects.filter(consultation=consultation, final=True).first()
        if done is not None:
            return done
        publication = publish(analysis=analysis, final=True, now=now)
        _open_duties(publication, now)
        return publication


def _open_duties(publication: Publication, now: datetime) -> None:
    """One duty to answer for each consensus statement; without any, one duty to hold a meeting."""
    found = publication.document["consensus"]
    for entry in found:
        _open(publication, Kind.ANSWER, now, number=entry["statement"], direction=entry["direction"])
    if not found:
        _open(publication, Kind.MEETING, now)


def _open(
    publication: Publication, kind: Kind, now: datetime, number: int | None = None, direction: str = ""
) -> Obligation:
    consultation = publication.consultation
    opening = consultation.opening
    notified_on = local_day(consultation, now)
    obligation = Obligation.objects.create(
        consultation=consultation,
        publication=publication,
        kind=kind,
        statement=statement_numbered(consultation, number) if number is not None else None,
        direction=direction,
        ministry=opening.ministry,
        notified_on=notified_on,
        due_on=due_date(notified_on, opening.answer_days, opening.calendar),
        calendar_version=opening.calendar["version"],
        opened_at=now,
    )
    entered(obligation, "obligation.opened", now, details={"kind": kind.value})
    return obligation


def enter_overdue(*, now: datetime) -> int:
    """Enter every obligation that became overdue, dated the day that happened however late this runs."""
    latest_day = (now + timedelta(days=1)).date()
    return sum(enter_if_overdue(obligation=obligation, now=now) for obligation in past_due(latest_day))


def enter_if_overdue(*, obligation: Obligation, now: datetime) -> bool:
    """Enter that it is overdue, if it is and that was not entered yet."""
    consultation = obligation.consultation
    first_late_day = overdue_from(obligation.due_on)
    if local_day(consultation, now) < first_late_day:
        return False
    return entered(
        obligation,
        "obligation.overdue",
        now,
        happened_at=datetime.combine(first_late_day, time.min, consultation.zone),
        key=f"obligation/{obligation.pk}/overdue",
    )
