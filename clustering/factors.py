"""Probabilistic principal components from the votes that were cast, and from those only.

vote_ij = center_j + loadings_j . place_i + noise, place_i ~ N(0, 1) in every factor (Tipping and Bishop 1999).
What a participant did not see is summed out, not filled in: EM over the observed votes (Roweis 1998; Ilin and
Raiko 2010, section 3), so that everybody has a posterior of their own, the wider the fewer votes they cast.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_matrix
from threadpoolctl import threadpool_limits

from clustering.arrays import Floats, Ints, frozen
from clustering.matrix import VoteMatrix
from clustering.projection import Projection, canonical_sign, column_means, positions, principal_components

# Strength of the prior that a statement has no effect: so many imagined voters, one unit out, who say so.
RIDGE = 4.0
# EM stops when the noise changes by less than this share of itself, or after so many rounds.
TOLERANCE = 1e-6
MOST_ROUNDS = 200
# A variance below this is rounding: votes that fit perfectly leave this much noise.
LEAST_NOISE = 1e-6
# Weight by which a statement without votes has the mean 0 rather than none.
UNSEEN = 1e-9


@dataclass(frozen=True, eq=False)
class Factors:
    """A fitted model of P participants, S statements and f factors. Arrays are not writeable.

    center: (S,) and loadings: (S, f), both in votes; the columns of loadings are at right angles, the longest
    first, signs canonical. noise: variance of one vote around its prediction, in votes squared.
    means: (P, f) and covariances: (P, f, f), the posterior of everybody's place in units of the prior's
    standard deviation: 0 and the identity for somebody without votes. rounds: of EM.
    """

    center: Floats
    loadings: Floats
    noise: float
    means: Floats
    covariances: Floats
    rounds: int

    def deviations(self, rows: Ints, columns: Ints) -> Floats:
        """Predicted vote minus center for every pair of a row and a column: (n,), in votes."""
        predicted: Floats = np.einsum("nf,nf->n", self.means[rows], self.loadings[columns])
        return predicted


class _Model(NamedTuple):
    center: Floats
    loadings: Floats
    noise: float


class _Posterior(NamedTuple):
    means: Floats
    covariances: Floats


@dataclass(frozen=True, eq=False)
class _Sums:
    """The votes as operators: participants by statements and back."""

    votes: csr_matrix
    seen: csr_matrix
    votes_by_statement: csr_matrix
    seen_by_statement: csr_matrix
    squares: Floats

    @classmethod
    def of(cls, matrix: VoteMatrix) -> "_Sums":
        values = matrix.values.astype(np.float64)
        votes, seen = (
            csr_matrix((data, matrix.indices, matrix.indptr), shape=matrix.shape)
            for data in (values, np.ones(len(values)))
        )
        squares: Floats = np.bincount(matrix.indices, weights=values**2, minlength=matrix.shape[1]).astype(np.float64)
        return cls(votes, seen, votes.T.tocsr(), seen.T.tocsr(), squares)


def fit_factors(matrix: VoteMatrix, factors: int, *, ridge: float = RIDGE, most_rounds: int = MOST_ROUNDS) -> Factors:
    """The model with `factors` factors, started from the column-mean solution; the same votes, the same bytes.

    `ridge` (at least 0) shrinks the loadings of statements with few votes. Columns without votes have
    center and loadings 0. Cost: rounds x votes x factors squared. Raises ValueError for senseless numbers.
    """
    _check(factors, ridge, most_rounds)
    with threadpool_limits(limits=1):
        sums, model = _Sums.of(matrix), _start(matrix, factors)
        rounds = 0
        while rounds < most_rounds and len(matrix.values):
            before, model = model, _refitted(sums, _posterior(sums, model), ridge)
            rounds += 1
            if abs(before.noise - model.noise) < TOLERANCE * model.noise:
                break
        return _canonical(model, _posterior(sums, model), rounds)


def _check(factors: int, ridge: float, most_rounds: int) -> None:
    for name, count in (("factors", factors), ("most_rounds", most_rounds)):
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, got {count!r}")
    if isinstance(ridge, bool) or not isinstance(ridge, int | float) or not 0 <= ridge < float("inf"):
        raise ValueError(f"ridge must be a number of at least 0, got {ridge!r}")


def _start(matrix: VoteMatrix, factors: int) -> _Model:
    """Mean-imputed components, each as long as its positions are spread; all other variance is noise."""
    nothing = np.empty(0, dtype=np.int64)
    center = column_means(matrix, nothing)
    components = principal_components(matrix, center, nothing, factors)
    placed = positions(matrix, Projection(center, components), nothing)
    voted_on = np.count_nonzero(np.bincount(matrix.indices)) / max(matrix.shape[1], 1)
    spread = np.sqrt((placed**2).mean(axis=0) * voted_on) if len(placed) else np.zeros(factors)
    left = matrix.values - center[matrix.indices]
    noise = float((left**2).mean()) if left.size else 1.0
    return _Model(center, components.T * spread, max(noise, LEAST_NOISE))


def _posterior(sums: _Sums, model: _Model) -> _Posterior:
    """E step. Precision of place i: identity + sum of w_j w_j' / noise over the statements it voted on."""
    factors = model.loadings.shape[1]
    precision = _square(sums.seen @ _products(model.loadings), factors) + model.noise * np.eye(factors)
    leaning = sums.votes @ model.loadings - sums.seen @ (model.loadings * model.center[:, None])
    inverse = np.asarray(np.linalg.inv(precision), dtype=np.float64)
    means: Floats = np.einsum("pfg,pg->pf", inverse, leaning)
    return _Posterior(means, inverse * model.noise)


