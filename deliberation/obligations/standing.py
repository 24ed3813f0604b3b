"""Where an obligation stands, from its rows and the date; there is no stored status to disagree with."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from deliberation.obligations.deadlines import Span, days_late, is_long_overdue


@dataclass(frozen=True)
class Standing:
    """`code` is answered, open, overdue, long-overdue or failed (a meeting that is not held); `days` are late days, or
    left while it is open.

    `paused`: today does not count. `extended` and `transferred` stay for ever.
    """

    code: str
    days: int
    answered_on: date | None = None
    paused: bool = False
    extended: bool = False
    transferred: bool = False

    @property
    def late(self) -> bool:
        return self.code in {"overdue", "long-overdue", "failed"} or (self.code == "answered" and self.days > 0)


def standing(
    due_on: date, answered_on: date | None, today: date, suspended: Sequence[Span] = (), **badges: Any
) -> Standing:
    """The standing on a day; an answer keeps for ever how many days it was late."""
    if answered_on is not None:
        return Standing(
            "answered", days_late(due_on, answered_on, suspended), answered_on, **badges | {"paused": False}
        )
    late = days_late(due_on, today, suspended)
    if not late:
        return Standing("open", max(0, (due_on - today).days), **badges)
    return Standing("long-overdue" if is_long_overdue(late) else "overdue", late, **badges)
