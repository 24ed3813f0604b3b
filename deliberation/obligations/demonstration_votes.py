"""How the people of the demonstration vote: each belongs to an opinion group, and mostly votes as it does."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import NamedTuple

from deliberation.votes.imports import Cast

AGREES = {"+": 0.93, "-": 0.08, "0": 0.5}
SIZES = (5, 4, 3)
SKIPS = 0.1
ANSWERED = (0.6, 1.0)  # which share of what they find people answer
LAST_ARRIVAL = 0.97  # of the time voting was open
PACE = timedelta(seconds=11)


class Votable(NamedTuple):
    """A statement's number, when it could first be voted on, and each group's stance."""

    number: int
    since: datetime
    stances: str


def arrivals(people: int, opened_at: datetime, until: datetime, chance: Random) -> dict[int, datetime]:
    """When each person came, in the order in which they came."""
    moments = sorted(chance.uniform(0, LAST_ARRIVAL) for _person in range(people))
    return {person: opened_at + (until - opened_at) * moment for person, moment in enumerate(moments)}


def votes_of(arrived: Mapping[int, datetime], statements: Sequence[Votable], chance: Random) -> list[Cast]:
    """Everybody's votes, by time; the groups are of different sizes."""
    groups = len(statements[0].stances)
    cast = []
    for person, came_at in arrived.items():
        [group] = chance.choices(range(groups), SIZES[:groups])
        cast += _votes_of(person, group, came_at, statements, chance)
    return sorted(cast, key=lambda vote: vote.cast_at)


def _votes_of(person: int, group: int, came_at: datetime, statements: Sequence[Votable], chance: Random) -> list[Cast]:
    there = [statement for statement in statements if statement.since <= came_at]
    chosen = chance.sample(there, max(1, round(len(there) * chance.uniform(*ANSWERED))))
    return [
        Cast(person, each.number, _vote(each.stances[group], chance), came_at + PACE * place)
        for place, each in enumerate(chosen, 1)
    ]


def _vote(stance: str, chance: Random) -> int:
    if chance.random() < SKIPS:
        return 0
    return 1 if chance.random() < AGREES[stance] else -1
