"""What staff do, entered in the record under the consultation that it is about."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from deliberation.consultations.models import Consultation
from deliberation.people.models import Person
from deliberation.people.permissions import acting_as
from deliberation.record.actions import SYSTEM, enter, enter_each


def enter_of(
    consultation: Consultation,
    act: str,
    *,
    by: Person | None,
    now: datetime,
    subject: str = "",
    happened_at: datetime | None = None,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Enter an act of the staff, by the office of whoever did it; `by` nobody: of the system. About the consultation,
    unless a `subject` in it is named."""
    enter(
        act=act,
        subject=subject or f"consultation/{consultation.slug}",
        consultation=consultation.slug,
        by=acting_as(by, consultation) if by else SYSTEM,
        happened_at=happened_at,
        now=now,
        details=details,
    )


def enter_each_of(
    consultation: Consultation,
    act: str,
    *,
    subjects: Iterable[str],
    by: Person | None,
    now: datetime,
    details: Mapping[str, Any],
) -> None:
    """Enter the same act about each of these subjects."""
    enter_each(
        act=act,
        subjects=subjects,
        consultation=consultation.slug,
        by=acting_as(by, consultation) if by else SYSTEM,
        now=now,
        details=details,
    )
