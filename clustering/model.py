"""The linear model behind the map, and the regression by which it is fitted."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from clustering.arrays import Floats
from clustering.requests import CODES
from clustering.sparse import square

# Weight by which a statement without votes has the mean 0 rather than none.
UNSEEN = 1e-9


@dataclass(frozen=True)
class Model:
    """S statements, f factors: center (S,) and loadings (S, f), both in votes; noise: variance of one vote around
    its prediction."""

    center: Floats
    loadings: Floats
    noise: float


class Regression(NamedTuple):
    """loadings (S, f) and center (S,) of every statement; explained: sum of squares of the votes, in votes squared."""

    loadings: Floats
    center: Floats
    explained: float


def regress(sums: Floats, counts: Floats, ridge: float) -> Regression:
    """Every statement's votes on the places of its voters, whose uncertainty is in the moments.

    sums (4 S, f (f + 1) / 2 + f): from Passes.moments; counts (S, 3): voters by vote (disagree, skip, agree), 0 for
    statements left out, which get 0. `ridge`: so many imagined voters, one unit out, say that it has no effect.
    """
    factors = round(np.sqrt(2 * sums.shape[1] + 2.25) - 1.5)
    by_vote = sums.reshape(-1, CODES, sums.shape[1])[:, :3] * (counts.sum(axis=1) > 0)[:, None, None]
    gram = _bordered(np.column_stack([by_vote.sum(axis=1), counts.sum(axis=1)]), factors)
    products = np.column_stack([by_vote[:, 2, -factors:] - by_vote[:, 0, -factors:], counts[:, 2] - counts[:, 0]])
    penalty = np.diag([ridge] * factors + [UNSEEN])
    fitted: Floats = np.linalg.solve(gram + penalty, products[:, :, None])[:, :, 0].astype(np.float64, copy=False)
    explained = 2 * (fitted * products).sum() - np.einsum("sf,sfg,sg->", fitted, gram, fitted)
    return Regression(fitted[:, :-1], fitted[:, -1], float(explained))


def _bordered(packed: Floats, factors: int) -> Floats:
    """Second moments of (place, 1) per statement: (S, f + 1, f + 1), from triangle, sums and counts."""
    gram = np.empty((len(packed), factors + 1, factors + 1))
    gram[:, :-1, :-1] = square(packed[:, : -factors - 1], factors)
    gram[:, :-1, -1] = gram[:, -1, :-1] = packed[:, -factors - 1 : -1]
    gram[:, -1, -1] = packed[:, -1]
    return gram
