"""Binding a ministry, answering, and entering what became overdue."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta

from django.db import transaction

from deliberation.consultations import locks
from deliberation.consultations.models import Closing, Consultation
from deliberation.errors import enforce
from deliberation.obligations.answering import AnswerDraft, kept
from deliberation.obligations.deadlines import due_date, overdue_from
from deliberation.obligations.models import Answer, Kind, Milestone, Obligation
from deliberation.obligations.queries import local_day, past_due
from deliberation.obligations.rules import is_latest, may_bind, may_publish
from deliberation.people.models import Person
from deliberation.people.permissions import Role, may, office
from deliberation.record.actions import SYSTEM, enter
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
    _enter(obligation, "obligation.opened", now, details={"kind": kind.value})
    return obligation


def _enter(
    obligation: Obligation,
    act: str,
    now: datetime,
    *,
    by: str = SYSTEM,
    happened_at: datetime | None = None,
    key: str | None = None,
    details: Mapping[str, object] | None = None,
) -> bool:
    """An entry about an obligation; each names the ministry and the due date, so that the record stands alone."""
    duty = {"ministry": obligation.ministry.name, "due_on": obligation.due_on.isoformat()}
    return enter(
        act=act,
        subject=f"obligation/{obligation.pk}",
        consultation=obligation.consultation.slug,
        by=by,
        now=now,
        happened_at=happened_at,
        key=key,
        details={**duty, **(details or {})},
    )


@transaction.atomic
def answer(
    *, obligation: Obligation, draft: AnswerDraft, by: Person, now: datetime, after: int | None = None
) -> Answer:
    """Publish an answer, or a further version of it. Refuses what is not complete, naming each field.

    `after` is the version the writer had before them (0: none): refused when a later one came meanwhile.
    """
    locks.exclude(obligation.consultation_id)
    today = local_day(obligation.consultation, now)
    enforce(may("answer", by, obligation.ministry), may_publish(obligation.kind, draft, today))
    latest = obligation.answers.order_by("-version").values_list("version", flat=True).first() or 0
    enforce(is_latest(after, latest))
    _enter_if_overdue(obligation, now)  # the sweep finds only what is unanswered
    version = latest + 1
    published = Answer.objects.create(obligation=obligation, version=version, by=by, published_at=now, **kept(draft))
    if draft.position == "commitment":
        _promise(published, draft)
    by_office = office(Role.OFFICIAL, obligation.ministry)
    details = {"version": version, "position": draft.position}
    _enter(obligation, "answer.published", now, by=by_office, details=details)
    return published


def _promise(published: Answer, draft: AnswerDraft) -> None:
    for milestone in draft.milestones:
        assert milestone.due_on is not None  # answering.gaps refuses a milestone without a date
        Milestone.objects.create(
            answer=published,
            what=milestone.what.strip(),
            due_on=milestone.due_on,
            evidence=milestone.evidence.strip(),
            unit=milestone.unit.strip(),
        )


def enter_overdue(*, now: datetime) -> int:
    """Enter every obligation that became overdue, dated the day that happened however late this runs."""
    latest_day = (now + timedelta(days=1)).date()
    return sum(_enter_if_overdue(obligation, now) for obligation in past_due(latest_day))


def _enter_if_overdue(obligation: Obligation, now: datetime) -> bool:
    consultation = obligation.consultation
    first_late_day = overdue_from(obligation.due_on)
    if local_day(consultation, now) < first_late_day:
        return False
    return _enter(
        obligation,
        "obligation.overdue",
        now,
        happened_at=datetime.combine(first_late_day, time.min, consultation.zone),
        key=f"obligation/{obligation.pk}/overdue",
    )
