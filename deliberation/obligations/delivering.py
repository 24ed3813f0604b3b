"""Reporting what became of a milestone: at the desk, or by a signed link without an account."""

import secrets
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from itertools import groupby
from typing import Any, NamedTuple

from django.core.signing import BadSignature, Signer
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deliberation.consultations import locks
from deliberation.errors import Missing, enforce
from deliberation.obligations.models import Answer, CheckIn, Milestone, Obligation, Obligations, Report
from deliberation.obligations.passing import Passed, enter_found, enter_passed, latest_day
from deliberation.obligations.promises import (
    DONE,
    LINK_DAYS,
    MOVED,
    WITHDRAWN,
    Promise,
    ReportDraft,
    Stated,
    Told,
    gathered,
    is_report,
    may_report,
)
from deliberation.obligations.queries import local_day
from deliberation.obligations.recording import entered
from deliberation.obligations.reviewing import open_for_withdrawal
from deliberation.obligations.versions import latest_answer
from deliberation.people.models import Person
from deliberation.people.permissions import Role, may, office
from deliberation.record.actions import BY_LINK

FACTS = ("answer__obligation__consultation__opening", "answer__obligation__ministry")
ACTS = {DONE: "milestone.done", MOVED: "milestone.moved", WITHDRAWN: "milestone.withdrawn"}
MISSED = "milestone.missed"


class Opened(NamedTuple):
    """What a link is about."""

    check_in: CheckIn
    obligation: Obligation
    promise: Promise


def promises_of(obligation: Obligation) -> list[Promise]:
    """Everything that the ministry promised in any version of its answer, with what became of it."""
    return next((promises for _duty, promises in promised(Milestone.objects.filter(answer__obligation=obligation))), [])


def promised(milestones: QuerySet[Milestone]) -> Iterator[tuple[Obligation, list[Promise]]]:
    """The promises of each duty that these milestones belong to; all milestones of a duty have to be among them."""
    rows = milestones.select_related(*FACTS).prefetch_related("reports__releases").order_by("answer__obligation", "pk")
    for duty, group in groupby(rows, lambda row: row.answer.obligation):
        yield duty, _gathered(duty, list(group))


def _gathered(duty: Obligation, rows: Sequence[Any]) -> list[Promise]:
    consultation = duty.consultation
    told = {row.pk: [_told(report) for report in row.reports.all()] for row in rows}
    stated = [
        Stated(
            row.pk,
            row.answer.version,
            local_day(consultation, row.answer.published_at),
            row.what,
            row.due_on,
            row.evidence,
            row.unit,
        )
        for row in rows
    ]
    return [
        Promise(number, same, [each for one in same for each in told[one.pk]])
        for number, same in enumerate(gathered(stated), 1)
    ]


def _told(report: Report) -> Told:
    final = next((each for each in report.releases.all() if each.final), None)
    outcome = final.document["outcome"] if final else ""
    return Told(report.pk, report.kind, report.reported_on, report.text, report.link, report.moved_to, outcome)


def promise_numbered(obligation: Obligation, number: int) -> Promise:
    """One of them."""
    found = next((each for each in promises_of(obligation) if each.number == number), None)
    if found is None:
        raise Missing("no-milestone", _("There is no such milestone."))
    return found


@transaction.atomic
def report(*, obligation: Obligation, number: int, draft: ReportDraft, by: Person, now: datetime) -> Report:
    """An official says what became of a milestone. Giving it up has the answer reviewed."""
    enforce(may("answer", by, obligation.holder))
    return _report(obligation, number, draft, by, now)


@transaction.atomic
def report_by_link(*, token: str, draft: ReportDraft, now: datetime) -> Report:
    """The unit responsible says so, by the link it was given."""
    opened = opened_by(token, now)
    return _report(opened.obligation, opened.promise.number, draft, None, now)


