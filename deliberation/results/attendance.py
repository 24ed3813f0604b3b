"""How people take part, from exact counts to what staff may see: hidden and rounded like what is published.

Pure numerics: nothing here says who, and nothing says how anybody voted.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from operator import add
from statistics import median
from typing import Any

import numpy as np

from deliberation.results.disclosure import Disclosure
from deliberation.results.packed_votes import Ints, PackedVotes

Hours = Mapping[datetime, int]  # how many in the hour that begins then
BINS = ((1, 1), (2, 4), (5, 9), (10, 19), (20, 49), (50, 99), (100, None))  # votes of a person, first and last
STEPS = (1, 2, 3, 5, 10, 15, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1000)  # votes after which one may stop
SPANS = {"hour": timedelta(hours=72), "day": timedelta(days=62)}  # how long a run is told in these; longer: in weeks
MOST_ROWS = 104
BURST_VOTES, BURST_TIMES, HOURS_KNOWN, MOST_BURSTS = 50, 5, 6, 5
AT_ONCE = 1_000_000  # people, or votes: arrays beside the packed votes stay small
ALIKE_VOTES = 10  # fewer votes are the same for many people by chance


def unit_of(span: timedelta) -> str:
    """hour, day or week: so that there are neither two rows nor hundreds."""
    return next((unit for unit, most in SPANS.items() if span <= most), "week")


def beginning(instant: datetime, unit: str, zone: tzinfo) -> datetime:
    """When the hour, day or week began in which the instant lies, on these clocks, in UTC; weeks begin on Mondays."""
    local = instant.astimezone(zone).replace(minute=0, second=0, microsecond=0)
    if unit == "hour":
        return local.astimezone(UTC)
    midnight = local.replace(hour=0, fold=0)  # clocks put back over midnight: the day began before that
    begun = midnight if unit == "day" else midnight - timedelta(days=midnight.weekday())
    return begun.astimezone(UTC)


def gathered(
    hours: Hours, starts: Sequence[datetime], unit: str, zone: tzinfo, joined: Callable[[int, int], int] = add
) -> list[int]:
    """How many in each stretch. `starts`: when they begin, in order; `joined`: what two hours are together."""
    found = dict.fromkeys(starts, 0)
    for hour, count in hours.items():
        start = beginning(hour, unit, zone)
        if start in found:
            found[start] = joined(found[start], count)
    return list(found.values())


def stretches(first: datetime, last: datetime, unit: str, zone: tzinfo) -> list[datetime]:
    """When each hour, day or week from the first instant to the last begins; of very many the latest."""
    # A little further than the next begins: clocks that are put forward or back leave none out.
    step = {"hour": timedelta(hours=1), "day": timedelta(hours=26), "week": timedelta(days=7, hours=2)}[unit]
    found, at = [], beginning(first, unit, zone)
    while at <= last:
        found.append(at)
        at = beginning(at + step, unit, zone)
    return found[-MOST_ROWS:]


def bins(counts: Ints, disclosure: Disclosure) -> list[dict[str, int | None]]:
    """How many people cast how many votes. `counts` (P,): votes of each, at least one."""
    exact = [int(((counts >= first) & (counts <= (last or counts.max(initial=0)))).sum()) for first, last in BINS]
    pairs = zip(BINS, exact, strict=True)
    return [{"first": first, "last": last, "people": disclosure.total(people)} for (first, last), people in pairs]


def retention(counts: Ints, disclosure: Disclosure) -> list[dict[str, int]]:
    """Which share of people cast so many votes or more, in percent; as far as enough people did."""
    reached = ((step, int((counts >= step).sum())) for step in STEPS)
    enough = [(step, people) for step, people in reached if people >= disclosure.suppress_below]
    return [{"votes": step, "share": disclosure.percent(people / len(counts))} for step, people in enough]


def bursts(hours: Hours, people: Hours, disclosure: Disclosure) -> list[dict[str, Any]]:
    """Hours with many times the votes of a usual one, the latest first; usual: the middle one of those with votes.
    `people`: how many voted at least in the hour; of too few nothing is told."""
    counts = [count for count in hours.values() if count]
    if len(counts) < HOURS_KNOWN:
        return []
    usual = median(counts)
    many = max(BURST_VOTES, BURST_TIMES * usual)
    found = [hour for hour, count in hours.items() if count >= many and people[hour] >= disclosure.suppress_below]
    return [
        {"at": hour.isoformat(), "votes": disclosure.total(hours[hour]), "usual": disclosure.total(int(usual))}
        for hour in sorted(found, reverse=True)[:MOST_BURSTS]
    ]


def look_alikes(votes: PackedVotes, disclosure: Disclosure) -> dict[str, int | None]:
    """People with many votes who all voted alike on the same statements: how many such sets, and how many in them.

    Rows are told apart by the sum of a random number for each vote in them: two different ones have the same by a
    chance of one in 2^64.
    """
    lengths = np.diff(votes.starts)
    weights = np.random.default_rng(0).integers(0, 2**63, int(votes.codes.max(initial=0)) + 1, dtype=np.uint64)
    sums = np.zeros(len(lengths), np.uint64)
    for first in range(0, len(lengths), AT_ONCE):
        starts = votes.starts[first : first + AT_ONCE + 1]
        rows = weights[votes.codes[starts[0] : starts[-1]]]
        sums[first : first + AT_ONCE] = np.add.reduceat(rows, starts[:-1] - starts[0])
    _each, people = np.unique(sums[lengths >= ALIKE_VOTES], return_counts=True)
    sets = people[people >= disclosure.suppress_below]
    largest = disclosure.total(int(sets.max())) if len(sets) else None
    return {"sets": len(sets), "people": disclosure.total(int(sets.sum())), "largest": largest}


def voters(votes: PackedVotes) -> dict[int, int]:
    """How many voted on each statement, by number."""
    counts = np.zeros(0 if not len(votes.codes) else int(votes.codes.max() >> 2) + 1, np.int64)
    for first in range(0, len(votes.codes), AT_ONCE):
        counts += np.bincount(votes.codes[first : first + AT_ONCE] >> 2, minlength=len(counts))
    return {int(number): int(counts[number]) for number in np.flatnonzero(counts)}
