"""Yes or no: how a participant leans on a statement, from yes-or-no answers to others.

    log odds of yes = intercept_j + loadings_j . place_i,    place_i ~ N(0, 1) in every factor,
    (intercept_j, loadings_j) ~ N(mean, spread), both learnt from all statements.

A statement with few answers is taken to be like the others, a participant with few to stand in the middle, and both
remain uncertain. Variational Bayes: the logistic likelihood is bounded from below by a normal one that touches it at
the log odds' root mean square (Jaakkola and Jordan 2000, "Bayesian parameter estimation via variational methods"), so
that places and statements are in turn weighted linear regressions on one another. Every answer weighs
tanh(x / 2) / (2 x), x being that root mean square: the surer a model is, the less an answer moves it.
"""

from dataclasses import dataclass, replace
from functools import cached_property
from typing import NamedTuple, Self

import numpy as np
from scipy.sparse import csr_matrix
from scipy.special import expit

from clustering.arrays import Floats, Ints, frozen
from clustering.matrix import SKIP, VoteMatrix
from clustering.one_thread import one_thread
from clustering.sparse import products, square

# Twice as many rounds lower the loss of votes kept back by another 0.2 %: not worth the wait.
ROUNDS = 20
# Rounds by which places settle once the statements are known: all but those far out are then within 0.001, and
# twice as many lower the loss by another 0.1 %.
SETTLING = 8
# The spread of statements is learnt from the real ones and so many imagined ones of spread 1. With none the factors
# of small conversations die out, since doubt about loadings counts as their being small.
IMAGINED = 20.0
SEED = 1
# The weight of an answer of which nothing is known, and log odds too small to divide by.
FIRST_WEIGHT, LEAST_ODDS = 0.25, 1e-3


@dataclass(frozen=True, eq=False)
class Normals:
    """n normal distributions in d dimensions: means (n, d), covariances (n, d, d)."""

    means: Floats
    covariances: Floats

    @cached_property
    def moments(self) -> Floats:
        """The upper triangle of E[v v']: (n, d (d + 1) / 2)."""
        first, second = np.triu_indices(self.means.shape[1])
        return frozen(self.covariances[:, first, second] + products(self.means))


@dataclass(frozen=True, eq=False)
class Leanings:
    """A fitted model of P participants, S statements and f factors. Arrays are not writeable.

    statements: what is known of intercept and loadings, (S, f + 1), in log odds; those nobody answered have the mean
    and the spread of all. places: (P, f), in units of the prior's standard deviation; 0 and 1 for somebody without
    answers. Factors are not ordered and mean nothing one by one: for chances, not for pictures.
    """

    statements: Normals
    places: Normals

    @property
    def intercepts(self) -> Floats:
        """Log odds of yes of somebody in the middle: (S,)."""
        return self.statements.means[:, 0]

    @property
    def loadings(self) -> Floats:
        """(S, f), log odds per unit of place."""
        return self.statements.means[:, 1:]

    def chances(self, rows: Ints, columns: Ints) -> Floats:
        """Probability of yes for every pair of a row and a column: (n,).

        Averaged over where the participant may stand: expit(m / sqrt(1 + pi v / 8)) with the log odds' mean m and
        variance v (MacKay 1992, "The evidence framework applied to classification networks", eq. 10). Doubt about
        the statements is left out: with it, votes kept back were foretold no better.
        """
        loadings = self.loadings[columns]
        mean = self.intercepts[columns] + (loadings * self.places.means[rows]).sum(axis=1)
        variance = np.einsum("nf,nfg,ng->n", loadings, self.places.covariances[rows], loadings)
        found: Floats = expit(mean / np.sqrt(1 + np.pi * variance / 8))
        return found

    def of(self, answers: VoteMatrix) -> Self:
        """The same statements with the participants of `answers` in place of those learnt from.

        Whoever gave the same answers as somebody learnt from stands at the same place. Raises ValueError for skips
        and for another number of statements.
        """
        if answers.shape[1] != len(self.statements.means):
            raise ValueError(f"answers must be to {len(self.statements.means)} statements, got {answers.shape[1]}")
        with one_thread():
            return replace(self, places=_frozen(_settled(_Answers.of(answers), self.statements)))


def fit_leanings(answers: VoteMatrix, factors: int) -> Leanings:
    """The model of `answers`, in which agree is yes, disagree is no, and nothing else may be: ValueError for a skip.

    `factors` must be at least 1, else ValueError. The same answers, the same bytes. Cost: rounds x answers x
    factors squared.
    """
    if isinstance(factors, bool) or not isinstance(factors, int) or factors < 1:
        raise ValueError(f"factors must be a whole number of at least 1, got {factors!r}")
    given = _Answers.of(answers)
    with one_thread():
        prior, statements = _start(answers.shape[1], factors)
        weights = np.full(len(given.columns), FIRST_WEIGHT)
        for _ in range(ROUNDS):
            places = _places(given, statements, weights)
            statements = _statements(given, places, weights, prior)
            prior = _learnt(statements, given.heard)
            weights = _weights(given, statements, places)
        return Leanings(_frozen(statements), _frozen(_settled(given, statements)))


