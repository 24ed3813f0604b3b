"""The phases of a consultation. A phase lists the acts it allows; every rule reads this table."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Phase:
    """A stretch of a consultation's life."""

    name: str
    acts: frozenset[str]

    def allows(self, act: str) -> bool:
        return act in self.acts


# Before opening, rulings take seeds back that were a mistake.
DRAFT = Phase(
    "draft",
    frozenset({
        "edit", "seed", "translate", "moderate", "hide", "open", "invite", "print-sheets", "name-population",
    }),
)  # fmt: skip
VOTING = Phase(
    "voting",
    frozenset({
        "seed", "translate", "serve", "vote", "write", "moderate", "hide", "invite", "note", "close", "file",
        "print-sheets", "assist", "name-population", "postpone", "correct", "read-again",
    }),
)  # fmt: skip
# After voting the queue is closed too: accepting or rejecting then would change what was frozen.
CLOSED = Phase("closed", frozenset({"answer", "hide", "note", "file", "assist", "correct", "read-again"}))
PHASES = (DRAFT, VOTING, CLOSED)


def phase_of(opened: bool, closed: bool, closes_at: datetime, now: datetime) -> Phase:
    """The phase at an instant. The closing instant itself is closed already."""
    if not opened:
        return DRAFT
    return CLOSED if closed or now >= closes_at else VOTING
