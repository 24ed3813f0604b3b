"""What the passing of time makes true of duties: found, and entered once, dated the day on which it came true.

Each sweep only says what it finds; this makes it the same entries however often, however late and wherever it runs.
A duty that cannot be swept keeps only those of its own consultation waiting; the sweep fails, but at its end.
"""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from celery.exceptions import SoftTimeLimitExceeded
from django.db import InterfaceError, OperationalError, transaction
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


log = logging.getLogger(__name__)
TOGETHER = 20  # consultations; their voting is over, so only their ministries and facilitators wait meanwhile
Find = Callable[[Obligations, datetime], Iterable[Passed]]  # among these duties, in the order in which to enter it
Enter = Callable[[Iterable[Passed], datetime], Sequence[Passed]]
Behind = Mapping[int, set[int]]  # by consultation, its duties of which something is to be entered
NO_FAULT_OF_A_DUTY = (SoftTimeLimitExceeded, OperationalError, InterfaceError)  # whatever is tried next fails as well


class NotAllEntered(RuntimeError):
    """Something could not be swept, and all else was; which, and why, is in the log."""


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
    """Enter all that a sweep finds and say how much; a few consultations in a transaction, and one by one where that
    fails. Raises NotAllEntered when all is tried that can be."""
    behind = _behind(find, now)
    ordered, entered, failed = sorted(behind.items()), 0, 0
    for first in range(0, len(ordered), TOGETHER):
        some = dict(ordered[first : first + TOGETHER])
        try:
            entered += _enter_again(some, find, now, enter)
        except NO_FAULT_OF_A_DUTY:
            raise
        except Exception:  # a fault of ours: the same again, without those that it is about
            log.exception("%s: %s consultations cannot be swept together.", _named(find), len(some))
            added, not_these = _enter_one_by_one(some, find, now, enter)
            entered, failed = entered + added, failed + not_these
    if failed:
        raise NotAllEntered(f"{_named(find)}: {failed} consultations were not swept, all others were.")
    return entered


def _enter_one_by_one(behind: Behind, find: Find, now: datetime, enter: Enter) -> tuple[int, int]:
    """How much was entered, and in how many consultations nothing could be."""
    entered = failed = 0
    for consultation, duties in behind.items():
        try:
            entered += _enter_again({consultation: duties}, find, now, enter)
        except NO_FAULT_OF_A_DUTY:
            raise
        except Exception:  # it is in the log with its traceback, and tried again at the next sweep
            log.exception("%s: consultation %s cannot be swept.", _named(find), consultation)
            failed += 1
    return entered, failed


def _behind(find: Find, now: datetime) -> Behind:
    """Where something is to be entered. Everywhere, if what is found cannot even be read through."""
    behind: dict[int, set[int]] = defaultdict(set)
    try:
        for each in _unentered(find(Obligation.objects.all(), now)):
            behind[each.duty.consultation_id].add(each.duty.pk)
    except NO_FAULT_OF_A_DUTY:
        raise
    except Exception:  # a fault of ours about one duty; its consultation is named when it is its turn
        log.exception("%s: looking into every consultation.", _named(find))
        for consultation, duty in Obligation.objects.values_list("consultation", "pk"):
            behind[consultation].add(duty)
    return behind


def _named(find: Find) -> str:
    return f"{find.__module__}.{find.__qualname__}"


def _unentered(passed: Iterable[Passed]) -> list[Passed]:
    passed = list(passed)
    known = keys_entered([each.key for each in passed]) if passed else set()
    return [each for each in passed if each.key not in known]


@transaction.atomic
def _enter_again(behind: Behind, find: Find, now: datetime, enter: Enter) -> int:
    """What still holds, once nobody else can act there; somebody may have acted, or swept, since it was found.

    Whoever sweeps takes the locks in the order of the consultations, and whoever acts takes one: nobody waits for ever.
    """
    for consultation in behind:
        locks.exclude(consultation)
    duties = set().union(*behind.values())
    return len(enter(find(Obligation.objects.filter(pk__in=duties), now), now))
