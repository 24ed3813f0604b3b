"""How many take part, and when, by the hours of the consultation's own clocks.

Exact counts, which are shown to nobody as they are: results/stock.py rounds them.
"""

from datetime import UTC, datetime
from typing import NamedTuple

from django.db.models import Count, Exists, OuterRef
from django.db.models.functions import TruncHour

from deliberation.consultations.admission import TIERS
from deliberation.consultations.models import Consultation
from deliberation.votes.models import CurrentVote, Participant, Served
from deliberation.votes.queries import Position, counted_votes


class Busy(NamedTuple):
    """How many votes in an hour, and of how many people."""

    votes: int
    people: int


def votes_by_hour(consultation: Consultation, after: Position, up_to: Position) -> dict[datetime, Busy]:
    """Counted log lines after one position and up to another, by the hour."""
    lines = counted_votes(consultation, after, up_to).annotate(hour=TruncHour("cast_at", tzinfo=consultation.zone))
    rows = lines.order_by().values_list("hour").annotate(votes=Count("pk"), people=Count("participant", distinct=True))
    return {hour.astimezone(UTC): Busy(votes, people) for hour, votes, people in rows}


class Came(NamedTuple):
    """How many people came in an hour, and how many of them have voted since."""

    people: int
    voted: int


def joined_by_hour(consultation: Consultation) -> dict[datetime, Came]:
    """People who came in by a way that counts, by the hour."""
    counting = Participant.objects.filter(consultation=consultation, tier__in=consultation.opening.admits.counts)
    by_hour = counting.annotate(hour=TruncHour("joined_at", tzinfo=consultation.zone)).order_by()
    voted = Count("pk", filter=Exists(CurrentVote.objects.filter(participant=OuterRef("pk"))))
    rows = by_hour.values_list("hour").annotate(people=Count("pk"), voted=voted)
    return {hour.astimezone(UTC): Came(people, voted) for hour, people, voted in rows}


def people_by_tier(consultation: Consultation) -> dict[str, int]:
    """How many came in by each way that is open here."""
    rows = Participant.objects.filter(consultation=consultation).order_by().values_list("tier").annotate(n=Count("pk"))
    counted = dict(rows)
    return {tier: counted.get(tier, 0) for tier in TIERS if tier in consultation.opening.admits.admits}


def seen_by_statement(consultation: Consultation) -> dict[int, int]:
    """To how many of those who count each statement was shown, by number."""
    shown = Served.objects.filter(
        statement__consultation=consultation, participant__tier__in=consultation.opening.admits.counts
    )
    return dict(shown.order_by().values_list("statement__number").annotate(n=Count("pk")))


def people_on_paper(consultation: Consultation, up_to: Position) -> int:
    """How many of those whose votes count had voted on paper at a log position."""
    if not Participant.objects.filter(consultation=consultation, paper=True).exists():
        return 0
    lines = counted_votes(consultation, 0, up_to).filter(participant__paper=True)
    return lines.order_by().values("participant").distinct().count()
