"""How much a statement divides the groups: what the default method has in place of extremity."""

import numpy as np

from clustering.arrays import Floats, Ints
from clustering.tallies import AGREES, SKIPS, seen


def divisiveness(votes: Ints) -> Floats:
    """How far apart the groups stand on every statement, from 0 (alike) to below 1: (k, S, 3) becomes (S,).

    The difference, in shares of 1, between the group that agrees most and the one that agrees least, by the smoothed
    share (A + K / 2 + 1) / (S + 2): a skip is halfway (docs/decisions/0006), and one imagined vote for and one against
    keep few votes near the middle. Groups without votes on a statement are left out; of fewer than two the
    difference is 0. Which groups have a voice is for the caller to choose.

    Source: MATH.md, "divisiveness = spread of agreement between groups". The spread is the largest difference and not
    the standard deviation, because it says what it is ("60 points apart") and one group against three others divides
    no less than two against two. Exchanging agree and disagree changes nothing, which extremity cannot say of itself.
    """
    counted = seen(votes)
    share = (votes[..., AGREES] + votes[..., SKIPS] / 2 + 1) / (counted + 2)
    highest = np.where(counted > 0, share, 0).max(axis=0, initial=0)
    lowest = np.where(counted > 0, share, 1).min(axis=0, initial=1)
    apart: Floats = np.maximum(highest - lowest, 0)
    return apart
