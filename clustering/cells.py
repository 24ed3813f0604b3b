"""Many points as few weighted ones, so that the cost of grouping does not grow with the number of people."""

import numpy as np

from clustering.arrays import Floats, Ints
from clustering.groups import BaseClusters

MOST_POINTS = 4096
ROWS = 128


def cells(points: Floats) -> BaseClusters:
    """The distinct points (n, 2) with their counts; of more than 4,096, the cells of a grid of 128 by 128.

    The grid spans the points; a cell's centre is the mean of its members. Cells are numbered in the lexical order
    of their place, whatever the order of the points.
    """
    if len(points) <= MOST_POINTS:
        places, labels, counts = np.unique(points, axis=0, return_inverse=True, return_counts=True)
        return BaseClusters(places, counts.astype(np.int64), labels.reshape(-1).astype(np.int64))
    squares = _squares(points)
    counts = np.bincount(squares, minlength=ROWS * ROWS)
    used = np.flatnonzero(counts)
    sums = [np.bincount(squares, weights=axis, minlength=ROWS * ROWS)[used] for axis in points.T]
    numbers = np.zeros(ROWS * ROWS, dtype=np.int64)
    numbers[used] = np.arange(len(used))
    return BaseClusters(np.column_stack(sums) / counts[used, None], counts[used].astype(np.int64), numbers[squares])


def _squares(points: Floats) -> Ints:
    """The square of the grid that every point lies in, column by column from the left: (n,)."""
    square = np.zeros(len(points), dtype=np.int64)
    for axis in points.T:
        low, high = axis.min(), axis.max()
        width = (high - low) / ROWS if high > low else 1.0
        square *= ROWS
        square += np.minimum((axis - low) / width, ROWS - 1).astype(np.int64)
    return square
