"""k-means from many seeded starts: the best of them, whatever the order of the points."""

from types import ModuleType

import numpy as np

from clustering import lloyd
from clustering.arrays import Floats
from clustering.kmeans import Clusters

# Starts: more among few points, where they cost next to nothing and a lucky one can be rare.
FEWEST, MOST, PER_POINT = 30, 300, 30_000
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
    also: Floats | None = None,
    engine: ModuleType = lloyd,
) -> Clusters:
    """The clustering of `points` (n, 2) with `weights` (n,) into k with the least inertia of all starts.

    Starts by k-means++ (Arthur and Vassilvitskii 2007), drawn in the lexical order of the points, so that the
    order in which they are given changes nothing, and from the centres `also` (k, 2) if given. Lloyd's rounds
    until no label changes. Clusters are numbered by their centres, from left to right. Needs at least k distinct
    points. `engine` has seed() and lloyd(): clustering.lloyd, or clustering.streamed, which is compiled.
    """
    order = np.lexsort(points.T[::-1])
    ordered, weight = np.ascontiguousarray(points[order]), weights[order]
    starts = restarts or min(max(PER_POINT // len(points), FEWEST), MOST)
    centres = np.empty((starts, k, 2))
    engine.seed(ordered, weight, np.random.default_rng(seed).random((starts, k)), centres)
    if also is not None:
        centres = np.concatenate([also[None], centres])
    inertias = np.empty(len(centres))
    engine.lloyd(ordered, weight, MOST_ROUNDS, centres, inertias)
    best = centres[_least(inertias)]
    found = best[np.lexsort(best.T[::-1])]
    return Clusters(found, lloyd.nearest(points, found[None])[0])


def _least(inertias: Floats) -> int:
    return int(np.argmin(np.round(inertias / max(inertias.max(), np.finfo(float).tiny), SAME_INERTIA)))
