"""Lloyd's k-means in the plane, as MATH.md has it: no chance in it, but the order of the points matters."""

from typing import NamedTuple

import numpy as np

from clustering.arrays import Floats, Ints

ROUNDS = 21
STILL = 0.01


class Clusters(NamedTuple):
    """centres: (k, 2), the weighted mean of the members; labels: (n,), the centre of every point."""

    centres: Floats
    labels: Ints


def first_distinct(points: Floats, k: int) -> Floats:
    """The first k distinct rows in order (fewer when there are fewer): (<= k, 2)."""
    _, first = np.unique(points, axis=0, return_index=True)
    return points[np.sort(first)[:k]]


def kmeans(points: Floats, weights: Floats, start: Floats) -> Clusters:
    """Clusters of `points` (n, 2) with `weights` (n,) from the centres `start` (k, 2).

    At most 21 rounds; stops when no centre moved 0.01 or more. A point between two centres goes to
    the later one; a centre without points is dropped.
    """
    clusters = Clusters(start, np.empty(0, dtype=np.int64))
    for _ in range(ROUNDS):
        before = clusters.centres
        clusters = _round(points, weights, before)
        if _stands_still(before, clusters.centres):
            break
    return clusters


def _round(points: Floats, weights: Floats, centres: Floats) -> Clusters:
    nearest = _nearest(points, centres)
    kept, labels = np.unique(nearest, return_inverse=True)
    mass = np.bincount(labels, weights=weights, minlength=len(kept))
    sums = [np.bincount(labels, weights=weights * axis, minlength=len(kept)) for axis in points.T]
    return Clusters(np.column_stack(sums) / mass[:, None], labels.astype(np.int64))


def _nearest(points: Floats, centres: Floats) -> Ints:
    """The nearest centre of every point, the later of equals."""
    nearest = np.zeros(len(points), dtype=np.int64)
    least = np.full(len(points), np.inf)
    for number, centre in enumerate(centres):
        distance = ((points - centre) ** 2).sum(axis=1)
        nearer = distance <= least
        nearest[nearer], least[nearer] = number, distance[nearer]
    return nearest


def _stands_still(before: Floats, after: Floats) -> bool:
    if len(before) != len(after):
        return False
    return bool((np.hypot(*(after - before).T) < STILL).all())
