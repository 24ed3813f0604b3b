"""From votes to the plane: column means, two principal components, positions, extremity.

MATH.md, "Projection". A missing vote is taken at its column's mean, so after centring it is exactly
zero and the centred matrix is as sparse as the votes.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from clustering.arrays import Floats, Ints
from clustering.matrix import VoteMatrix
from clustering.one_thread import one_thread

# Below this share of the largest variance a direction is rounding, not opinion.
NO_VARIANCE = 1e-12
# Loadings this close to the largest count as equally large when a sign is chosen.
EQUAL_LOADING = 1e-9


@dataclass(frozen=True, eq=False)
class Projection:
    """center: (S,) mean vote per statement; components: (2, S) unit rows, or zeros where no variance is."""

    center: Floats
    components: Floats


def project(matrix: VoteMatrix, zeroed: Ints) -> Projection:
    """Centre and components of the votes, where the columns `zeroed` are 0 for everybody."""
    center = column_means(matrix, zeroed)
    return Projection(center, principal_components(matrix, center, zeroed))


def column_means(matrix: VoteMatrix, zeroed: Ints) -> Floats:
    """Mean of the observed votes per statement, skips counting as 0: (S,). Unseen or zeroed: 0."""
    width = matrix.shape[1]
    sums = np.bincount(matrix.indices, weights=matrix.values, minlength=width)
    means = sums / np.maximum(np.bincount(matrix.indices, minlength=width), 1)
    means[zeroed] = 0.0
    return means


def principal_components(matrix: VoteMatrix, center: Floats, zeroed: Ints, number: int = 2) -> Floats:
    """The `number` leading eigenvectors of Z'Z, Z the centred votes: (number, S), signs canonical.

    A direction without variance is a row of zeros, a statement without variance a column of zeros. One
    thread, so that the bytes do not depend on how many there are.
    """
    components = np.zeros((number, matrix.shape[1]))
    centred = centred_votes(matrix, center, zeroed)
    products = (centred.T @ centred).toarray()
    varied = np.flatnonzero(products.diagonal() > 0)
    if varied.size:
        leading = _leading_vectors(products[np.ix_(varied, varied)], number)
        components[: len(leading), varied] = leading
    return components


def _leading_vectors(products: Floats, number: int) -> Floats:
    """Up to `number` eigenvectors with variance of a symmetric matrix (n, n), the largest first: rows."""
    with one_thread():
        variances, vectors = np.linalg.eigh(products)
    leading = np.flatnonzero(variances > NO_VARIANCE * variances[-1])[::-1][:number]
    return np.array([canonical_sign(vectors[:, column]) for column in leading])


def centred_votes(matrix: VoteMatrix, center: Floats, zeroed: Ints) -> csr_matrix:
    """Votes minus their column's mean, 0 in zeroed columns and where unseen: sparse (P, S)."""
    counted = np.ones(matrix.shape[1])
    counted[zeroed] = 0.0
    data = (matrix.values - center[matrix.indices]) * counted[matrix.indices]
    return csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)


def canonical_sign(vector: Floats) -> Floats:
    """`vector` or its opposite, so that the first of its largest loadings is positive."""
    sizes = np.abs(vector)
    first = np.argmax(sizes >= sizes.max() * (1 - EQUAL_LOADING))
    turned: Floats = -vector if vector[first] < 0 else vector
    return turned


def positions(matrix: VoteMatrix, projection: Projection, zeroed: Ints) -> Floats:
    """Where participants stand: (P, 2).

    position_i = sqrt(C / max(v_i, 1)) * sum_j (x_ij - c_j) * (pc1_j, pc2_j). Zeroed columns count
    in C and, being 0 for everybody, in everybody's v_i.
    """
    centred = centred_votes(matrix, projection.center, zeroed)
    voted = observed_counts(matrix, zeroed)
    scale = np.sqrt(matrix.shape[1] / np.maximum(voted, 1))
    placed: Floats = centred @ projection.components.T
    return placed * scale[:, None]


def observed_counts(matrix: VoteMatrix, zeroed: Ints) -> Ints:
    """v_i: votes outside the zeroed columns plus the number of zeroed columns: (P,)."""
    counted = np.ones(matrix.shape[1])
    counted[zeroed] = 0.0
    outside = np.bincount(matrix.rows, weights=counted[matrix.indices], minlength=matrix.shape[0])
    return outside.astype(np.int64) + len(zeroed)


def extremity(projection: Projection) -> Floats:
    """How far one lone agreeing vote would place its voter, per statement: (S,).

    E_j = sqrt(C) * |1 - c_j| * |(pc1_j, pc2_j)|, the position formula for v = 1.
    """
    width = len(projection.center)
    lengths = np.hypot(projection.components[0], projection.components[1])
    distances: Floats = np.sqrt(width) * np.abs(1.0 - projection.center) * lengths
    return distances
