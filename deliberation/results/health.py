"""What staff see of how a consultation goes: the last stock, and how stable the groups were in each publication."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from deliberation.consultations.models import Consultation
from deliberation.results.models import Health, Publication
from deliberation.results.over_time import spread_out
from deliberation.results.queries import latest_publication
from deliberation.statements.queries import public_statements
from deliberation.votes.routing import FLOOR

NOTHING: Mapping[str, Any] = {"seen": None, "voters": None}


class Covered(NamedTuple):
    """How many saw a statement and how many voted on it; None: under the threshold."""

    number: int
    seen: int | None
    voters: int | None

    @property
    def below(self) -> bool:
        """Has it fewer votes than routing asks for before others?"""
        return (self.voters or 0) < FLOOR


def health_of(consultation: Consultation) -> Health | None:
    """The last stock; None before the first."""
    return Health.objects.filter(consultation=consultation).first()


def coverage(consultation: Consultation, health: Health | None) -> list[Covered]:
    """Every public statement, the fewest votes first; those that nobody has seen yet lead."""
    public = dict.fromkeys(public_statements(consultation).values_list("number", flat=True))
    kept = {row["number"]: row for row in health.figures["coverage"]} if health else {}
    unseen = [number for number in public if number not in kept]
    ranked = [number for number in kept if number in public]
    return [Covered(**{**NOTHING, "number": number, **kept.get(number, {})}) for number in unseen + ranked]


def stability_of(consultation: Consultation) -> list[dict[str, Any]]:
    """How many groups were clear in each publication, and how well they were found again (percent, None: not told)."""
    newest = latest_publication(consultation)
    if newest is None:
        return []
    chosen = Publication.objects.filter(consultation=consultation, number__in=spread_out(newest.number))
    rows = chosen.order_by("number").values_list("number", "published_at", "document__stability")
    return [
        {"number": number, "published_at": published_at, **_stable(judged or {})}
        for number, published_at, judged in rows
    ]


def _stable(judged: Mapping[str, Any]) -> dict[str, int | None]:
    return {"groups": judged["found"] if judged.get("clear") else 0, "people": judged.get("people")}


def below_floor(rows: Sequence[Covered]) -> int:
    """How many statements have too few votes."""
    return sum(row.below for row in rows)
