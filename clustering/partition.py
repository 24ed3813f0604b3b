"""How many groups, and which: the best of many starts of k-means for every number, and the choice among them."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from clustering.groups import BaseClusters, Grouping, most_groups
from clustering.kmeans import Clusters
from clustering.passes import Passes
from clustering.restarts import best_clusters
from clustering.silhouette import simplified_silhouette

# Silhouettes this close count as equal.
SAME_SILHOUETTE = 0.01


def partition(passes: Passes, base: BaseClusters, max_groups: int, *, restarts: int | None = None) -> Grouping:
    """The groups of the cells `base`; none when there are fewer than two distinct places."""
    most = min(most_groups(int(base.counts.sum()), max_groups), len(base.centres))
    tried = clusters_by_number(passes, base, range(2, most + 1), restarts)
    if not tried:
        return Grouping(0, np.empty((0, 2)), np.full(len(base.centres), -1, dtype=np.int64), {})
    fits = {k: found.silhouette for k, found in tried.items()}
    best = preferred(fits)
    return Grouping(best, tried[best].clusters.centres, tried[best].clusters.labels, fits)


def preferred(silhouettes: Mapping[int, float]) -> int:
    """The smallest number of groups whose silhouette is within 0.01 of the best: one group more has to be clearly
    better, or it comes and goes with a few people (docs/decisions/0008)."""
    return min(k for k, fit in silhouettes.items() if fit >= max(silhouettes.values()) - SAME_SILHOUETTE)


class Tried(NamedTuple):
    """The best clusters into some number of groups, and their mean simplified silhouette."""

    clusters: Clusters
    silhouette: float


def clusters_by_number(
    passes: Passes, base: BaseClusters, numbers: range, restarts: int | None = None
) -> dict[int, Tried]:
    """The best clusters of the cells for every number of groups, the slowest begun first."""
    weights = base.counts.astype(np.float64)

    def clusters(k: int) -> Tried:
        found = best_clusters(base.centres, weights, k, restarts=restarts, engine=passes.restarts)
        return Tried(found, simplified_silhouette(base.centres, weights, found))

    slowest_first = [*reversed(numbers)]
    tried = dict(zip(slowest_first, passes.each(clusters, slowest_first), strict=True))
    return {k: tried[k] for k in numbers}
