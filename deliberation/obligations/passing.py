"""What the passing of time makes true of duties: found, and entered once, dated the day on which it came true.

Each sweep only says what it finds; this makes it the same entries however often, however late and wherever it runs.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.db.models import prefetch_related_objects

from deliberation.consultations import locks
from deliberation.obligations.deadlines import DAY
from deliberation.obligations.models import Obligation, Obligations
from deliberation.obligations.recording import ENTERED, line
from deliberation.record.actions import Line, enter_lines
from deliberation.record.queries import keys_entered


@dataclass(frozen=True)
class Passed:
    """What became true of a duty, and on which day where it is held. `once`: of a duty there is one such entry."""

    duty: Obligation
    act: str
    day: date
    once: str
    details: Mapping[str, object] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return f"obligation/{self.duty.pk}/{self.once}"

    def line(self) -> Line:
        began = datetime.combine(self.day, time.min, self.duty.consultation.zone)
        return line(self.duty, self.act, began, key=self.key, details=self.details)


TOGETHER = 20  # consultations; their voting is over, so only their ministries and facilitators wait meanwhile
Find = Callable[[Obligations, datetime], Iterable[Passed]]  # among these duties, in the order in which to enter it
Enter = Callable[[Iterable[Passed], datetime], Sequence[Passed]]


def latest_day(now: datetime) -> date:
    """Nowhere on earth is it a later day."""
    return (now + DAY).date()


def enter_passed(passed: Iterable[Passed], now: datetime) -> list[Passed]:
    """Enter what is not entered yet; that comes back. Whoever calls this has excluded everybody else from acting in
    the consultation of these duties."""
    new = _unentered(passed)
    prefetch_related_objects([each.duty for each in new], *ENTERED)
    enter_lines(lines=[each.line() for each in new], now=now)
    return new


def enter_found(find: Find, now: datetime, enter: Enter = enter_passed) -> int:
    """Enter all that a sweep finds and say how much; a few consultations in a transaction."""
    behind: dict[int, set[int]] = defaultdict(set)
    for each in _unentered(find(Obligation.objects.all(), now)):
        behind[each.duty.consultation_id].add(each.duty.pk)
    ordered = sorted(behind.items())
    some = [dict(ordered[first : first + TOGETHER]) for first in range(0, len(ordered), TOGETHER)]
    return sum(_enter_again(each, find, now, enter) for each in some)


def _unentered(passed: Iterable[Passed]) -> list[Passed]:
    passed = list(passed)
    known = keys_entered([each.key for each in passed]) if passed else set()
    return [each for each in passed if each.key not in known]


@transaction.atomic
def _enter_again(behind: Mapping[int, set[int]], find: Find, now: datetime, enter: Enter) -> int:
    """What still holds, once nobody else can act there; somebody may have acted, or swept, since it was found.

    Whoever sweeps takes the locks in the order of the consultations, and whoever acts takes one: nobody waits for ever.
    """
    for consultation in behind:
        locks.exclude(consultation)
    duties = set().union(*behind.values())
    return len(enter(find(Obligation.objects.filter(pk__in=duties), now), now))
