"""Opening a duty: what is owed, by whom, by when."""

from datetime import date, datetime, time

from deliberation.obligations.deadlines import due_date
from deliberation.obligations.models import Kind, Obligation
from deliberation.obligations.recording import entered
from deliberation.people.models import Organisation
from deliberation.results.models import Publication
from deliberation.statements.queries import statement_numbered


def open_answer(publication: Publication, number: int, direction: str, on: date, now: datetime) -> Obligation:
    """The duty to answer one consensus statement."""
    consultation = publication.consultation
    return _opened(
        publication,
        consultation.opening.ministry,
        on,
        now,
        kind=Kind.ANSWER,
        statement=statement_numbered(consultation, number),
        direction=direction,
    )


def open_meeting(publication: Publication, on: date, now: datetime, because_of: Obligation | None = None) -> Obligation:
    """The duty to hold a meeting: there is no consensus, or an answer is long overdue."""
    ministry = because_of.holder if because_of else publication.consultation.opening.ministry
    return _opened(publication, ministry, on, now, kind=Kind.MEETING, because_of=because_of)


def _opened(
    publication: Publication, ministry: Organisation, on: date, now: datetime, *, kind: Kind, **about: object
) -> Obligation:
    consultation = publication.consultation
    opening = consultation.opening
    obligation: Obligation = Obligation.objects.create(
        consultation=consultation,
        publication=publication,
        ministry=ministry,
        kind=kind,
        notified_on=on,
        due_on=due_date(on, opening.answer_days, opening.calendar),
        calendar_version=opening.calendar["version"],
        opened_at=now,
        **about,
    )
    # What a sweep finds is dated the same whenever it runs; a consultation that closes binds at that instant.
    told_at = datetime.combine(on, time.min, consultation.zone) if kind == Kind.MEETING and about["because_of"] else now
    entered(obligation, "obligation.opened", now, happened_at=told_at, details=_about(obligation))
    return obligation


def _about(obligation: Obligation) -> dict[str, object]:
    about: dict[str, object] = {"kind": obligation.kind, "notified_on": obligation.notified_on.isoformat()}
    if obligation.statement:
        about |= {"statement": obligation.statement.number, "direction": obligation.direction}
    if obligation.because_of_id:
        about["because_of"] = obligation.because_of_id
    return about
