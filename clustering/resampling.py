"""The same votes with other people in them, or with half of the statements, and the groups that they show.

People are drawn again with replacement (the bootstrap, Efron 1979): who happened to take part. Statements are dealt
into two random halves, each analysed without the other: what happened to be asked.
"""

from dataclasses import replace
from typing import NamedTuple

import numpy as np

from clustering.arrays import Bools, Ints
from clustering.cells import cells
from clustering.factors import fit
from clustering.groups import BaseClusters, everybody
from clustering.model import Model
from clustering.partition import clusters_by_number, partition
from clustering.passes import Passes
from clustering.view import view

# Fewer starts than an analysis makes: what is found only by luck is not stable either.
RESTARTS = 10
# What is compared are groups of other votes, which chance moves far more than this. Votes without structure take
# long to show none, and where that ends matters little.
TOLERANCE, MOST_ROUNDS = 1e-4, 50
# So many votes place somebody when half of the statements are left out.
ENOUGH_OF_HALF = 3
PEOPLE, STATEMENTS, VOTES = 1, 2, 3  # what chance is drawn for, so that no two draws are alike


class Found(NamedTuple):
    """What is to be judged. labels: (P,), -1 for people in no group; k: number of groups, 0 when there are none."""

    model: Model
    labels: Ints
    k: int


class Again(NamedTuple):
    """A resample: its votes, and the groups (P,) found in it; chosen: how many groups it would have been."""

    passes: Passes
    labels: Ints
    chosen: int


def other_people(passes: Passes, found: Found, max_groups: int, number: int) -> Again:
    """As many people, drawn with replacement: everybody counts as often as they were drawn."""
    chance = np.random.default_rng([PEOPLE, number])
    people = len(found.labels)
    drawn = chance.multinomial(people, np.full(people, 1 / people)) if people else np.empty(0)
    votes = replace(passes, weights=drawn.astype(np.float64), threads=1)
    base, judged = _base(votes, found, (found.labels >= 0) & (drawn > 0))
    grouping = partition(votes, base, max_groups, restarts=RESTARTS)
    labels = grouping.labels
    if grouping.k != found.k:
        labels = _labels(votes, base, found.k)
    return Again(votes, everybody(labels[base.labels], judged), grouping.k)


def other_statements(passes: Passes, found: Found, number: int) -> tuple[Again, Again]:
    """Two analyses of everybody, each by one half of the statements, into as many groups."""
    dealt = np.random.default_rng([STATEMENTS, number]).random(len(passes.counted)) < 1 / 2
    one, other = (_by_half(passes, found, half) for half in (dealt, ~dealt))
    return one, other


def regrouped(votes: Passes, found: Found) -> Ints:
    """Everybody's group (P,) by these votes, into as many groups as were found; -1 where too few votes place them."""
    base, judged = _base(votes, found, found.labels >= 0)
    return everybody(_labels(votes, base, found.k)[base.labels], judged)


def _by_half(passes: Passes, found: Found, half: Bools) -> Again:
    votes = replace(passes, counted=passes.counted & half, threads=1)
    return Again(votes, regrouped(votes, found), found.k)


def _base(votes: Passes, found: Found, judged: Bools) -> tuple[BaseClusters, Bools]:
    """The cells of the people `judged` (P,) whom these votes place, each weighing as many people as it has."""
    model, _ = fit(votes, 2, start=found.model, tolerance=TOLERANCE, most_rounds=MOST_ROUNDS)
    placed = votes.places(model, view(model, votes.matrix.statement_ids).axes)
    judged = judged & (placed[:, -1] >= ENOUGH_OF_HALF)
    base = cells(placed[judged, :2], votes.restarts)
    weights = np.bincount(base.labels, weights=votes.weights[judged], minlength=len(base.centres))
    return replace(base, counts=weights.astype(np.int64)), judged


def _labels(votes: Passes, base: BaseClusters, k: int) -> Ints:
    """The groups of the cells; all -1 when there are not k places for them."""
    if not 0 < k <= len(base.centres):
        return np.full(len(base.centres), -1, dtype=np.int64)
    return clusters_by_number(votes, base, range(k, k + 1), RESTARTS)[k].clusters.labels
