"""Votes of people whose votes do not count, for the way in which they came in. Read from the log up to a position
alone, so that the same position gives the same figures for ever.

A vote that does not count although its statement had been served was cast by such a way. Who came in by another way
after that has lines that count, and from the first of them on is none of these people.
"""

from django.db.models import Count, Exists, Max, OuterRef, QuerySet

from deliberation.consultations.models import Consultation
from deliberation.votes.models import Served, Vote
from deliberation.votes.queries import counted_votes


def people_beside(consultation: Consultation, up_to: int) -> int:
    """How many such people had voted at a log position."""
    return _beside(consultation, up_to).values("participant").distinct().count()


def counts_beside(consultation: Consultation, up_to: int) -> dict[tuple[int, int], int]:
    """How many of them had what as their last vote: (number of the statement, value of the vote) to people."""
    last = _beside(consultation, up_to).values("participant", "statement").annotate(last=Max("id")).values("last")
    rows = Vote.objects.filter(pk__in=last).values("statement__number", "value").annotate(people=Count("id"))
    return {(row["statement__number"], row["value"]): row["people"] for row in rows}


def moved_beside(consultation: Consultation, after: int, up_to: int) -> int:
    """How many people changed these figures between two log positions: voted, or came in by a way that counts."""
    lines = _on_served(consultation, up_to).filter(id__gt=after)
    ever = _on_served(consultation, up_to).filter(counted=False, participant=OuterRef("participant"))
    left = counted_votes(consultation, 0, after).filter(participant=OuterRef("participant"))
    return lines.filter(Exists(ever), ~Exists(left)).values("participant").distinct().count()


def _beside(consultation: Consultation, up_to: int) -> QuerySet[Vote]:
    counted = counted_votes(consultation, 0, up_to).filter(participant=OuterRef("participant"))
    return _on_served(consultation, up_to).filter(~Exists(counted), counted=False)


def _on_served(consultation: Consultation, up_to: int) -> QuerySet[Vote]:
    """Log lines up to a position on what had been served when they were cast."""
    served = Served.objects.filter(
        participant=OuterRef("participant"), statement=OuterRef("statement"), served_at__lte=OuterRef("cast_at")
    )
    return Vote.objects.filter(Exists(served), consultation=consultation, id__lte=up_to)
