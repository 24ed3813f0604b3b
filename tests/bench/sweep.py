"""How long the daily sweep takes with 300 obligations, on a PostgreSQL. Run by serving_figures.py.

Beside the days on which much happens: as many bare entries, put into the record one by one.
"""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from deliberation.obligations.meeting_sweeping import enter_missed
from deliberation.obligations.models import Obligation
from deliberation.obligations.sweeping import enter_overdue
from deliberation.record.actions import enter
from deliberation.record.models import Entry
from tests.bench.targets import Target, show
from tests.cast import founded
from tests.obligations.histories import owing

CONSULTATIONS, STATEMENTS = 40, 8
TOLD = datetime(2026, 3, 9, 12, tzinfo=UTC)
DAYS = {
    "sweep: nothing is due": 20,
    "sweep: all became overdue today": 61,
    "sweep: the day after that": 62,
    "sweep: all became long overdue, with meetings": 91,
    "sweep: the day after that, twice the duties": 92,
}


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def main() -> None:
    """No sweep may take two seconds, however much it finds. One line for each figure."""
    cast = founded()
    for number in range(CONSULTATIONS):
        owing(cast, f"sweep-{number}", STATEMENTS, TOLD)
    assert Obligation.objects.filter(consultation__slug__startswith="sweep-").count() >= 300
    bare = seconds(lambda: entered_bare(320)) / 320
    targets = []
    for what, later in DAYS.items():
        before = Entry.objects.count()
        taken = seconds(lambda later=later: swept(TOLD + timedelta(days=later)))
        made = Entry.objects.count() - before
        print(f"{what:<50}{made:>6} entries{taken:>8.2f} s; that many bare entries take{bare * made:>6.2f} s")
        targets.append(Target(what, taken, most=2.0))
    show(targets)


def swept(now: datetime) -> None:
    enter_overdue(now=now)
    enter_missed(now=now)


def entered_bare(count: int) -> None:
    for number in range(count):
        enter(act="obligation.overdue", subject=f"floor/{number}", now=TOLD, key=f"floor/{number}", details={})


if __name__ == "__main__":
    main()
