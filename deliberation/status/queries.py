"""How old everything derived is: exactly for operators, coarsely for everybody.

Whoever could see to the second when a worker was busy would see when somebody voted, since only then it is. So the
public is told in which of four spans something was done last, of which the shortest is longer than any task may take,
and only of jobs that run whether anybody votes or not.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import F, OuterRef, QuerySet, Subquery

from deliberation.consultations.models import Consultation
from deliberation.results.models import Publication
from deliberation.status.derived import BACKUPS, DERIVED, MAILS, SOON
from deliberation.status.models import Run

# Longer than CELERY_TASK_TIME_LIMIT, so that one long analysis makes nothing look older.
SPANS = {"ten-minutes": SOON, "hour": timedelta(hours=1), "day": timedelta(days=1), "longer": timedelta.max}
FIGURES_AT_ONCE = 50


class Age(NamedTuple):
    """Of one line of the table. `state`: fresh, late, never (nobody knows of any time), off, or made with what it is
    made of. `seconds` since the job of it that ran longest ago, None where there is none; never shown to the public."""

    code: str
    state: str
    seconds: float | None

    @property
    def span(self) -> str:
        """In which span that was; empty where there is none."""
        if self.seconds is None:
            return ""
        return next(code for code, most in SPANS.items() if timedelta(seconds=self.seconds) < most)


def ages(now: datetime) -> list[Age]:
    """Of every line, in the order of the table."""
    return list(_ages(dict(Run.objects.values_list("job", "done_at")), now))


def _ages(done: dict[str, datetime | None], now: datetime) -> Iterator[Age]:
    for code, derived in DERIVED.items():
        moments = [done.get(job) for job in derived.jobs]
        known = [moment for moment in moments if moment is not None]
        whole = bool(known) and len(known) == len(moments)
        age = max(now - min(known), timedelta()) if whole else None
        if not derived.jobs:
            yield Age(code, "made-with", None)
        elif code in MAILS and not settings.EMAIL_ON:
            yield Age(code, "off", None)
        elif age is None:
            yield Age(code, "never", None)
        else:
            yield Age(code, "late" if age > derived.late else "fresh", age.total_seconds())


def wanting(found: list[Age]) -> list[str]:
    """The codes of what is not as it should be. A backup of which nobody ever told is one that nobody knows of."""
    return [each.code for each in found if each.state == "late" or (each.state == "never" and each.code not in BACKUPS)]


def latest_figures() -> QuerySet[Consultation]:
    """Open consultations with the moment of their latest figures, as everybody sees them: those that wait longest
    first, and at most so many."""
    newest = Publication.objects.filter(consultation=OuterRef("pk")).order_by("-number").values("published_at")[:1]
    asked = Consultation.objects.visible_to(None).filter(closing__isnull=True)
    return asked.annotate(figures_at=Subquery(newest)).order_by(F("figures_at").asc(nulls_first=True), "pk")[
        :FIGURES_AT_ONCE
    ]
