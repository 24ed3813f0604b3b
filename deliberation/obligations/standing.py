"""Where an obligation stands, from its rows and the date; there is no stored status to disagree with."""

from dataclasses import dataclass
from datetime import date

from deliberation.obligations.deadlines import days_late, is_long_overdue


@dataclass(frozen=True)
class Standing:
    """`code` is answered, open, overdue or long-overdue; `days` are late days, or left while it is open."""

    code: str
    days: int
    answered_on: date | None = None

    @property
    def late(self) -> bool:
        return self.code in {"overdue", "long-overdue"} or (self.code == "answered" and self.days > 0)


def standing(due_on: date, answered_on: date | None, today: date) -> Standing:
    """The standing on a day; an answer keeps for ever how many days it was late."""
    if answered_on is not None:
        return Standing("answered", days_late(due_on, answered_on), answered_on)
    late = days_late(due_on, today)
    if not late:
        return Standing("open", (due_on - today).days)
    return Standing("long-overdue" if is_long_overdue(due_on, today) else "overdue", late)
