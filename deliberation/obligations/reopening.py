"""A "not yet feasible" comes due again on the day that it named: then the ministry has to say what changed."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import OuterRef, Subquery

from deliberation.obligations.deadlines import due_date
from deliberation.obligations.models import Answer
from deliberation.obligations.queries import local_day
from deliberation.obligations.versions import FACTS, entered_once
from deliberation.record.queries import keys_entered

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


def reopened(answer: Answer, now: datetime) -> Reopened | None:
    """Has its day of review come? `answer`: the version that holds."""
    consultation = answer.obligation.consultation
    today = local_day(consultation, now)
    if answer.review_on is None or today < answer.review_on:
        return None
    due_on = due_date(answer.review_on, SAY_WITHIN, consultation.opening.calendar)
    return Reopened(answer.version, answer.review_on, due_on, today)


def enter_due_again(*, now: datetime) -> int:
    """Enter what came due again, and what was late then, each once and dated its day."""
    tomorrow = (now + timedelta(days=1)).date()
    latest = Answer.objects.filter(obligation=OuterRef("obligation")).order_by("-version").values("pk")[:1]
    rows = Answer.objects.filter(pk=Subquery(latest), review_on__lte=tomorrow).select_related(*FACTS)
    found = [(answer, came) for answer in rows if (came := reopened(answer, now))]
    due = [(answer, came, act) for answer, came in found for act in _acts(came)]
    known = keys_entered([_key(answer, act) for answer, _came, act in due])
    return sum(_enter(answer, came, act, now) for answer, came, act in due if _key(answer, act) not in known)


def enter_if_due_again(answer: Answer | None, now: datetime) -> None:
    """The same for one version, before another takes its place. Inside the caller's transaction."""
    came = reopened(answer, now) if answer else None
    if answer is not None and came is not None:
        for act in _acts(came):
            _enter(answer, came, act, now)


def _acts(came: Reopened) -> list[str]:
    return [REOPENED, REOPENED_OVERDUE] if came.late else [REOPENED]


def _key(answer: Answer, act: str) -> str:
    return f"obligation/{answer.obligation_id}/{act}/{answer.version}"


def _enter(answer: Answer, came: Reopened, act: str, now: datetime) -> bool:
    day = came.since if act == REOPENED else came.due_on + timedelta(days=1)
    details = {"version": answer.version, "say_by": came.due_on.isoformat()}
    return entered_once(answer.obligation, act, day, now, str(answer.version), details)
