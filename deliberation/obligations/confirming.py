"""Did it happen? People who took part say so, four weeks after a milestone was reported done."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from deliberation.consultations import locks
from deliberation.errors import Invalid, Missing, enforce
from deliberation.obligations.delivering import about, promises_of
from deliberation.obligations.hearing import REPLIES, Seen, confirmations_told, seen_outcome
from deliberation.obligations.models import Confirmation, ConfirmationRelease, Obligation, Report
from deliberation.obligations.passing import Passed, enter_passed
from deliberation.obligations.promises import DONE, Promise, asked_until, may_confirm
from deliberation.obligations.queries import local_day
from deliberation.obligations.rating import disclosure
from deliberation.obligations.releasing import with_changes
from deliberation.results.placements import places_of
from deliberation.results.rules import may_release
from deliberation.votes.models import Participant
from deliberation.votes.queries import held

FACTS = ("milestone__answer__obligation__consultation__opening", "milestone__answer__obligation__ministry")


@transaction.atomic
def confirm(*, report: Report, said: str, by: Participant, now: datetime) -> Confirmation:
    """Say whether it happened, or something else than before."""
    consultation = by.consultation
    locks.share(consultation.pk)
    held(by)
    if said not in REPLIES:
        sentence = _("Answer this question.")
        raise Invalid("reply-incomplete", sentence, {"said": sentence})
    calendar, today = consultation.opening.calendar, local_day(consultation, now)
    enforce(may_confirm(report.reported_on, calendar, today))
    return Confirmation.objects.create(report=report, participant=by, said=said, at=now)


def release_confirmations(*, now: datetime) -> int:
    """Release what may be released, and settle what can no longer be said."""
    return sum(_release(report, now) for report in _unsettled() if _is_over(report, now) or _may_be_told(report, now))


def _unsettled() -> Iterable[Any]:
    releases = ConfirmationRelease.objects.filter(report=OuterRef("pk"))
    rows = Report.objects.filter(kind=DONE).exclude(Exists(releases.filter(final=True)))
    said = Confirmation.objects.filter(report=OuterRef("pk"))
    return with_changes(rows, releases, said, "report").select_related(*FACTS).order_by("pk")


def _may_be_told(report: Any, now: datetime) -> bool:
    people, minutes = settings.RELEASE_PEOPLE, settings.RELEASE_MINUTES
    return may_release(report.released_at, report.changed, now, people, minutes) is None


def _duty(report: Report) -> Obligation:
    return report.milestone.answer.obligation


def _is_over(report: Report, now: datetime) -> bool:
    consultation = _duty(report).consultation
    return local_day(consultation, now) > asked_until(report.reported_on, consultation.opening.calendar)


@transaction.atomic
def _release(report: Any, now: datetime) -> bool:
    duty = _duty(report)
    locks.exclude(duty.consultation_id)
    last = report.releases.last()
    if (last.number if last else 0) != report.released:
        return False  # somebody else was quicker
    over = _is_over(report, now)
    rows = Confirmation.objects.filter(report=report).order_by("id").values_list("participant", "said", "id")
    latest = {person: (said, number) for person, said, number in rows}
    places = places_of(duty.publication, latest)
    people = [Seen(places.of[person], said) for person, (said, _number) in latest.items()]
    told = confirmations_told(people, places.groups, disclosure())
    if over:
        told["outcome"] = seen_outcome(people, places.took_part, bool(places.groups))
    up_to = max((number for _said, number in latest.values()), default=0)
    report.releases.create(number=report.released + 1, up_to=up_to, final=over, document=told, at=now)
    if over:
        _settle(report, told, now)
    return True


def _settle(report: Report, told: dict[str, Any], now: datetime) -> None:
    """Enter what people said, dated the day after the last on which they could."""
    duty = _duty(report)
    promise = next(each for each in promises_of(duty) if report.milestone_id in {one.pk for one in each.stated})
    day = asked_until(report.reported_on, duty.consultation.opening.calendar) + timedelta(days=1)
    details = {**about(promise), "reported_on": report.reported_on.isoformat(), "figures": told}
    act = f"milestone.{told['outcome']}"
    enter_passed([Passed(duty, act, day, f"{act}/{report.pk}", details)], now)


def report_to_confirm(promise: Promise) -> Report:
    """The last report that a promise was kept: the one people are asked about."""
    if promise.reported is None:
        raise Missing("not-reported", _("Nobody has reported this milestone done."))
    return Report.objects.select_related(*FACTS).get(pk=promise.reported.pk)
