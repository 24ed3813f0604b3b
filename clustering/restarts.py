"""k-means from many seeded starts: the best of them, whatever the order of the points."""

import numpy as np

from clustering.arrays import Floats, Ints
from clustering.kmeans import Clusters

RESTARTS = 30
MOST_ROUNDS = 100
# Decimals to which inertias, relative to the spread of the points, count as equal: then the earlier start.
SAME_INERTIA = 9


def best_clusters(points: Floats, weights: Floats, k: int, *, seed: int = 0, restarts: int = RESTARTS) -> Clusters:
    """The clustering of `points` (n, 2) with `weights` (n,) into k with the least inertia of all starts.

    Starts by k-means++ (Arthur and Vassilvitskii 2007), drawn in the lexical order of the points, so that the
    order in which they are given changes nothing. Lloyd's rounds until no label changes, for all starts at once.
    Clusters are numbered by their centres, from left to right. Needs at least k distinct points.
    """
    order = np.lexsort(points.T[::-1])
    ordered, weight = points[order], weights[order]
    centres, labels, inertia = _lloyd(ordered, weight, _starts(ordered, weight, k, restarts, seed))
    best = int(np.argmin(np.round(inertia / max(inertia.max(), np.finfo(float).tiny), SAME_INERTIA)))
    ranks = np.lexsort(centres[best].T[::-1])
    given = np.empty(len(points), dtype=np.int64)
    given[order] = np.argsort(ranks)[labels[best]]
    return Clusters(centres[best][ranks], given)


def _starts(points: Floats, weights: Floats, k: int, restarts: int, seed: int) -> Floats:
    """k-means++: every next centre drawn in proportion to weight x squared distance: (restarts, k, 2)."""
    chance = np.random.default_rng(seed)
    chosen = np.empty((restarts, k), dtype=np.int64)
    chosen[:, 0] = _drawn(chance, np.broadcast_to(weights, (restarts, len(points))))
    nearest = np.full((restarts, len(points)), np.inf)
    for number in range(1, k):
        nearest = np.minimum(nearest, _squares(points, points[chosen[:, number - 1]]))
        chosen[:, number] = _drawn(chance, nearest * weights)
    return points[chosen]


def _drawn(chance: np.random.Generator, mass: Floats) -> Ints:
    """One index per row of `mass` (r, n), drawn in proportion to it."""
    below = np.cumsum(mass, axis=1)
    at = chance.random(len(mass)) * below[:, -1]
    drawn: Ints = np.minimum((below <= at[:, None]).sum(axis=1), mass.shape[1] - 1)
    return drawn


def _lloyd(points: Floats, weights: Floats, centres: Floats) -> tuple[Floats, Ints, Floats]:
    """Rounds until nothing changes, for all starts (r, k, 2): centres, labels (r, n), inertia (r,)."""
    labels = _nearest(points, centres)
    for _ in range(MOST_ROUNDS):
        centres = _means(points, weights, labels, centres)
        before, labels = labels, _nearest(points, centres)
        if (before == labels).all():
            break
    offsets = points - np.take_along_axis(centres, labels[:, :, None], axis=1)
    return centres, labels, (offsets**2).sum(axis=2) @ weights


def _nearest(points: Floats, centres: Floats) -> Ints:
    nearest = np.zeros((len(centres), len(points)), dtype=np.int64)
    least = np.full(nearest.shape, np.inf)
    for number in range(centres.shape[1]):
        distance = _squares(points, centres[:, number])
        nearer = distance < least
        nearest[nearer] = number
        np.minimum(least, distance, out=least)
    return nearest


def _squares(points: Floats, centres: Floats) -> Floats:
    """Squared distances of every point (n, 2) from one centre per start (r, 2): (r, n)."""
    squares: Floats = (points[:, 0] - centres[:, :1]) ** 2 + (points[:, 1] - centres[:, 1:]) ** 2
    return squares


def _means(points: Floats, weights: Floats, labels: Ints, centres: Floats) -> Floats:
    """The weighted mean of every cluster; a cluster without points keeps its centre."""
    starts, k, _ = centres.shape
    cells = (labels + np.arange(starts)[:, None] * k).ravel()
    totals = [
        np.bincount(cells, weights=np.tile(weights * axis, starts), minlength=starts * k)
        for axis in (np.ones(len(points)), *points.T)
    ]
    mass = totals[0].reshape(starts, k, 1)
    sums = np.stack(totals[1:], axis=1).reshape(starts, k, 2)
    return np.where(mass > 0, sums / np.where(mass > 0, mass, 1.0), centres)
