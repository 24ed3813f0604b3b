"""How well votes that were kept back are foretold: the measure by which a model of opinion is judged here.

A model learns from eight tenths of the votes, may tune two numbers on one tenth (clustering.link; what tells
probabilities by itself leaves that tenth alone), and says the probabilities of agree, disagree and skip for the last
tenth, which is scored. The statement means are the floor every model has to beat.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from clustering.arrays import Floats, Ints
from clustering.factors import fit_factors
from clustering.foretelling import foretell
from clustering.link import SIGNS, fit_link, loss, outcomes
from clustering.matrix import SKIP, VoteMatrix
from clustering.projection import centred_votes, positions, project

FOLDS = 10
SCORED, TUNED = 0, 1
# By row and column (n,): a deviation from the statement's mean in votes (n,), or probabilities (n, 3).
Foretold = Callable[[Ints, Ints], Floats]
# From the votes learnt from to deviations.
Deviations = Callable[[VoteMatrix], Foretold]
# From the votes learnt from, and those to tune on, to probabilities.
Model = Callable[[VoteMatrix, VoteMatrix], Foretold]


@dataclass(frozen=True)
class HeldOut:
    """Log-losses (natural logarithm) summed over the votes kept back.

    total: over all `votes`, of three outcomes. spoken: over the `speaking` votes that are not skips, of agree
    against disagree.
    """

    total: float
    votes: int
    spoken: float
    speaking: int


def statement_means(learnt: VoteMatrix) -> Foretold:
    """No deviation at all."""
    return lambda rows, columns: np.zeros(len(rows))


def mean_imputed(*, stretched: bool) -> Deviations:
    """Two components with the column's mean for what is missing; `stretched`: positions as Polis places them."""

    def deviations(learnt: VoteMatrix) -> Foretold:
        nothing = np.empty(0, dtype=np.int64)
        projection = project(learnt, nothing)
        axes = projection.components.T
        plain = centred_votes(learnt, projection.center, nothing) @ axes
        placed = positions(learnt, projection, nothing) if stretched else plain
        return lambda rows, columns: np.einsum("nf,nf->n", placed[rows], axes[columns])

    return deviations


def observed_only(factors: int, *, skips: bool = True) -> Deviations:
    """Probabilistic components of the observed votes; a skip is 0 on the line, or missing without `skips`."""

    def deviations(learnt: VoteMatrix) -> Foretold:
        heard = learnt if skips else learnt.only(learnt.values != SKIP)
        return fit_factors(heard, factors).deviations

    return deviations


def linked(deviations: Deviations) -> Model:
    """Deviations made probabilities by the link of clustering.link, the same for all of them."""

    def model(learnt: VoteMatrix, tuned: VoteMatrix) -> Foretold:
        found = deviations(learnt)
        link = fit_link(learnt, tuned, found(tuned.rows, tuned.indices))
        return lambda rows, columns: link.chances(rows, columns, found(rows, columns))

    return model


def two_questions(factors: int) -> Model:
    """Speak or skip, agree or disagree: clustering.foretelling, which has nothing to tune."""
    return lambda learnt, tuned: foretell(learnt, factors).chances


def held_out(matrix: VoteMatrix, model: Model, *, seed: int = 1) -> HeldOut:
    """Learn from eight tenths of the votes, tune on one, score the last; the split depends on `seed` only."""
    fold = np.random.default_rng(seed).integers(0, FOLDS, len(matrix.values))
    learnt, tuned, scored = (matrix.only(which) for which in (fold > TUNED, fold == TUNED, fold == SCORED))
    chances, told = model(learnt, tuned)(scored.rows, scored.indices), outcomes(scored)
    spoken = SIGNS[told] != SKIP
    return HeldOut(
        total=loss(chances, told),
        votes=len(told),
        spoken=loss(_given_spoken(chances[spoken]), told[spoken]),
        speaking=int(spoken.sum()),
    )


def _given_spoken(chances: Floats) -> Floats:
    spoken: Floats = chances[:, :2] / chances[:, :2].sum(axis=1, keepdims=True)
    return spoken
