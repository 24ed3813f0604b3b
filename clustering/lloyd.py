"""A grid of points, and Lloyd's rounds for many starts at once: as in clustering.streamed, where numba is missing."""

import numpy as np

from clustering.arrays import Floats, Ints


def gather(
    points: Floats, weights: Floats, lows: Floats, widths: Floats, rows: int, squares: Ints, sums: Floats
) -> None:
    """squares (n,): in which square of a grid of `rows` by `rows` each point is; sums (rows * rows, 3) += the weight
    there, and the weighted places."""
    along = np.minimum(((points - lows) / widths).astype(np.int64), rows - 1)
    squares[:] = along[:, 0] * rows + along[:, 1]
    for column, values in enumerate((weights, weights * points[:, 0], weights * points[:, 1])):
        sums[:, column] += np.bincount(squares, weights=values, minlength=rows * rows)


def seed(points: Floats, weights: Floats, chances: Floats, starts: Floats) -> None:
    """starts (r, k, 2): points drawn by k-means++ with the uniform numbers `chances` (r, k)."""
    least = np.ones((len(starts), len(points)))
    for number in range(starts.shape[1]):
        if number:
            distance = _squares(points, starts[:, number - 1])
            least = distance if number == 1 else np.minimum(least, distance)
        below = np.cumsum(least * weights, axis=1)
        at = chances[:, number] * below[:, -1]
        drawn = np.minimum((below <= at[:, None]).sum(axis=1), len(points) - 1)
        starts[:, number] = points[drawn]


def lloyd(points: Floats, weights: Floats, most_rounds: int, centres: Floats, inertias: Floats) -> None:
    """From every start in `centres` (r, k, 2), rounds until no label changes; where it ended and its inertia (r,)."""
    labels = nearest(points, centres)
    for _ in range(most_rounds):
        centres[:] = _means(points, weights, labels, centres)
        before, labels = labels, nearest(points, centres)
        if (before == labels).all():
            break
    offsets = points - np.take_along_axis(centres, labels[:, :, None], axis=1)
    inertias[:] = (offsets**2).sum(axis=2) @ weights


def nearest(points: Floats, centres: Floats) -> Ints:
    """The nearest of each start's `centres` (r, k, 2) of every point, the first of equals: (r, n)."""
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
