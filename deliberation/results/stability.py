"""How stable a result is, as the public may see it. Made by resampling: clustering/stability.py says what of.

Shares are in whole percent, rounded down, so that none looks better than it is and none that is under a threshold
reaches it. Of fewer people than the disclosure threshold nothing is told (None).
"""

from typing import Any

from clustering import Analysis as Computed
from clustering.stability import Stability
from deliberation.results.disclosure import Disclosure
from deliberation.results.method import CLEAR_FROM

DECIMALS_OF_BITS = 3
UNTOLD = ("participants", "people", "statements", "same_number", "bits")


def overall(computed: Computed, disclosure: Disclosure) -> dict[str, Any] | None:
    """What the document says of the groups as a whole; None for an analysis without resampling.

    `found` groups were looked at, and are shown when they are `clear`; 0: there was nothing to part people by.
    """
    judged = computed.stability
    if judged is None:
        return None
    facts = {"found": judged.k, "clear": judged.clear, "clear_from": CLEAR_FROM, "resamples": judged.resamples}
    people = disclosure.total(int(computed.grouped.sum()))
    if people is None or not judged.k:
        return {**facts, **dict.fromkeys(UNTOLD)}
    return {**facts, **_figures(judged, disclosure)}


def _figures(judged: Stability, disclosure: Disclosure) -> dict[str, Any]:
    return {
        "participants": disclosure.total(judged.participants),
        "people": percent(judged.people),
        "statements": percent(judged.statements),
        "same_number": percent(judged.same_k),
        "bits": round(judged.bits, DECIMALS_OF_BITS),
    }


def of_group(computed: Computed, group: int, disclosure: Disclosure) -> dict[str, int] | None:
    """How well a group that is shown was found again."""
    if computed.stability is None or disclosure.total(int(computed.group_sizes[group])) is None:
        return None
    again = computed.stability.groups[group]
    return {"people": percent(again.people), "statements": percent(again.statements)}


def of_consensus(computed: Computed, statement: int, direction: str) -> dict[str, int | None] | None:
    """How often a statement was consensus again; other statements change nothing where there are no groups."""
    if computed.stability is None:
        return None
    same = (each for each in computed.stability.consensus if (each.statement, each.direction) == (statement, direction))
    again = next(same, None)
    if again is None:
        return None
    return {"people": percent(again.people), "statements": percent(again.statements) if computed.k else None}


def percent(share: float) -> int:
    """A share or an index of agreement in whole percent, rounded down; what is worse than chance is 0."""
    return max(0, int(round(share * 100, 6)))
