"""Which statements are next: strata one after the other, and within a stratum by chance, few votes sooner.

1. what stands in the place of a statement that this participant voted on, and that was retired since;
2. seeds: what the facilitators ask of everybody;
3. coverage: citizens' statements that fewer than `FLOOR` people had voted on at the last release;
4. all others.

Votes are counted at the last release (models.Tally), whichever way they went: agreeing, disagreeing and skipping
weigh the same, and no vote changes what anybody else is asked before everybody can see it. Nobody can choose what to
be asked: see docs/decisions on routing.
"""

import math
import random
from collections.abc import Sequence
from heapq import nsmallest
from typing import NamedTuple

FLOOR = 30  # votes: fewer say little about any group, and no consensus could rest on them
AHEAD = 10  # statements that a browser may hold before they are answered, so that a bad line stops nobody


class Candidate(NamedTuple):
    """A statement that this participant has neither voted on nor been shown. `votes`: at the last release."""

    statement: int
    seed: bool
    votes: int
    again: bool = False  # it stands in the place of one that this participant voted on


def weight(votes: int) -> float:
    """How strongly a statement draws within its stratum: falling with its votes, never to nothing."""
    return 1.0 / (votes + 1) + 0.01


def choose(candidates: Sequence[Candidate], how_many: int, chance: random.Random) -> list[int]:
    """The ids of the next statements in the order in which they are asked; fewer when there are not so many.

    Within a stratum it is drawing one after the other without putting back, each time with probabilities in
    proportion to `weight`: whoever waits exponentially long, at the weight's rate, and is the first.
    """
    chosen: list[int] = []
    for stratum in _strata(candidates):
        waits = [(-math.log(1.0 - chance.random()) / weight(one.votes), one.statement) for one in stratum]
        chosen += [statement for _wait, statement in nsmallest(how_many - len(chosen), waits)]
        if len(chosen) == how_many:
            break
    return chosen


def _strata(candidates: Sequence[Candidate]) -> list[list[Candidate]]:
    """In the order in which they are asked; some may be empty."""
    strata: list[list[Candidate]] = [[], [], [], []]
    for one in candidates:
        strata[0 if one.again else 1 if one.seed else 2 if one.votes < FLOOR else 3].append(one)
    return strata