def _refitted(sums: _Sums, places: _Posterior, ridge: float) -> _Model:
    """M step: a ridge regression of every statement on the places of its voters, with their uncertainty."""
    people, factors = places.means.shape
    ones = np.ones((people, 1))
    moments = places.covariances + places.means[:, :, None] * places.means[:, None, :]
    upper = np.triu_indices(factors)
    packed = sums.seen_by_statement @ np.hstack([moments[:, *upper], places.means, ones])
    products = np.hstack([sums.votes_by_statement @ places.means, sums.votes_by_statement @ ones])
    gram = _bordered(packed, factors)
    penalty = np.diag([ridge] * factors + [UNSEEN])
    fitted = np.linalg.solve(gram + penalty, products[:, :, None])[:, :, 0]
    explained = 2 * (fitted * products).sum() - np.einsum("sf,sfg,sg->", fitted, gram, fitted)
    noise = float(sums.squares.sum() - explained) / float(packed[:, -1].sum())
    return _Model(fitted[:, -1], fitted[:, :-1], max(noise, LEAST_NOISE))


def _products(loadings: Floats) -> Floats:
    """The upper triangle of w_j w_j' for every statement: (S, f (f + 1) / 2)."""
    first, second = np.triu_indices(loadings.shape[1])
    products: Floats = loadings[:, first] * loadings[:, second]
    return products


def _square(packed: Floats, factors: int) -> Floats:
    """Symmetric matrices (n, f, f) from their upper triangles (n, f (f + 1) / 2)."""
    first, second = np.triu_indices(factors)
    square = np.empty((len(packed), factors, factors))
    square[:, first, second] = square[:, second, first] = packed
    return square


def _bordered(packed: Floats, factors: int) -> Floats:
    """Second moments of (place, 1) per statement: (S, f + 1, f + 1), from triangle, sums and counts."""
    gram = np.empty((len(packed), factors + 1, factors + 1))
    gram[:, :-1, :-1] = _square(packed[:, : -factors - 1], factors)
    gram[:, :-1, -1] = gram[:, -1, :-1] = packed[:, -factors - 1 : -1]
    gram[:, -1, -1] = packed[:, -1]
    return gram


def _canonical(model: _Model, places: _Posterior, rounds: int) -> Factors:
    """The same model turned so that loadings stand at right angles, the longest first, signs canonical."""
    _, turn = np.linalg.eigh(model.loadings.T @ model.loadings)
    turn = turn[:, ::-1]
    turned = model.loadings @ turn
    signed = np.array([canonical_sign(column) for column in turned.T]).T if len(turned) else turned
    turn = turn * np.where((turned * signed).sum(axis=0) < 0, -1.0, 1.0)
    return Factors(
        center=frozen(model.center),
        loadings=frozen(signed),
        noise=model.noise,
        means=frozen(places.means @ turn),
        covariances=frozen(turn.T @ places.covariances @ turn),
        rounds=rounds,
    )
