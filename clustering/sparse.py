"""The passes over the votes as products with a sparse matrix, for any number of factors and where numba is missing.

Participants by codes, 1 where a vote has that code: a sum over somebody's votes is a product with it, a sum over the
voters of a code one with its transpose. Equal to clustering.streamed up to rounding; tested so.
"""

import numpy as np
from scipy.sparse import csr_matrix

from clustering.arrays import Codes, Floats, Ints


def votes(starts: Ints, codes: Codes, width: int) -> csr_matrix:
    """Packed votes of consecutive participants as ones: (P, `width`); starts (P + 1,): where theirs are in `codes`."""
    begin, end = starts[0], starts[-1]
    size = np.int32 if max(width, end - begin) < np.iinfo(np.int32).max else np.int64
    rows = (np.ones(end - begin), codes[begin:end].astype(size), (starts - begin).astype(size))
    return csr_matrix(rows, shape=(len(starts) - 1, width))


def count(cast: csr_matrix, weights: Floats) -> Floats:
    """The weight of the voters per code: (4 S,)."""
    found: Floats = cast.T @ weights
    return found


def spread(cast: csr_matrix, weights: Floats, directions: Floats) -> Floats:
    """What everybody's votes come to in `directions` (4 S, n), at each code they voted: (4 S, n)."""
    found: Floats = cast.T @ ((cast @ directions) * weights[:, None])
    return found


def place(cast: csr_matrix, weights: Floats, table: Floats, noises: Floats, axes: Floats) -> Floats:
    """Mean (f), covariance (upper triangle) of everybody's place, and their votes on what counts: (P, ...).

    table (4 S, f + 2): loadings, the vote minus the center, and 1, per code; a statement left out is all 0.
    noises (1,): of one vote. axes (f, f): where a place of one unit in each factor is to be, as columns. Weights
    change nothing.
    """
    means, covariances = _posterior(cast, table, noises[0])
    upper = np.triu_indices(len(axes))
    turned = axes @ covariances @ axes.T
    return np.column_stack([means @ axes.T, turned[:, *upper], cast @ table[:, -1]])


def moments(cast: csr_matrix, weights: Floats, table: Floats, noises: Floats) -> Floats:
    """Weighted second moments (upper triangle) and means of voters' places, per code: (4 S, f (f + 1) / 2 + f)."""
    means, covariances = _posterior(cast, table, noises[0])
    upper = np.triu_indices(means.shape[1])
    each = np.column_stack([covariances[:, *upper] + products(means), means])
    found: Floats = cast.T @ (each * weights[:, None])
    return found


def _posterior(cast: csr_matrix, table: Floats, noise: float) -> tuple[Floats, Floats]:
    """Means (P, f) and covariances (P, f, f) of everybody's place."""
    loadings, left = table[:, :-2], table[:, -2]
    factors = loadings.shape[1]
    precision = square(cast @ products(loadings), factors) + noise * np.eye(factors)
    inverse = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    means = np.einsum("pfg,pg->pf", inverse, cast @ (loadings * left[:, None]))
    return means, noise * inverse


def tally(cast: csr_matrix, weights: Floats, groups: Floats, labels: Ints) -> Floats:
    """The weight of the voters per group and code: (k, 4 S); labels (P,), -1 for people in no group."""
    member = (labels[:, None] == np.arange(len(groups))) * weights[:, None]
    found: Floats = (cast.T @ member).T
    return found


def products(vectors: Floats) -> Floats:
    """The upper triangle of v v' for every row v: (n, f (f + 1) / 2)."""
    first, second = np.triu_indices(vectors.shape[1])
    found: Floats = vectors[:, first] * vectors[:, second]
    return found


def square(triangles: Floats, factors: int) -> Floats:
    """Symmetric matrices (n, f, f) from their upper triangles (n, f (f + 1) / 2)."""
    first, second = np.triu_indices(factors)
    found = np.empty((len(triangles), factors, factors))
    found[:, first, second] = found[:, second, first] = triangles
    return found
