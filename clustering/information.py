"""What groups say about votes, in bits."""

from dataclasses import replace

import numpy as np

from clustering.arrays import Ints
from clustering.passes import Passes
from clustering.resampling import VOTES, Found, regrouped

# Votes are kept back in so many parts, one after the other.
FOLDS = 5
# A group's shares start from everybody's, which count as so many votes; everybody's from half a vote of each kind.
PRIOR_OF_GROUP, PRIOR = 3.0, 0.5


def bits_per_vote(passes: Passes, found: Found) -> float:
    """By how many bits a vote of somebody in a group is surer from their group's shares than from everybody's.

    Every vote is kept back once and foretold from the others, groups included, which are found anew without it. The
    mean of log2(share in the group / share of all); below 0 when groups mislead, 0 when there are none.
    """
    if not found.k:
        return 0.0
    matrix = passes.matrix
    fold = np.random.default_rng(VOTES).integers(0, FOLDS, matrix.number_of_votes)

    def part(number: int) -> tuple[float, int]:
        return _gained(passes, found, fold == number)

    gained, votes = np.sum(passes.each(part, range(FOLDS)), axis=0)
    return float(gained / max(votes, 1))


def _gained(passes: Passes, found: Found, kept_back: np.ndarray) -> tuple[float, int]:
    """Bits gained over the votes kept back of people in groups, and the number of those votes."""
    learnt = replace(passes, matrix=passes.matrix.only(~kept_back), threads=1)
    labels = regrouped(learnt, found)
    everybody = learnt.all_counts + PRIOR
    shares = everybody / everybody.sum(axis=1, keepdims=True)
    votes = learnt.tallies(labels, found.k) + PRIOR_OF_GROUP * shares
    gains = np.log2(votes / votes.sum(axis=2, keepdims=True)) - np.log2(shares)
    group, code = _scored(passes, labels, kept_back)
    return float(gains[group, code >> 2, code & 3].sum()), len(code)


def _scored(passes: Passes, labels: Ints, kept_back: np.ndarray) -> tuple[Ints, Ints]:
    """Group and code of the votes kept back, on statements that count, of people in groups."""
    matrix = passes.matrix
    group, code = labels[matrix.rows[kept_back]], matrix.codes[kept_back].astype(np.int64)
    scored = (group >= 0) & passes.counted[code >> 2]
    return group[scored], code[scored]
