"""Many points as few weighted ones, so that the cost of grouping does not grow with the number of people."""

import numpy as np

from clustering.arrays import Floats
from clustering.groups import BaseClusters

MOST_POINTS = 4096
ROWS = 64


def cells(points: Floats) -> BaseClusters:
    """The distinct points (n, 2) with their counts; beyond 4,096 of them, the cells of a grid of 64 by 64.

    The grid spans the points; a cell's centre is the mean of its members. Cells are numbered in the lexical order
    of their place, whatever the order of the points.
    """
    places, labels, counts = np.unique(points, axis=0, return_inverse=True, return_counts=True)
    if len(places) > MOST_POINTS:
        low, high = points.min(axis=0), points.max(axis=0)
        width = np.where(high > low, high - low, 1.0) / ROWS
        squares = np.minimum((points - low) // width, ROWS - 1)
        _, labels, counts = np.unique(squares, axis=0, return_inverse=True, return_counts=True)
        sums = [np.bincount(labels, weights=axis) for axis in points.T]
        places = np.column_stack(sums) / counts[:, None]
    return BaseClusters(places, counts.astype(np.int64), labels.astype(np.int64))
