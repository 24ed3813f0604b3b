"""The entries of the public record about obligations."""

from collections.abc import Mapping
from datetime import datetime

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
    """An entry about an obligation; each names the ministry and the due date, so that the record stands alone."""
    duty = {"ministry": obligation.ministry.name, "due_on": obligation.due_on.isoformat()}
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
