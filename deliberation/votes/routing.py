"""Which statement is next: seeds first, then those with few votes sooner, random among equals.

Agreeing and disagreeing weigh the same, and nobody can choose what to be asked: a statement once served stays
the next one until it is answered (queries.next_statement).
"""

import random
from collections.abc import Sequence
from typing import NamedTuple


class Candidate(NamedTuple):
    """A statement that this participant has not voted on."""

    statement: int
    seed: bool
    votes: int


def weight(votes: int) -> float:
    """How strongly a statement draws: falling with its votes, never to nothing."""
    return 1.0 / (votes + 1) + 0.01


def choose(candidates: Sequence[Candidate], chance: random.Random) -> int | None:
    """The id of the next statement, or None when there is nothing left to vote on."""
    stratum = [candidate for candidate in candidates if candidate.seed] or list(candidates)
    if not stratum:
        return None
    weights = [weight(candidate.votes) for candidate in stratum]
    return chance.choices(stratum, weights)[0].statement
