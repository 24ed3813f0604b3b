"""The two tests of Polis: is a share above one half, and is one share above another?"""

import numpy as np

from clustering.arrays import Floats, Ints

# One-sided 90 per cent of the normal distribution.
Z_90 = 1.2816


def prop_test(successes: Ints, trials: Ints) -> Floats:
    """z = 2 * sqrt(n + 1) * ((s + 1) / (n + 1) - 1/2), elementwise. MATH.md, "prop-test"."""
    z: Floats = 2 * np.sqrt(trials + 1) * ((successes + 1) / (trials + 1) - 0.5)
    return z


def two_prop_test(successes: Ints, others: Ints, trials: Ints, other_trials: Ints) -> Floats:
    """Two-proportion z with one added to all four counts and a pooled rate, elementwise.

    0 where the pooled rate is 1.
    """
    s1, s2, n1, n2 = (np.asarray(count) + 1 for count in (successes, others, trials, other_trials))
    pooled = (s1 + s2) / (n1 + n2)
    spread = np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    z: Floats = np.divide(s1 / n1 - s2 / n2, spread, out=np.zeros(spread.shape), where=s1 + s2 != n1 + n2)
    return z


def wilson_lower(successes: Ints, trials: Ints, z: float) -> Floats:
    """Lower end of Wilson's score interval (1927) for a share, one-sided at `z`; 0 without trials."""
    n = np.maximum(trials, 1)
    share = successes / n
    middle = share + z * z / (2 * n)
    reach = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n))
    lower: Floats = np.where(np.asarray(trials) > 0, (middle - reach) / (1 + z * z / n), 0.0)
    return lower
