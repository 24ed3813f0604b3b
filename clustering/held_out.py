"""How well votes that were kept back are foretold: the measure by which a model of opinion is judged here.

From a position to probabilities. A model says for a participant and a statement by how much the vote will deviate
from the statement's mean, d (in votes). With q_j the statement's own shares of agree, disagree and skip (x = +1, -1, 0)
and s_j their variance, the probabilities are

    p(x) proportional to q_j(x) * exp(slope * d / s_j * x + habit * h_i * [x is a skip]).

This is the distribution nearest to the statement's own shares (in relative entropy) among those with a given mean;
to first order it moves the mean by slope * d, so slope 1 takes the model at its word. h_i is the participant's own
habit of skipping (log odds against everybody's, smoothed), the same for every model, since some skip everything and
no place on a map says so. slope and habit are two numbers per model, fitted on votes that are neither learnt from nor
scored. Without deviations it is the statement means: the floor every model has to beat.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from clustering.arrays import Bools, Floats, Ints
from clustering.factors import fit_factors
from clustering.matrix import AGREE, DISAGREE, SKIP, VoteMatrix
from clustering.projection import centred_votes, positions, project
from clustering.tallies import total_votes

FOLDS = 10
SCORED, TUNED = 0, 1
# Imagined votes of every kind per statement, and imagined votes of an ordinary participant.
SHARE_PRIOR = 0.5
HABIT_PRIOR = 5.0
LEAST_VARIANCE = 0.02
GRID = [0.0, *np.geomspace(0.05, 5.0, 40).tolist()]
SIGNS = np.array([AGREE, DISAGREE, SKIP], dtype=np.float64)
Deviations = Callable[[VoteMatrix, Ints, Ints], Floats]


@dataclass(frozen=True)
class HeldOut:
    """Log-losses (natural logarithm) summed over the votes kept back.

    total: over all `votes`, of three outcomes. spoken: over the `speaking` votes that are not skips, of agree
    against disagree. slope, habit: as fitted.
    """

    total: float
    votes: int
    spoken: float
    speaking: int
    slope: float
    habit: float


class _Votes(NamedTuple):
    """What the link needs about some votes: log shares (n, 3), d / s (n,), habit h (n,), outcome 0..2 (n,)."""

    shares: Floats
    leaning: Floats
    habits: Floats
    outcomes: Ints

    def where(self, chosen: Bools) -> "_Votes":
        return _Votes(self.shares[chosen], self.leaning[chosen], self.habits[chosen], self.outcomes[chosen])


def statement_means(learnt: VoteMatrix, rows: Ints, columns: Ints) -> Floats:
    """No deviation at all."""
    return np.zeros(len(rows))


def mean_imputed(*, stretched: bool) -> Deviations:
    """Two components with the column's mean for what is missing; `stretched`: positions as Polis places them."""

    def deviations(learnt: VoteMatrix, rows: Ints, columns: Ints) -> Floats:
        nothing = np.empty(0, dtype=np.int64)
        projection = project(learnt, nothing)
        axes = projection.components.T
        plain = centred_votes(learnt, projection.center, nothing) @ axes
        placed = positions(learnt, projection, nothing) if stretched else plain
        found: Floats = (placed[rows] * axes[columns]).sum(axis=1)
        return found

    return deviations


def observed_only(factors: int, *, skips: bool = True) -> Deviations:
    """Probabilistic components of the observed votes; a skip is 0 on the line, or missing without `skips`."""

    def deviations(learnt: VoteMatrix, rows: Ints, columns: Ints) -> Floats:
        heard = learnt if skips else learnt.only(learnt.values != SKIP)
        return fit_factors(heard, factors).deviations(rows, columns)

    return deviations


def held_out(matrix: VoteMatrix, model: Deviations, *, seed: int = 1) -> HeldOut:
    """Learn from eight tenths of the votes, tune the link on one, score the last; the split depends on `seed` only."""
    fold = np.random.default_rng(seed).integers(0, FOLDS, len(matrix.values))
    learnt = matrix.only(fold > TUNED)
    votes = _linked(matrix, learnt, model(learnt, matrix.rows, matrix.indices))
    slope, habit = _tuned(votes.where(fold == TUNED))
    scored = votes.where(fold == SCORED)
    chances = _chances(scored, slope, habit)
    spoken = SIGNS[scored.outcomes] != SKIP
    return HeldOut(
        total=_loss(chances, scored.outcomes),
        votes=len(scored.outcomes),
        spoken=_loss(_given_spoken(chances[spoken]), scored.outcomes[spoken]),
        speaking=int(spoken.sum()),
        slope=slope,
        habit=habit,
    )


def _linked(matrix: VoteMatrix, learnt: VoteMatrix, deviations: Floats) -> _Votes:
    shares = _shares(learnt)
    variance = np.maximum(shares @ SIGNS**2 - (shares @ SIGNS) ** 2, LEAST_VARIANCE)
    outcomes = np.select([matrix.values == AGREE, matrix.values == DISAGREE], [0, 1], 2)
    columns = matrix.indices
    return _Votes(np.log(shares)[columns], deviations / variance[columns], _habits(learnt)[matrix.rows], outcomes)


def _shares(learnt: VoteMatrix) -> Floats:
    """Smoothed shares of agree, disagree, skip per statement: (S, 3)."""
    counts = total_votes(learnt) + SHARE_PRIOR
    shares: Floats = counts / counts.sum(axis=1, keepdims=True)
    return shares


def _habits(learnt: VoteMatrix) -> Floats:
    """Log odds of skipping of every participant, smoothed, minus everybody's: (P,)."""
    skips = np.bincount(learnt.rows, weights=learnt.values == SKIP, minlength=learnt.shape[0])
    usual = (skips.sum() + SHARE_PRIOR) / (len(learnt.values) + 2 * SHARE_PRIOR)
    odds = (skips + HABIT_PRIOR * usual) / (learnt.vote_counts - skips + HABIT_PRIOR * (1 - usual))
    habits: Floats = np.log(odds) - np.log(usual / (1 - usual))
    return habits


def _chances(votes: _Votes, slope: float, habit: float) -> Floats:
    """Probabilities of agree, disagree, skip: (n, 3)."""
    skip = (SIGNS == SKIP).astype(np.float64)
    scores = votes.shares + np.outer(slope * votes.leaning, SIGNS) + np.outer(habit * votes.habits, skip)
    weights = np.exp(scores - scores.max(axis=1, keepdims=True))
    chances: Floats = weights / weights.sum(axis=1, keepdims=True)
    return chances


def _given_spoken(chances: Floats) -> Floats:
    spoken: Floats = chances[:, :2] / chances[:, :2].sum(axis=1, keepdims=True)
    return spoken


def _loss(chances: Floats, outcomes: Ints) -> float:
    hit = chances[np.arange(len(outcomes)), outcomes]
    return float(-np.log(np.maximum(hit, np.finfo(float).tiny)).sum())


def _tuned(votes: _Votes) -> tuple[float, float]:
    """The slope and the habit with the least loss on GRID, one after the other, twice."""
    slope = habit = 1.0
    for _ in range(2):
        slope, habit = _least(votes, [(slope, tried) for tried in GRID])
        slope, habit = _least(votes, [(tried, habit) for tried in GRID])
    return slope, habit


def _least(votes: _Votes, pairs: list[tuple[float, float]]) -> tuple[float, float]:
    return min(pairs, key=lambda pair: _loss(_chances(votes, *pair), votes.outcomes))
