"""Reviews of answers: opening one, deciding it, and entering what was not decided in time."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from deliberation.consultations import locks
from deliberation.errors import enforce
from deliberation.obligations.deadlines import overdue_from
from deliberation.obligations.models import Answer, Obligation, Obligations, Review, ReviewDecision
from deliberation.obligations.passing import Passed, enter_found, enter_passed, latest_day
from deliberation.obligations.queries import local_day
from deliberation.obligations.recording import entered
from deliberation.obligations.redress import (
    FACILITATOR,
    NEW_VERSION,
    PEOPLE,
    SHORTEST_UPHOLDING,
    UPHELD,
    WITHDRAWN,
    is_another,
    is_reason,
    is_role,
    may_ask_for_review,
    may_decide,
    review_due,
)
from deliberation.obligations.versions import facts_of, moment_of
from deliberation.people.models import Person
from deliberation.people.permissions import Role, acting_as, may, office
from deliberation.record.actions import SYSTEM


@transaction.atomic
def ask_for_review(*, obligation: Obligation, reason: str, by: Person, now: datetime) -> Review:
    """A facilitator has the latest version of an answer looked at again, for a reason that everybody reads."""
    consultation = obligation.consultation
    locks.exclude(consultation.pk)
    enforce(may("ask-for-review", by, consultation))
    answer = obligation.answers.order_by("-version").first()
    enforce(may_ask_for_review(facts_of(answer) if answer else None), is_reason(reason))
    assert answer is not None  # the rule refused that
    on = local_day(consultation, now)
    return _open(answer, FACILITATOR, on, now, reason=reason.strip(), by=by, office=acting_as(by, consultation))


def open_for_people(*, answer: Answer, on: date, now: datetime) -> Review:
    """Enough people of several groups say that it does not answer what was asked. Inside the caller's transaction."""
    return _open(answer, PEOPLE, on, now)


def open_for_withdrawal(*, answer: Answer, reason: str, on: date, now: datetime, by: Person) -> Review | None:
    """A promise of it was withdrawn; where a review waits already, that one decides about this too."""
    if facts_of(answer).under_review:
        return None
    return _open(answer, WITHDRAWN, on, now, reason=reason, by=by)


def _open(
    answer: Answer,
    ground: str,
    on: date,
    now: datetime,
    *,
    reason: str = "",
    by: Person | None = None,
    office: str = SYSTEM,
) -> Review:
    obligation = answer.obligation
    due_on = review_due(on, obligation.consultation.opening.calendar)
    review = Review.objects.create(
        answer=answer, ground=ground, reason=reason, opened_on=on, due_on=due_on, at=now, by=by
    )
    details = {"version": answer.version, "review": review.pk, "ground": ground, "decide_by": due_on.isoformat()}
    happened_at = moment_of(obligation, on, now)
    entered(obligation, "review.opened", now, by=office, happened_at=happened_at, details=details)
    return review


@transaction.atomic
def uphold(
    *, obligation: Obligation, reasons: str, signed_by: str, by: Person, now: datetime, number: int | None = None
) -> ReviewDecision:
    """The answer stands, for new reasons that everybody reads; signed by somebody else than the answer. `number`: of
    the review that was read; without one it is the oldest that waits."""
    locks.exclude(obligation.consultation_id)
    enforce(may("answer", by, obligation.holder))
    waiting = waiting_reviews(obligation)
    review = (waiting if number is None else waiting.filter(pk=number)).first()
    enforce(may_decide(review is not None))
    assert review is not None
    enforce(
        is_another(signatory(review.answer), by.pk),
        is_reason(reasons, SHORTEST_UPHOLDING, "reasons"),
        is_role(signed_by),
    )
    return _decide(review, UPHELD, by, now, reasons=reasons.strip(), signed_by=signed_by.strip())


def decide_by_version(*, published: Answer, by: Person, now: datetime) -> None:
    """A new version decides the reviews of the one before. Inside the transaction that publishes it."""
    for review in waiting_reviews(published.obligation):
        enforce(is_another(signatory(review.answer), by.pk))
        _decide(review, NEW_VERSION, by, now, signed_by=published.signed_by, version=published)


def waiting_in(obligations: Iterable[int]) -> QuerySet[Review]:
    """Those of several duties, the soonest to be decided first."""
    waiting = Review.objects.filter(answer__obligation__in=list(obligations), decision=None)
    return waiting.select_related("answer").order_by("due_on", "id")


def waiting_reviews(obligation: Obligation) -> QuerySet[Review]:
    """Those that nobody has decided yet: what people asked for may wait beside the review of a withdrawn promise."""
    waiting = Review.objects.filter(answer__obligation=obligation, decision=None)
    return waiting.select_related("answer").order_by("id")


def signatory(answer: Answer) -> int:
    """Who signed it: not the same person decides about it again."""
    return answer.by_id


def _decide(
    review: Review,
    outcome: str,
    by: Person,
    now: datetime,
    *,
    signed_by: str,
    reasons: str = "",
    version: Answer | None = None,
) -> ReviewDecision:
    obligation = review.answer.obligation
    enter_passed(_passed(review, now), now)
    decided_on = local_day(obligation.consultation, now)
    decision = ReviewDecision.objects.create(
        review=review,
        outcome=outcome,
        reasons=reasons,
        version=version,
        signed_by=signed_by,
        decided_on=decided_on,
        at=now,
        by=by,
    )
    details = {
        "version": review.answer.version,
        "review": review.pk,
        "outcome": outcome,
        "decide_by": review.due_on.isoformat(),
        "new_version": version.version if version else None,
    }
    by_office = office(Role.OFFICIAL, obligation.holder)
    entered(obligation, "review.decided", now, by=by_office, details=details)
    return decision


def enter_late_reviews(*, now: datetime) -> int:
    """Enter the reviews that nobody decided in time, each once and dated the first late day."""
    return enter_found(_late, now)


def _late(duties: Obligations, now: datetime) -> Iterator[Passed]:
    late = Review.objects.filter(decision=None, due_on__lt=latest_day(now), answer__obligation__in=duties)
    for review in late.select_related("answer__obligation__consultation__opening").order_by("pk"):
        yield from _passed(review, now)


def _passed(review: Review, now: datetime) -> Iterator[Passed]:
    obligation, late_from = review.answer.obligation, overdue_from(review.due_on)
    if late_from <= local_day(obligation.consultation, now):
        details = {"version": review.answer.version, "review": review.pk, "decide_by": review.due_on.isoformat()}
        yield Passed(obligation, "review.overdue", late_from, f"review.overdue/{review.pk}", details)
