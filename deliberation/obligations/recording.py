"""Entries of the record about obligations: each change of where one stands is one of them."""

from collections.abc import Mapping
from datetime import datetime

from deliberation.obligations.models import Obligation
from deliberation.record.actions import SYSTEM, Line, enter_lines

ENTERED = (
    "consultation",
    "ministry",
    "meeting_held",
    "due_dates",
    "transfers__taker",
    "transfers__reply",
)  # to prefetch


def entered(
    obligation: Obligation,
    act: str,
    now: datetime,
    *,
    by: str = SYSTEM,
    happened_at: datetime | None = None,
    details: Mapping[str, object] | None = None,
) -> None:
    """Enter it, now or as of an earlier moment."""
    enter_lines(lines=[line(obligation, act, happened_at or now, by=by, details=details)], now=now)


def line(
    obligation: Obligation,
    act: str,
    happened_at: datetime,
    *,
    by: str = SYSTEM,
    key: str | None = None,
    details: Mapping[str, object] | None = None,
) -> Line:
    """The entry to be made. It names who has the duty, by its short name too, and the due date, so that the record
    stands alone."""
    held_by = {"ministry": obligation.holder.name, "ministry_slug": obligation.holder.slug}
    duty = {**held_by, "due_on": obligation.counts_now.isoformat()}
    return Line(
        act=act,
        subject=f"obligation/{obligation.pk}",
        actor=by,
        consultation=obligation.consultation.slug,
        happened_at=happened_at,
        details={**duty, **(details or {})},
        key=key,
    )
