"""The best that anybody could do with planted votes: groups assigned by somebody who knows how they were made."""

import numpy as np
from scipy.sparse import csr_matrix

from clustering.arrays import Floats, Ints
from clustering.matrix import AGREE, DISAGREE, VoteMatrix
from clustering.planted import GROUP_DISTANCE, ROWS_AT_ONCE, SPREAD_WITHIN, PlantedVotes

DRAWS = 200


def bayes_assignment(planted: PlantedVotes, *, draws: int = DRAWS, seed: int = 0) -> Ints:
    """The most probable group of every participant given the votes and the generator: (P,), 0..groups-1.

    P(group | votes) is proportional to the mean, over places drawn around that group's, of the product of the
    logistic probabilities of the votes. Skips and united statements say nothing about the group. Monte Carlo
    with the same `draws` deviations for every group.
    """
    groups = planted.loadings.shape[1]
    deviations = SPREAD_WITHIN * np.random.default_rng(seed).standard_normal((draws, groups))
    leanings = [planted.loadings @ (deviations + at).T for at in GROUP_DISTANCE * np.eye(groups)]
    agrees, disagrees = _telling_votes(planted)
    best = np.empty(agrees.shape[0], dtype=np.int64)
    for first in range(0, len(best), ROWS_AT_ONCE):
        rows = slice(first, first + ROWS_AT_ONCE)
        best[rows] = np.argmax([_evidence(agrees[rows], disagrees[rows], leaning) for leaning in leanings], axis=0)
    return best


def _telling_votes(planted: PlantedVotes) -> tuple[csr_matrix, csr_matrix]:
    """Agreeing and disagreeing votes on what is not united, as ones: participants by statements."""
    matrix = VoteMatrix.from_events(
        planted.participants, planted.statements, planted.values, all_statements=range(len(planted.loadings))
    )
    telling = ~np.isin(matrix.indices, planted.united)
    agrees, disagrees = (
        csr_matrix((telling & (matrix.values == value), matrix.indices, matrix.indptr), shape=matrix.shape, dtype=float)
        for value in (AGREE, DISAGREE)
    )
    return agrees, disagrees


def _evidence(agrees: csr_matrix, disagrees: csr_matrix, leaning: Floats) -> Floats:
    """Log of the mean likelihood over draws; `leaning` (S, draws) is the log odds of agreeing: (P,)."""
    likelihood = -(agrees @ np.logaddexp(0, -leaning) + disagrees @ np.logaddexp(0, leaning))
    found: Floats = np.logaddexp.reduce(likelihood, axis=1) - np.log(leaning.shape[1])
    return found
