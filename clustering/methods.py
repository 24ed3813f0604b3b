"""The one door to the methods of analysis."""

from collections.abc import Iterable

from clustering.alignment import Earlier, HasMap
from clustering.analysis import Analysis
from clustering.arrays import integers
from clustering.default import METHOD as DEFAULT
from clustering.default import analyse_default
from clustering.findings import Settings
from clustering.matrix import VoteMatrix
from clustering.polis import METHOD as POLIS
from clustering.polis import analyse_polis

METHODS = (POLIS, DEFAULT)
_ANALYSE = {POLIS: analyse_polis, DEFAULT: analyse_default}


def analyse(
    matrix: VoteMatrix,
    *,
    method: str = POLIS,
    moderated_out: Iterable[int] = (),
    meta: Iterable[int] = (),
    max_groups: int = 5,
    previous: HasMap | None = None,
) -> Analysis:
    """Opinion groups and what they say, from the votes; the same input gives the same bytes.

    `moderated_out` and `meta` are statement ids; those without a column change nothing. `previous`
    is an earlier result whose signs and group labels are kept where they still fit.
    Raises ValueError for an unknown method, ids that are not whole numbers, max_groups below 2, or
    a `previous` whose parts do not fit together.
    """
    if method not in METHODS:
        raise ValueError(f"unknown method {method!r}; known: {', '.join(METHODS)}")
    if isinstance(max_groups, bool) or not isinstance(max_groups, int) or max_groups < 2:
        raise ValueError(f"max_groups must be a whole number of at least 2, got {max_groups!r}")
    settings = Settings(_ids("moderated_out", moderated_out), _ids("meta", meta), max_groups)
    return _ANALYSE[method](matrix, settings, None if previous is None else Earlier.of(previous))


def _ids(name: str, given: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(integers(name, list(given)).tolist())))
