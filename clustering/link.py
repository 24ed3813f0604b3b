"""From a deviation to probabilities: the link for models that say by how much a vote deviates from its mean.

A model says for a participant and a statement by how much the vote will deviate from the statement's mean, d (in
votes). With q_j the statement's own shares of agree, disagree and skip (x = +1, -1, 0) and s_j their variance, the
probabilities are

    p(x) proportional to q_j(x) * exp(slope * d / s_j * x + habit * h_i * [x is a skip]).

This is the distribution nearest to the statement's own shares (in relative entropy) among those with a given mean;
to first order it moves the mean by slope * d, so slope 1 takes the model at its word. h_i is the participant's own
habit of skipping (log odds against everybody's, smoothed), the same for every model, since some skip everything and
no place on a map says so. slope and habit are two numbers per model, fitted on votes that are not learnt from.
"""

from dataclasses import dataclass, replace

import numpy as np

from clustering.arrays import Floats, Ints, frozen
from clustering.matrix import AGREE, DISAGREE, SKIP, VoteMatrix
from clustering.tallies import total_votes

# Imagined votes of every kind per statement, and imagined votes of an ordinary participant.
SHARE_PRIOR = 0.5
HABIT_PRIOR = 5.0
LEAST_VARIANCE = 0.02
GRID = [0.0, *np.geomspace(0.05, 5.0, 40).tolist()]
SIGNS = np.array([AGREE, DISAGREE, SKIP], dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Link:
    """shares: of agree, disagree and skip per statement (S, 3); habits: of skipping per participant (P,)."""

    shares: Floats
    habits: Floats
    slope: float = 1.0
    habit: float = 1.0

    def chances(self, rows: Ints, columns: Ints, deviations: Floats) -> Floats:
        """Probabilities of agree, disagree, skip: (n, 3), of deviations (n,) in votes."""
        variance = np.maximum(self.shares @ SIGNS**2 - (self.shares @ SIGNS) ** 2, LEAST_VARIANCE)
        leaning = self.slope * deviations / variance[columns]
        skipping = self.habit * self.habits[rows]
        scores = np.log(self.shares)[columns] + np.outer(leaning, SIGNS) + np.outer(skipping, SIGNS == SKIP)
        weights = np.exp(scores - scores.max(axis=1, keepdims=True))
        chances: Floats = weights / weights.sum(axis=1, keepdims=True)
        return chances


def fit_link(learnt: VoteMatrix, tuned: VoteMatrix, deviations: Floats) -> Link:
    """Shares and habits of `learnt`; the slope and the habit with the least loss on GRID for `tuned`, of which
    `deviations` (V,) are foretold: one after the other, twice."""
    link = Link(_shares(learnt), _habits(learnt))
    for _ in range(2):
        link = _least([replace(link, habit=tried) for tried in GRID], tuned, deviations)
        link = _least([replace(link, slope=tried) for tried in GRID], tuned, deviations)
    return link


def _least(links: list[Link], tuned: VoteMatrix, deviations: Floats) -> Link:
    told = outcomes(tuned)
    return min(links, key=lambda link: loss(link.chances(tuned.rows, tuned.indices, deviations), told))


def outcomes(matrix: VoteMatrix) -> Ints:
    """The place of every vote among SIGNS: (V,)."""
    return np.select([matrix.values == AGREE, matrix.values == DISAGREE], [0, 1], 2)


def loss(chances: Floats, told: Ints) -> float:
    """Log-loss (natural logarithm) summed over n votes with probabilities (n, 3) or (n, 2) and outcomes (n,)."""
    hit = chances[np.arange(len(told)), told]
    return float(-np.log(np.maximum(hit, np.finfo(float).tiny)).sum())


def _shares(learnt: VoteMatrix) -> Floats:
    counts = total_votes(learnt) + SHARE_PRIOR
    return frozen(counts / counts.sum(axis=1, keepdims=True))


def _habits(learnt: VoteMatrix) -> Floats:
    """Log odds of skipping of every participant, smoothed, minus everybody's."""
    skips = np.bincount(learnt.rows, weights=learnt.values == SKIP, minlength=learnt.shape[0])
    usual = (skips.sum() + SHARE_PRIOR) / (len(learnt.values) + 2 * SHARE_PRIOR)
    odds = (skips + HABIT_PRIOR * usual) / (learnt.vote_counts - skips + HABIT_PRIOR * (1 - usual))
    return frozen(np.log(odds) - np.log(usual / (1 - usual)))
