"""How much a statement should be shown next. MATH.md, "Priority"."""

import numpy as np
from numpy.typing import ArrayLike

from clustering.arrays import Floats, Ints
from clustering.tallies import AGREES, SKIPS, seen

META = 7.0


def priority(agrees: ArrayLike, skips: ArrayLike, votes: ArrayLike, extremity: ArrayLike) -> Floats:
    """((1 - p) * (E + 1) * a * (1 + 8 * 2^(-S/5)))^2, elementwise.

    a = (A + 1) / (S + 2), p = (P + 1) / (S + 2), S = `votes`, E = `extremity`. The next statement is
    drawn with probability proportional to it.
    """
    counted = np.asarray(votes, dtype=np.float64)
    agreed = (np.asarray(agrees) + 1) / (counted + 2)
    skipped = (np.asarray(skips) + 1) / (counted + 2)
    newness = 1 + 8 * np.exp2(-counted / 5)
    importance: Floats = (1 - skipped) * (np.asarray(extremity) + 1) * agreed * newness
    return np.square(importance)


def priorities(votes: Ints, extremity: Floats, meta: Ints) -> Floats:
    """The priority of every statement from `votes` (S, 3) and `extremity` (S,); `meta` columns: 49."""
    found = priority(votes[:, AGREES], votes[:, SKIPS], seen(votes), extremity)
    found[meta] = META**2
    return found
