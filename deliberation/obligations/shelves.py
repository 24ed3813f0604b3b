"""Where consultations stand for people who look for one: five shelves, worked out from facts and dates.

    closing   voting ends within CLOSING_SOON
    open      voting goes on for longer
    overdue   a due date has passed without an answer, or a meeting that was owed is not held: nothing mends that
    waiting   voting has ended, and not everything is answered; nothing is late
    answered  everything the ministry owed has an answer

A draft is on none of them.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Case, CharField, Count, DateField, F, IntegerField, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from deliberation.consultations.models import Consultation, Consultations
from deliberation.obligations.models import Obligation
from deliberation.people.models import Organisation

CLOSING_SOON = timedelta(days=7)
SHELVES = ("closing", "open", "overdue", "waiting", "answered")
# What is due or ends first comes first; on the last shelf, what ended last.
IN_TURN = (
    F("due_on").asc(nulls_last=True),
    Case(When(shelf="answered", then=Value(None)), default=F("closes_at")).asc(nulls_last=True),
    F("closes_at").desc(),
    F("pk").desc(),
)


class Place(NamedTuple):
    """A consultation by its id, on its shelf: how many duties there are, how many lack an answer, how many failed, and
    the first due."""

    pk: int
    shelf: str
    owed: int
    unanswered: int
    failed: int
    due_on: date | None


def shelved(consultations: Consultations, now: datetime) -> Consultations:
    """Each with `shelf` (empty for a draft), `owed`, `unanswered` and `failed` duties, and when the first of those that
    are unanswered is due: `due_on`."""
    duties = Obligation.objects.filter(consultation=OuterRef("pk"))
    counted = consultations.annotate(
        owed=_count(duties),
        unanswered=_count(duties.unanswered()),
        failed=_count(duties.failed()),
        due_on=Subquery(duties.unanswered().by_date().values("due_now")[:1]),
        today=_today(now),
    )
    return counted.annotate(shelf=_shelf(now))


def _count(duties: Any) -> Coalesce:
    counts = duties.order_by().values("consultation").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counts, output_field=IntegerField()), 0)


def _shelf(now: datetime) -> Case:
    going_on = Q(closing__isnull=True, closes_at__gt=now)
    return Case(
        When(opening__isnull=True, then=Value("")),
        When(going_on & Q(closes_at__lte=now + CLOSING_SOON), then=Value("closing")),
        When(going_on, then=Value("open")),
        When(Q(due_on__lt=F("today")) | Q(failed__gt=0), then=Value("overdue")),
        When(owed__gt=0, unanswered=0, then=Value("answered")),
        default=Value("waiting"),
        output_field=CharField(),
    )


def _today(now: datetime) -> Case:
    """The date where each consultation is held; on earth there are two or three at any instant."""
    zones = Consultation.objects.order_by().values_list("time_zone", flat=True).distinct()
    days = {zone: now.astimezone(ZoneInfo(zone)).date() for zone in zones}
    whens = [
        When(time_zone__in=sorted(zone for zone in days if days[zone] == day), then=Value(day))
        for day in sorted(set(days.values()))
    ]
    return Case(*whens, default=Value(now.date()), output_field=DateField())


def places(consultations: Consultations, now: datetime) -> list[Place]:
    """Those that are no drafts, in the order in which a shelf is read."""
    rows: Any = shelved(consultations, now).exclude(opening=None).order_by(*IN_TURN)
    return [Place(*row) for row in rows.values_list("pk", "shelf", "owed", "unanswered", "failed", "due_on")]


class Owed(NamedTuple):
    """What is due first of a consultation: an answer, a meeting or its transcript; and the ministry that has it now."""

    what: str
    ministry: str


def due_first(consultations: Iterable[int]) -> dict[int, Owed]:
    """By consultation, for those of which something is still to be done."""
    rows: Any = Obligation.objects.unanswered().filter(consultation__in=list(consultations)).with_holder().by_date()
    first: dict[int, tuple[str, int]] = {}
    for consultation, kind, held, holds in rows.values_list("consultation", "kind", "meeting_held", "holds"):
        first.setdefault(consultation, ("transcript" if held else kind, holds))
    names = Organisation.objects.in_bulk({holds for _what, holds in first.values()})
    return {consultation: Owed(what, names[holds].name) for consultation, (what, holds) in first.items()}


def on_shelf(consultations: Consultations, shelf: str, now: datetime) -> Consultations:
    """Those that stand on a shelf."""
    rows: Any = shelved(consultations, now)
    found: Consultations = rows.filter(shelf=shelf)
    return found
