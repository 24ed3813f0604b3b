"""Entries of the record about obligations: each change of where one stands is one of them."""

from collections.abc import Mapping
from datetime import date, datetime, time

from deliberation.obligations.models import Obligation
from deliberation.record.actions import SYSTEM, enter


def entered(
    obligation: Obligation,
    act: str,
    now: datetime,
    *,
    by: str = SYSTEM,
    happened_at: datetime | None = None,
    key: str | None = None,
    details: Mapping[str, object] | None = None,
) -> bool:
    """Enter it; with a `key` that is there already nothing is entered, and False comes back.

    Each entry names the ministry that has the duty and the due date, so that the record stands alone.
    """
    duty = {"ministry": obligation.holder.name, "due_on": obligation.counts_now.isoformat()}
    return enter(
        act=act,
        subject=f"obligation/{obligation.pk}",
        consultation=obligation.consultation.slug,
        by=by,
        now=now,
        happened_at=happened_at,
        key=key,
        details={**duty, **(details or {})},
    )


def entered_on(obligation: Obligation, act: str, day: date, now: datetime, number: int | None = None) -> bool:
    """Enter, once, what the passing of time made true on a day where the consultation is held."""
    return entered(
        obligation,
        act,
        now,
        happened_at=datetime.combine(day, time.min, obligation.consultation.zone),
        key=key_of(obligation, act, number),
    )


def key_of(obligation: Obligation, act: str, number: int | None = None) -> str:
    """The key of an entry that there is once for each duty, or once for each numbered thing about it."""
    once = f"obligation/{obligation.pk}/{act.removeprefix('obligation.')}"
    return once if number is None else f"{once}/{number}"
