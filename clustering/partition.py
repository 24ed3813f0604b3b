"""How many groups, and which: the best of many starts of k-means for every number, and the choice among them."""

from collections.abc import Mapping

import numpy as np

from clustering.arrays import Floats
from clustering.groups import BaseClusters, Grouping, most_groups
from clustering.kmeans import Clusters
from clustering.passes import Passes
from clustering.restarts import best_clusters
from clustering.silhouette import simplified_silhouette

# Silhouettes this close count as equal.
SAME_SILHOUETTE = 0.01


def partition(passes: Passes, base: BaseClusters, max_groups: int, *, restarts: int | None = None) -> Grouping:
    """The groups of the cells `base`; none when there are fewer than two distinct places."""
    people = float(base.counts.sum())
    most = min(most_groups(int(people), max_groups), len(base.centres))
    tried = clusters_by_number(passes, base, range(2, most + 1), restarts)
    if not tried:
        return Grouping(0, np.empty((0, 2)), np.full(len(base.centres), -1, dtype=np.int64), {})
    fits = {k: simplified_silhouette(base.centres, _weights(base), found) for k, found in tried.items()}
    best = preferred(fits)
    return Grouping(best, tried[best].centres, tried[best].labels, fits)


def preferred(silhouettes: Mapping[int, float]) -> int:
    """The smallest number of groups whose silhouette is within 0.01 of the best: one group more has to be clearly
    better, or it comes and goes with a few people (docs/decisions/0008)."""
    return min(k for k, fit in silhouettes.items() if fit >= max(silhouettes.values()) - SAME_SILHOUETTE)


def clusters_by_number(
    passes: Passes, base: BaseClusters, numbers: range, restarts: int | None = None
) -> dict[int, Clusters]:
    """The best clusters of the cells for every number of groups, the slowest begun first."""

    def clusters(k: int) -> Clusters:
        return best_clusters(base.centres, _weights(base), k, restarts=restarts, engine=passes.restarts)

    slowest_first = [*reversed(numbers)]
    found = dict(zip(slowest_first, passes.each(clusters, slowest_first), strict=True))
    return {k: found[k] for k in numbers}


def _weights(base: BaseClusters) -> Floats:
    return base.counts.astype(np.float64)