class _Prior(NamedTuple):
    """mean (d,) and spread (d, d) of statements."""

    mean: Floats
    spread: Floats


@dataclass(frozen=True, eq=False)
class _Answers:
    """columns: of every answer (n,), by participant; counts: answers of everybody (P,); halves: 1/2 for yes, -1/2
    for no (P, S); heard: the statements with answers."""

    columns: Ints
    counts: Ints
    halves: csr_matrix
    heard: Ints

    @classmethod
    def of(cls, matrix: VoteMatrix) -> "_Answers":
        if (matrix.values == SKIP).any():
            raise ValueError("a skip is neither yes nor no")
        halves = csr_matrix((matrix.values / 2, matrix.indices, matrix.indptr), shape=matrix.shape)
        return cls(matrix.indices, matrix.vote_counts, halves, np.unique(matrix.indices))

    def weighted(self, weights: Floats) -> csr_matrix:
        return csr_matrix((weights, self.halves.indices, self.halves.indptr), shape=self.halves.shape)


def _start(statements: int, factors: int) -> tuple[_Prior, Normals]:
    """Loadings at random, since from equal ones no factor would ever differ from another."""
    size = factors + 1
    means = np.zeros((statements, size))
    means[:, 1:] = np.random.default_rng(SEED).standard_normal((statements, factors))
    return _Prior(np.zeros(size), np.eye(size)), Normals(means, np.zeros((statements, size, size)))


def _places(answers: _Answers, statements: Normals, weights: Floats) -> Normals:
    sums = square(answers.weighted(weights) @ statements.moments, statements.means.shape[1])
    pull = answers.halves @ statements.means
    covariances = np.asarray(np.linalg.inv(sums[:, 1:, 1:] + np.eye(sums.shape[1] - 1)), dtype=np.float64)
    return Normals(np.einsum("pfg,pg->pf", covariances, pull[:, 1:] - sums[:, 0, 1:]), covariances)


def _statements(answers: _Answers, places: Normals, weights: Floats, prior: _Prior) -> Normals:
    voters = _with_one(places)
    sums = square(answers.weighted(weights).T @ voters.moments, voters.means.shape[1])
    certainty = np.linalg.inv(prior.spread)
    pull = answers.halves.T @ voters.means + certainty @ prior.mean
    covariances = np.asarray(np.linalg.inv(sums + certainty), dtype=np.float64)
    return Normals(np.einsum("sfg,sg->sf", covariances, pull), covariances)


def _learnt(statements: Normals, heard: Ints) -> _Prior:
    """Mean and spread of the statements with answers; the spread also of imagined ones around the same mean."""
    means = statements.means[heard]
    mean = means.sum(axis=0) / max(len(heard), 1)
    spread = (means - mean).T @ (means - mean) + statements.covariances[heard].sum(axis=0)
    return _Prior(mean, (spread + IMAGINED * np.eye(len(mean))) / (len(heard) + IMAGINED))


def _weights(answers: _Answers, statements: Normals, places: Normals) -> Floats:
    """What every answer weighs, by the mean square of its log odds: E[w w'] and E[z z'] multiplied and added up."""
    squares = np.zeros(len(answers.columns))
    size = statements.means.shape[1]
    times = np.where(np.equal(*np.triu_indices(size)), 1.0, 2.0)
    by_statement, by_person = statements.moments * times, _with_one(places).moments
    for statement, person in zip(by_statement.T, by_person.T, strict=True):
        squares += statement.copy()[answers.columns] * np.repeat(person, answers.counts)
    odds = np.maximum(np.sqrt(np.maximum(squares, 0.0)), LEAST_ODDS)
    weights: Floats = np.tanh(odds / 2) / (2 * odds)
    return weights


def _settled(answers: _Answers, statements: Normals) -> Normals:
    """Everybody's place, from nothing but their answers and the statements."""
    people, factors = answers.halves.shape[0], statements.means.shape[1] - 1
    places = Normals(np.zeros((people, factors)), np.tile(np.eye(factors), (people, 1, 1)))
    for _ in range(SETTLING):
        places = _places(answers, statements, _weights(answers, statements, places))
    return places


def _with_one(places: Normals) -> Normals:
    """(1, place): what intercept and loadings are multiplied with."""
    people, factors = places.means.shape
    covariances = np.zeros((people, factors + 1, factors + 1))
    covariances[:, 1:, 1:] = places.covariances
    return Normals(np.hstack([np.ones((people, 1)), places.means]), covariances)


def _frozen(normals: Normals) -> Normals:
    return Normals(frozen(normals.means), frozen(normals.covariances))
