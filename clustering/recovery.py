"""How well two groupings of the same people agree."""

import numpy as np

from clustering.arrays import Ints


def adjusted_rand(one: Ints, other: Ints) -> float:
    """The adjusted Rand index (Hubert and Arabie 1985) of two labellings (n,): 1 the same, about 0 chance."""
    table = np.zeros((len(np.unique(one)), len(np.unique(other))))
    np.add.at(table, (np.unique(one, return_inverse=True)[1], np.unique(other, return_inverse=True)[1]), 1)
    together, rows, columns, pairs = (
        float((counts * (counts - 1) / 2).sum())
        for counts in (table, table.sum(axis=1), table.sum(axis=0), np.array([float(len(one))]))
    )
    expected = rows * columns / pairs if pairs else 0.0
    best = (rows + columns) / 2
    return 1.0 if best == expected else (together - expected) / (best - expected)
