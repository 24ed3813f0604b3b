"""A "not yet feasible" comes due again on the day that it named: then the ministry has to say what changed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from deliberation.obligations.deadlines import Span, due_date, overdue_from
from deliberation.obligations.models import Answer, Obligation, Obligations
from deliberation.obligations.passing import Passed, enter_found, enter_passed, latest_day
from deliberation.obligations.queries import local_day
from deliberation.obligations.versions import FACTS

SAY_WITHIN = 30  # days
REOPENED, REOPENED_OVERDUE = "answer.due-again", "answer.due-again-overdue"


@dataclass(frozen=True)
class Reopened:
    """A version whose day of review has come. `due_on`: the last day on which a new version is not late."""

    version: int
    since: date
    due_on: date
    today: date

    @property
    def late(self) -> int:
        return max(0, (self.today - self.due_on).days)

    @property
    def left(self) -> int:
        return (self.due_on - self.today).days


def say_by(review_on: date, calendar: Mapping[str, Any]) -> date:
    """The last day on which saying what changed is not late."""
    return due_date(review_on, SAY_WITHIN, calendar)


def asked_again(versions: Sequence[tuple[date, Span | None]], today: date) -> tuple[bool, bool]:
    """Is a "not yet" due again today, and was one ever late then, which stays for ever?

    `versions`, in order: the day on which each was published; its day of review and the last day to say what changed.
    """
    ended = [published for published, _span in versions[1:]] + [today]
    came = [
        (span, end)
        for (_day, span), end in zip(versions, ended[: len(versions)], strict=True)
        if span and span[0] <= end
    ]
    last = versions[-1][1] if versions else None
    return last is not None and last[0] <= today, any(span[1] < end for span, end in came)


def reopened(answer: Answer, now: datetime) -> Reopened | None:
    """Has its day of review come? `answer`: the version that holds."""
    consultation = answer.obligation.consultation
    today = local_day(consultation, now)
    if answer.review_on is None or today < answer.review_on:
        return None
    due_on = say_by(answer.review_on, consultation.opening.calendar)
    return Reopened(answer.version, answer.review_on, due_on, today)


def enter_due_again(*, now: datetime) -> int:
    """Enter what came due again, and what was late then, each once and dated its day."""
    return enter_found(_found, now)


def enter_if_due_again(answer: Answer | None, now: datetime) -> None:
    """The same for one version, before another takes its place. Inside the caller's transaction."""
    enter_passed(_passed(answer, now) if answer else (), now)


def latest_with_review(answers: QuerySet[Answer], first: date, last: date) -> QuerySet[Answer]:
    """Those of them that hold, and that named a day of review from `first` to `last`; the soonest first."""
    latest = Answer.objects.filter(obligation=OuterRef("obligation")).order_by("-version").values("pk")[:1]
    named = answers.filter(pk=Subquery(latest), review_on__range=(first, last))
    return named.select_related(*FACTS).order_by("review_on", "pk")


def late_again(now: datetime, most: int) -> list[tuple[Obligation, Reopened]]:
    """The duties whose ministry is late to say what changed, the longest late first."""
    last = latest_day(now) - timedelta(days=SAY_WITHIN)
    rows = [(each, reopened(each, now)) for each in latest_with_review(Answer.objects.all(), date.min, last)[:most]]
    late = {each.obligation_id: came for each, came in rows if came and came.late}
    duties = Obligation.objects.with_facts().in_bulk(late) if late else {}
    return [(duties[number], came) for number, came in late.items()]


def _found(duties: Obligations, now: datetime) -> Iterator[Passed]:
    named = Answer.objects.filter(obligation__in=duties)
    for answer in latest_with_review(named, date.min, latest_day(now)).order_by("pk"):
        yield from _passed(answer, now)


def _passed(answer: Answer, now: datetime) -> Iterator[Passed]:
    came = reopened(answer, now)
    if came is None:
        return
    days = {REOPENED: came.since, REOPENED_OVERDUE: overdue_from(came.due_on)}
    details = {"version": answer.version, "say_by": came.due_on.isoformat()}
    for act, day in days.items():
        if day <= came.today:
            yield Passed(answer.obligation, act, day, f"{act}/{answer.version}", details)
