"""Counting votes: by group and statement, and over everybody."""

import numpy as np

from clustering.arrays import Floats, Ints
from clustering.matrix import AGREE, DISAGREE, VoteMatrix

# Positions in the last axis of a tally.
AGREES, DISAGREES, SKIPS = 0, 1, 2
# Where they are among disagree, skip, agree: the order of the codes of a packed vote.
FROM_CODES = (2, 0, 1)


def group_votes(matrix: VoteMatrix, labels: Ints, k: int) -> Ints:
    """Agree, disagree and skip per group and statement: int64 (k, S, 3).

    `labels` (P,) are 0..k-1, or -1 for people in no group, who are not counted.
    """
    width = matrix.shape[1]
    group_of = labels[matrix.rows]
    kind = np.select([matrix.values == AGREE, matrix.values == DISAGREE], [AGREES, DISAGREES], SKIPS)
    cells = (group_of * width + matrix.indices) * 3 + kind
    counted = np.bincount(cells[group_of >= 0], minlength=k * width * 3)
    votes: Ints = counted.reshape(k, width, 3)
    return votes


def total_votes(matrix: VoteMatrix) -> Ints:
    """Agree, disagree and skip per statement over all rows: int64 (S, 3)."""
    everybody = np.zeros(matrix.shape[0], dtype=np.int64)
    votes: Ints = group_votes(matrix, everybody, 1)[0]
    return votes


def seen(votes: Ints) -> Ints:
    """S of MATH.md: votes of any kind, skips included. (..., 3) becomes (...)."""
    total: Ints = votes[..., 0] + votes[..., 1] + votes[..., 2]  # numpy's sum takes ten times as long over three
    return total


def smoothed_share(count: Ints, votes: Ints) -> Floats:
    """(count + 1) / (S + 2): the share with one imagined vote for and one against."""
    share: Floats = (count + 1) / (seen(votes) + 2)
    return share
