"""How well points sit in their clusters. Rousseeuw 1987: (b - a) / max(a, b) per point."""

import numpy as np

from clustering.arrays import Floats, Ints
from clustering.kmeans import Clusters


def mean_silhouette(points: Floats, labels: Ints) -> float:
    """The mean over all points (n, 2), each counting once; 0 for a point alone in its cluster.

    `labels` (n,) are 0..k-1, every one used. Quadratic in n: meant for base clusters, not people.
    Fewer than two clusters: 0.
    """
    sizes = np.bincount(labels)
    if len(sizes) < 2:
        return 0.0
    sums = _distances(points) @ np.eye(len(sizes))[labels]
    rows = np.arange(len(points))
    own = sums[rows, labels] / np.maximum(sizes[labels] - 1, 1)
    means = sums / sizes
    means[rows, labels] = np.inf
    other = means.min(axis=1)
    scale = np.maximum(own, other)
    apart = np.divide(other - own, scale, out=np.zeros(len(points)), where=scale > 0)
    return float(np.where(sizes[labels] == 1, 0.0, apart).mean())


def simplified_silhouette(points: Floats, weights: Floats, clusters: Clusters) -> float:
    """The weighted mean of (b - a) / max(a, b), with a and b the distances to the own and the next centre.

    Hruschka, Campello and de Castro 2004. `points` (n, 2) stand for `weights` (n,) people each; a cluster of
    one person counts 0. Cost n x k. Fewer than two clusters: 0.
    """
    centres, labels = clusters
    if len(centres) < 2:
        return 0.0
    squares = np.stack([(points[:, 0] - x) ** 2 + (points[:, 1] - y) ** 2 for x, y in centres])
    everybody = np.arange(len(points))
    own = np.sqrt(squares[labels, everybody])
    squares[labels, everybody] = np.inf
    other = np.sqrt(squares.min(axis=0))
    scale = np.maximum(own, other)
    apart = np.divide(other - own, scale, out=np.zeros(len(points)), where=scale > 0)
    apart[np.bincount(labels, weights=weights)[labels] <= 1] = 0.0
    return float(np.average(apart, weights=weights))


def _distances(points: Floats) -> Floats:
    offsets = points[:, None, :] - points[None, :, :]
    return np.hypot(offsets[..., 0], offsets[..., 1])
