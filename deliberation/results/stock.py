"""Taking stock of a consultation while it runs: how people take part, for its staff, kept until the next time.

    {"disclosure": {"suppress_below", "round_to"}, "participants", "votes": totals of those who count,
     "ways": [{"tier", "people"}]: how everybody came in, and "paper": how many on paper,
     "reached": [{"category", "people"}]: by codes and sheets for a category of the population,
     "unit": hour, day or week, "times": [{"from", "votes", "participants", "statements"}],
     "half": votes after which half have stopped, null of too few people,
     "bins": [{"first", "last", "people"}], "retention": [{"votes", "share" (percent)}],
     "coverage": [{"number", "seen", "voters"}]: the fewest votes first,
     "bursts": [{"at", "votes", "usual"}], "alike": {"sets", "people", "largest"}}

A count that is null is under the threshold. Every count of people or votes is rounded by itself, sums too, so that
what is hidden is known no better by subtraction; those of statements are exact, because staff read each of them.
Figures move when at least as many people have voted as for a release, and at most once a minute, so that watching them
does not tell when one person voted. Making them anew reads what is new in the log and the packed votes; a page reads
one row.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Count, F, OuterRef, Q, Subquery

from deliberation.consultations import locks
from deliberation.consultations.models import Consultation, Consultations
from deliberation.results.attendance import (
    Hours,
    bins,
    bursts,
    gathered,
    look_alikes,
    retention,
    stretches,
    unit_of,
    voters,
)
from deliberation.results.disclosure import Disclosure
from deliberation.results.large import is_large
from deliberation.results.models import Health
from deliberation.results.packed_votes import Ints, PackedVotes
from deliberation.results.queries import is_usable, position_now
from deliberation.results.rules import may_release
from deliberation.results.snapshot import votes_at
from deliberation.statements.queries import written_by_hour
from deliberation.votes.attending import Busy, Came, joined_by_hour, people_by_tier, seen_by_statement, votes_by_hour
from deliberation.votes.models import Erasure, Vote
from deliberation.votes.population import reached
from deliberation.votes.queries import voters_since

MINUTES, MINUTES_OF_LARGE = 1, 15  # between one stock and the next


def untaken() -> Consultations:
    """Open consultations with votes newer than their last stock, and closed ones whose last was before the end, or
    before as many people had their votes erased as have to vote for a release."""
    newest = Vote.objects.filter(consultation=OuterRef("pk")).order_by("-id").values("id")[:1]
    found = Consultation.objects.filter(opening__isnull=False).annotate(newest=Subquery(newest))
    newer = Q(health__isnull=True) | Q(newest__gt=F("health__up_to_vote"))
    later = Erasure.objects.filter(consultation=OuterRef("pk"), id__gt=OuterRef("health__up_to_erasure"))
    erased = later.order_by().values("consultation").annotate(people=Count("pk")).values("people")
    found = found.annotate(erased=Subquery(erased))
    enough = Q(erased__gte=settings.RELEASE_PEOPLE, health__shown_until=0)  # afterwards, less would be known than then
    again = ~Q(health__final=True) | enough
    return found.filter(Q(closing__isnull=True) & newer | Q(closing__isnull=False) & again)


def take_stock(*, consultation: Consultation, now: datetime) -> Health | None:
    """Make the figures anew where enough has changed since; None where it has not, or somebody was erased meanwhile."""
    before = Health.objects.filter(consultation=consultation).first()
    final, position = consultation.closed, position_now(consultation)
    up_to = position.up_to_vote
    if before and not final:
        changed = voters_since(consultation, before.up_to_vote, up_to, settings.RELEASE_PEOPLE)
        minutes = MINUTES_OF_LARGE if is_large(consultation) else MINUTES
        if may_release(before.made_at, changed, now, settings.RELEASE_PEOPLE, minutes):
            return None
    counted = before is not None and before.up_to_erasure == position.up_to_erasure
    known = before.up_to_vote if before and counted else 0
    hours = _by_hour(before.hours) if before and counted else {}
    for hour, busy in votes_by_hour(consultation, known, up_to).items():
        earlier = hours.get(hour, Busy(0, 0))
        hours[hour] = Busy(earlier.votes + busy.votes, max(earlier.people, busy.people))
    made = {
        "up_to_vote": up_to,
        "up_to_erasure": position.up_to_erasure,
        "hours": {hour.isoformat(): list(busy) for hour, busy in hours.items()},
        "figures": _figures(consultation, hours, votes_at(consultation, up_to), now),
        "final": final,
        "made_at": now,
    }
    return _store(consultation, made)


@transaction.atomic
def _store(consultation: Consultation, made: Mapping[str, Any]) -> Health | None:
    """None where an erasure discarded it; the next sweep makes it anew."""
    locks.exclude(consultation.pk)
    if not is_usable(consultation, made["up_to_erasure"]):
        return None
    return Health.objects.update_or_create(consultation=consultation, defaults=made)[0]


def _by_hour(kept: Mapping[str, Sequence[int]]) -> dict[datetime, Busy]:
    return {datetime.fromisoformat(hour): Busy(*busy) for hour, busy in kept.items()}


def _figures(
    consultation: Consultation, busy: Mapping[datetime, Busy], votes: PackedVotes, now: datetime
) -> dict[str, Any]:
    disclosure = Disclosure(settings.SUPPRESS_BELOW, settings.ROUND_TO)
    counts = np.diff(votes.starts)
    hours = {hour: each.votes for hour, each in busy.items()}
    newcomers = joined_by_hour(consultation)
    people = {hour: max(each.people, newcomers.get(hour, Came(0, 0)).voted) for hour, each in busy.items()}
    return {
        "disclosure": {"suppress_below": disclosure.suppress_below, "round_to": disclosure.round_to},
        "participants": disclosure.total(len(counts)),
        "votes": disclosure.total(sum(hours.values())),
        "ways": _ways(consultation, disclosure),
        "paper": disclosure.total(consultation.participants.filter(paper=True).count()),
        "reached": [
            {"category": category, "people": disclosure.total(count)}
            for category, count in reached(consultation).items()
        ],
        **_times(consultation, (hours, people, newcomers), disclosure, now),
        **_stopping(counts, disclosure),
        "coverage": _coverage(consultation, voters(votes), disclosure),
        "bursts": bursts(hours, people, disclosure),
        "alike": look_alikes(votes, disclosure),
    }


def _ways(consultation: Consultation, disclosure: Disclosure) -> list[dict[str, Any]]:
    return [{"tier": tier, "people": disclosure.total(count)} for tier, count in people_by_tier(consultation).items()]


def _times(
    consultation: Consultation,
    counted: tuple[Hours, Hours, Mapping[datetime, Came]],
    disclosure: Disclosure,
    now: datetime,
) -> dict[str, Any]:
    """Votes are told where many people voted: one alone may cast dozens. How many did is known to be at least those of
    the busiest hour, and those who came then for the first time and have voted."""
    hours, people, newcomers = counted
    zone, last = consultation.zone, min(now, consultation.ended_at)
    first = min([consultation.opening.opened_at, *hours])
    unit = unit_of(last - first)
    starts = stretches(first, last, unit, zone)
    came = gathered({hour: each.people for hour, each in newcomers.items()}, starts, unit, zone)
    voted = gathered({hour: each.voted for hour, each in newcomers.items()}, starts, unit, zone)
    crowds = map(max, voted, gathered(people, starts, unit, zone, max))
    votes = zip(gathered(hours, starts, unit, zone), crowds, strict=True)
    columns = (
        [disclosure.total(cast) if crowd >= disclosure.suppress_below else None for cast, crowd in votes],
        map(disclosure.total, came),
        gathered(written_by_hour(consultation), starts, unit, zone),
    )
    rows = zip(starts, *columns, strict=True)
    names = ("votes", "participants", "statements")
    told = [{"from": start.isoformat(), **dict(zip(names, cells, strict=True))} for start, *cells in rows]
    return {"unit": unit, "times": told}


def _stopping(counts: Ints, disclosure: Disclosure) -> dict[str, Any]:
    """Of too few people nothing is told."""
    if len(counts) < disclosure.suppress_below:
        return {"half": None, "bins": [], "retention": []}
    half = int(np.median(counts))
    return {"half": half, "bins": bins(counts, disclosure), "retention": retention(counts, disclosure)}


def _coverage(
    consultation: Consultation, voted: Mapping[int, int], disclosure: Disclosure
) -> list[dict[str, int | None]]:
    seen = seen_by_statement(consultation)
    ranked = sorted(seen.keys() | voted.keys(), key=lambda number: (voted.get(number, 0), number))
    return [
        {
            "number": number,
            "seen": disclosure.total(seen.get(number, 0)),
            "voters": disclosure.total(voted.get(number, 0)),
        }
        for number in ranked
    ]
