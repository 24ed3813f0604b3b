"""Whether the groups of a method hang on the order of rows or on who took part: python -m clustering compare.

Groups are compared by the adjusted Rand index over the people grouped both times: 1 the same, about 0 chance.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from clustering.analysis import Analysis
from clustering.arrays import Ints, frozen
from clustering.matrix import VoteMatrix
from clustering.methods import DEFAULT, POLIS, analyse
from clustering.recovery import adjusted_rand
from clustering.stability import Progress

COMPARED = (DEFAULT, POLIS)
DRAWS = 10
PART = 0.8  # of the people are drawn
ORDERS, PEOPLE = 1, 2  # what chance is drawn for, so that no two draws are alike


@dataclass(frozen=True)
class Steadiness:
    """How well the groups of `method` agree with themselves, each the mean of `draws` adjusted Rand indices.

    orders: the same votes, participants renamed at random, so that rows come in another order.
    people: only the votes of a random 80 % of the people, drawn without replacement.
    """

    method: str
    draws: int
    orders: float
    people: float


def steadiness(
    matrix: VoteMatrix,
    moderated_out: Iterable[int],
    method: str,
    *,
    seed: int = 1,
    draws: int = DRAWS,
    progress: Progress | None = None,
) -> Steadiness:
    """Of one method on these votes; every method gets the same draws. ValueError for draws below 1.

    Without resampling, which decides whether groups are clear enough to be shown, not where they are.
    """
    if draws < 1:
        raise ValueError(f"draws must be at least 1, got {draws}")
    out, people = tuple(moderated_out), matrix.shape[0]
    whole, orders, part = analyse(matrix, method=method, moderated_out=out, resamples=0), 0.0, 0.0
    for number in range(draws):
        order = np.random.default_rng([ORDERS, seed, number]).permutation(people)
        drawn = np.random.default_rng([PEOPLE, seed, number]).permutation(people)[: round(PART * people)]
        orders += _agreement(matrix, whole, order, out)
        part += _agreement(matrix, whole, np.sort(drawn), out)
        if progress:
            progress(f"groups by {method} again", number + 1, draws)
    return Steadiness(method, draws, orders / draws, part / draws)


def mean(found: Sequence[Steadiness]) -> Steadiness:
    """The mean of one method over several conversations, each counting the same."""
    orders, people = sum(one.orders for one in found), sum(one.people for one in found)
    return replace(found[0], orders=orders / len(found), people=people / len(found))


def told(found: Steadiness) -> str:
    """One line under the table of models."""
    return (
        f"  groups by {found.method:<8} agree with themselves at {found.orders:.3f} over orders of rows,"
        f" at {found.people:.3f} over people ({PART:.0%} of them, {found.draws} draws)"
    )


def _agreement(matrix: VoteMatrix, whole: Analysis, rows: Ints, out: tuple[int, ...]) -> float:
    """Of the groups of everybody with those of the people in `rows` alone, who come in this order."""
    votes = replace(matrix.of_rows(rows), participant_ids=frozen(matrix.participant_ids[: len(rows)].copy()))
    then, now = whole.labels[rows], analyse(votes, method=whole.method, moderated_out=out, resamples=0).labels
    both = (then >= 0) & (now >= 0)
    if not both.any():  # no groups are like no groups, and unlike any
        return float((then < 0).all() and (now < 0).all())
    return adjusted_rand(then[both], now[both])
