"""Many points as few weighted ones, so that the cost of grouping does not grow with the number of people."""

from types import ModuleType
from typing import NamedTuple

import numpy as np

from clustering import lloyd
from clustering.arrays import Floats, Ints
from clustering.groups import BaseClusters

MOST_POINTS = 4096
ROWS, COARSE = 96, 32


def cells(points: Floats, engine: ModuleType = lloyd) -> BaseClusters:
    """The distinct points (n, 2) with their counts; of more than 4,096, the cells of a grid of 96 by 96.

    The grid spans the points; a cell's centre is the mean of its members. Cells are numbered from left to right and
    from below, whatever the order of the points. `engine` has gather(): clustering.lloyd or clustering.streamed.
    """
    if len(points) <= MOST_POINTS:
        places, labels, counts = np.unique(points, axis=0, return_inverse=True, return_counts=True)
        return BaseClusters(places, counts.astype(np.int64), labels.reshape(-1).astype(np.int64))
    grid = _gathered(points, np.ones(len(points)), ROWS, engine)
    numbers = np.zeros(ROWS * ROWS, dtype=np.int64)
    numbers[grid.used] = np.arange(len(grid.used))
    return BaseClusters(grid.places, grid.weights.astype(np.int64), numbers[grid.squares])


def coarse(points: Floats, weights: Floats, engine: ModuleType = lloyd) -> tuple[Floats, Floats]:
    """Points (n, 2) with weights (n,) as those of a grid of 32 by 32: their weighted means, and their weights."""
    grid = _gathered(points, weights, COARSE, engine)
    return grid.places, grid.weights


class _Grid(NamedTuple):
    """squares: (n,) of every point; of those with weight in them, ascending: which, weighted means and weights."""

    squares: Ints
    used: Ints
    places: Floats
    weights: Floats


def _gathered(points: Floats, weights: Floats, rows: int, engine: ModuleType) -> _Grid:
    # One axis at a time: numpy takes twenty times as long over both.
    low, high = (np.array([end(axis) for axis in points.T]) for end in (np.min, np.max))
    squares, sums = np.empty(len(points), dtype=np.int64), np.zeros((rows * rows, 3))
    engine.gather(points, weights, low, np.where(high > low, (high - low) / rows, 1.0), rows, squares, sums)
    used = np.flatnonzero(sums[:, 0])
    return _Grid(squares, used, sums[used, 1:] / sums[used, :1], sums[used, 0])
