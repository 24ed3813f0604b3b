"""k-means from many seeded starts: the best of them, whatever the order of the points."""

from types import ModuleType
from typing import NamedTuple

import numpy as np

from clustering import lloyd
from clustering.arrays import Floats, Ints
from clustering.cells import coarse
from clustering.kmeans import Clusters

# Starts: more among few points, where they cost next to nothing and a lucky one can be rare.
FEWEST, MOST, PER_POINT = 30, 300, 30_000
# Of more points than that, all starts run on a coarse grid of them, and the best few of them on the points.
FEW_POINTS = 1000
FINALISTS = 2
MOST_ROUNDS = 100
# Decimals to which inertias, relative to the spread of the points, count as equal: then the earlier start.
SAME_INERTIA = 9


def best_clusters(
    points: Floats,
    weights: Floats,
    k: int,
    *,
    seed: int = 0,
    restarts: int | None = None,
    engine: ModuleType = lloyd,
) -> Clusters:
    """The clustering of `points` (n, 2) with `weights` (n,) into k with the least inertia of all starts.

    Starts by k-means++ (Arthur and Vassilvitskii 2007), drawn in the lexical order of the points, or of the squares
    of a grid of them, so that the order in which they are given changes nothing. Lloyd's rounds until no label
    changes. Clusters are numbered by their centres, from left to right. Needs at least k distinct points. `engine`
    has gather(), seed() and lloyd(): clustering.lloyd, or clustering.streamed, which is compiled.
    """
    chances = np.random.default_rng(seed).random((restarts or _starts(len(points)), k))
    if len(points) > FEW_POINTS:
        ended = _ended(*coarse(points, weights, engine), chances, engine)
        ended = _run(points, weights, ended.centres[_best(ended.inertias)[:FINALISTS]], engine)
    else:
        order = np.lexsort(points.T[::-1])
        ended = _ended(np.ascontiguousarray(points[order]), weights[order], chances, engine)
    best = ended.centres[_best(ended.inertias)[0]]
    found = best[np.lexsort(best.T[::-1])]
    return Clusters(found, lloyd.nearest(points, found[None])[0])


class _Ended(NamedTuple):
    """Where every start ended: centres (r, k, 2) and inertias (r,)."""

    centres: Floats
    inertias: Floats


def _starts(points: int) -> int:
    return min(max(PER_POINT // points, FEWEST), MOST)


def _ended(points: Floats, weights: Floats, chances: Floats, engine: ModuleType) -> _Ended:
    """One start for every row of the uniform numbers `chances` (r, k)."""
    starts = np.empty((*chances.shape, 2))
    engine.seed(points, weights, chances, starts)
    return _run(points, weights, starts, engine)


def _run(points: Floats, weights: Floats, starts: Floats, engine: ModuleType) -> _Ended:
    centres, inertias = starts.copy(), np.empty(len(starts))
    engine.lloyd(points, weights, MOST_ROUNDS, centres, inertias)
    return _Ended(centres, inertias)


def _best(inertias: Floats) -> Ints:
    """The starts by their inertia, the least first; each of those that differ once, the earliest."""
    same = np.round(inertias / max(inertias.max(), np.finfo(float).tiny), SAME_INERTIA)
    found: Ints = np.unique(same, return_index=True)[1]
    return found