def _report(obligation: Obligation, number: int, draft: ReportDraft, by: Person | None, now: datetime) -> Report:
    locks.exclude(obligation.consultation_id)
    today = local_day(obligation.consultation, now)
    promise = promise_numbered(obligation, number)
    enforce(may_report(promise, draft.kind, by_link=by is None), is_report(draft, promise, today))
    enter_passed(_passed(obligation, promise, now), now)
    made = Report.objects.create(
        milestone_id=promise.first.pk,
        kind=draft.kind,
        text=draft.text.strip(),
        link=draft.link.strip() if draft.kind == DONE else "",
        moved_to=draft.moved_to if draft.kind == MOVED else None,
        reported_on=today,
        at=now,
        by=by,
    )
    details = {**about(promise), "on_time": today <= promise.original}
    if made.moved_to:
        details["moved_to"] = made.moved_to.isoformat()
    by_office = office(Role.OFFICIAL, obligation.holder) if by else BY_LINK
    entered(obligation, ACTS[draft.kind], now, by=by_office, details=details)
    if draft.kind == WITHDRAWN and by is not None:
        open_for_withdrawal(answer=latest_answer(obligation), reason=made.text, on=today, now=now, by=by)
    return made


def about(promise: Promise) -> dict[str, object]:
    """What each entry about a promise names: its number, the version that made it, and its first date."""
    return {
        "milestone": promise.number,
        "version": promise.first.version,
        "original": promise.original.isoformat(),
    }


def enter_missed_milestones(*, now: datetime) -> int:
    """Enter the milestones whose original date passed, each once and dated the day after."""
    return enter_found(_missed, now)


def _missed(duties: Obligations, now: datetime) -> Iterator[Passed]:
    owed = Answer.objects.filter(milestones__due_on__lt=latest_day(now), obligation__in=duties).values("obligation")
    for duty, promises in promised(Milestone.objects.filter(answer__obligation__in=owed)):
        for promise in promises:
            yield from _passed(duty, promise, now)


def _passed(duty: Obligation, promise: Promise, now: datetime) -> Iterator[Passed]:
    if promise.missed_by(local_day(duty.consultation, now)):
        yield Passed(duty, MISSED, promise.missed_from, f"{MISSED}/{promise.number}", about(promise))


# Links


@transaction.atomic
def make_link(*, obligation: Obligation, number: int, by: Person, now: datetime) -> CheckIn:
    """An official makes a link for the unit responsible; the one before is good no more."""
    enforce(may("answer", by, obligation.holder))
    promise = promise_numbered(obligation, number)
    enforce(may_report(promise, DONE, by_link=True))
    return _made(obligation, promise, now)


@transaction.atomic
def link_for(*, obligation: Obligation, promise: Promise, now: datetime) -> CheckIn:
    """The link to send for the date that was named last: the one there is, if it is still good, or a new one."""
    locks.exclude(obligation.consultation_id)
    return good_link(obligation, promise, now) or _made(obligation, promise, now)


def good_link(obligation: Obligation, promise: Promise, now: datetime) -> CheckIn | None:
    """The link that can be used now, if there is one: the last that was made, for the date that was named last."""
    last = _last(promise)
    if last is None or last.due_on != promise.expected or last.until < _today(obligation, now):
        return None
    return last


def _made(obligation: Obligation, promise: Promise, now: datetime) -> CheckIn:
    until = max(promise.expected, _today(obligation, now)) + LINK_DAYS
    return CheckIn.objects.create(
        milestone_id=promise.first.pk, handle=secrets.token_hex(16), due_on=promise.expected, until=until, at=now
    )


def _last(promise: Promise) -> CheckIn | None:
    return CheckIn.objects.filter(milestone=promise.first.pk).last()


def _today(obligation: Obligation, now: datetime) -> date:
    return local_day(obligation.consultation, now)


def token_of(check_in: CheckIn) -> str:
    """What stands in the link: the handle and our signature, which nobody can guess."""
    return _signer().sign(check_in.handle)


def opened_by(token: str, now: datetime) -> Opened:
    """What a link is about. Refuses one that we did not sign, that ran out, or that another one took the place of."""
    try:
        handle = _signer().unsign(token)
    except BadSignature:
        raise _no_link() from None
    found = CheckIn.objects.filter(handle=handle).select_related("milestone__answer").first()
    if found is None:
        raise _no_link()
    obligation = Obligation.objects.with_facts().get(pk=found.milestone.answer.obligation_id)
    promise = next(each for each in promises_of(obligation) if each.first.pk == found.milestone_id)
    if good_link(obligation, promise, now) != found:
        raise _no_link()
    return Opened(found, obligation, promise)


def _no_link() -> Missing:
    return Missing("no-check-in", _("This link is not whole, or not good any more. Ask your ministry for a new one."))


def _signer() -> Signer:
    return Signer(salt="answerable.check-in", sep=".")
