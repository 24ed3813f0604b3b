"""How sure a share is, as far as published figures tell: the range in which it likely lies.

Of ten such ranges nine hold the share that very many people like those who voted would have given (Wilson's score
interval, 1927). A count that was rounded may be off by half a step, and the range is that much wider. In percent,
rounded outwards by the disclosure rule.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from clustering.arrays import Floats
from clustering.significance import wilson_lower
from deliberation.results.disclosure import Disclosure

Z_BOTH_SIDES = 1.6449  # 5 percent of the normal distribution lie above, and 5 percent below
# Ranges: of five thousand statements each page of results wants twenty thousand, and counts do not change until the
# next release.
REMEMBERED = 40_000


class Range(NamedTuple):
    """A share in percent, and between which two percents it likely lies."""

    share: int
    at_least: int
    at_most: int


@lru_cache(maxsize=REMEMBERED)
def of_rounded(successes: int, others: int, disclosure: Disclosure) -> Range | None:
    """The share of published counts; None without any."""
    trials = successes + others
    if trials <= 0:
        return None
    off = disclosure.round_to / 2
    fewest = max(successes - off, 0) / (max(successes - off, 0) + others + off)
    most = (successes + off) / (successes + off + max(others - off, 0))
    return _range(successes / trials, trials, fewest, most, disclosure)


@lru_cache(maxsize=REMEMBERED)
def of_share(share: int, successes: int, disclosure: Disclosure) -> Range:
    """A published share, in percent, and the published count behind it: of how few people it may be is told by both."""
    off = disclosure.round_to / 2
    fewest, most = max(share - off, 0) / 100, min(share + off, 100) / 100
    return _range(share / 100, max(successes - off, 1) / most, fewest, most, disclosure)


def _range(share: float, trials: float, fewest: float, most: float, disclosure: Disclosure) -> Range:
    return Range(
        share=disclosure.percent(share),
        at_least=disclosure.percent_at_least(_lower(fewest, trials)),
        at_most=disclosure.percent_at_most(1 - _lower(1 - most, trials)),
    )


def _lower(share: float, trials: float) -> float:
    lower: Floats = wilson_lower(np.array(share * trials), np.array(trials), Z_BOTH_SIDES)
    return float(lower)
