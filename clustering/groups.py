"""Opinion groups: people into base clusters, base clusters into two to five groups.

MATH.md, "Polis-compatible method", third to fifth rule.
"""

from dataclasses import dataclass

import numpy as np

from clustering.arrays import Bools, Floats, Ints
from clustering.kmeans import Clusters, first_distinct, kmeans
from clustering.silhouette import mean_silhouette

BASE_CLUSTERS = 100
BASE_PER_GROUP = 12


@dataclass(frozen=True, eq=False)
class BaseClusters:
    """centres: (B, 2); counts: (B,) members of each; labels: the base cluster of every point given."""

    centres: Floats
    counts: Ints
    labels: Ints


@dataclass(frozen=True, eq=False)
class Grouping:
    """k groups (0: none); centres: (k, 2); labels: (B,) the group of every base cluster, -1 when k is 0.

    silhouettes: the mean silhouette of every number of groups that was tried.
    """

    k: int
    centres: Floats
    labels: Ints
    silhouettes: dict[int, float]


def base_clusters(points: Floats) -> BaseClusters:
    """k-means of `points` (n, 2) with k = 100; up to 100 distinct points are each their own."""
    start = first_distinct(points, BASE_CLUSTERS)
    centres, labels = kmeans(points, np.ones(len(points)), start)
    return BaseClusters(centres, np.bincount(labels, minlength=len(centres)).astype(np.int64), labels)


def most_groups(base: int, max_groups: int) -> int:
    """The largest k tried for that many base clusters: min(max_groups, 2 + floor(base / 12))."""
    return min(max_groups, 2 + base // BASE_PER_GROUP)


def group(centres: Floats, counts: Ints, max_groups: int = 5) -> Grouping:
    """The grouping of base clusters (B, 2) of `counts` (B,) with the largest mean silhouette.

    Of equal silhouettes the larger k; each base cluster counts once. The order of the base clusters
    decides where k-means starts. Fewer than two distinct centres: no groups.
    """
    found: dict[int, Clusters] = {}
    for k in range(2, most_groups(len(centres), max_groups) + 1):
        start = first_distinct(centres, k)
        clusters = kmeans(centres, counts.astype(np.float64), start) if len(start) == k else None
        if clusters and len(clusters.centres) > 1:
            found[k] = clusters
    if not found:
        return Grouping(0, np.empty((0, 2)), np.full(len(centres), -1, dtype=np.int64), {})
    silhouettes = {k: mean_silhouette(centres, clusters.labels) for k, clusters in found.items()}
    best = found[max(silhouettes, key=lambda k: (silhouettes[k], k))]
    return Grouping(len(best.centres), best.centres, best.labels, silhouettes)


def everybody(numbers: Ints, counted: Bools) -> Ints:
    """What the people `counted` (P,) have in their order, for all: (P,), -1 for the others."""
    if counted.all():
        return numbers
    found = np.full(len(counted), -1, dtype=np.int64)
    found[counted] = numbers
    return found
