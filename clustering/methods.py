"""The one door to the methods of analysis."""

from collections.abc import Iterable
from dataclasses import replace

from clustering.alignment import Earlier, HasMap
from clustering.analysis import Analysis
from clustering.arrays import integers
from clustering.consensus_rule import ConsensusRule
from clustering.default import METHOD as DEFAULT
from clustering.default import analyse_default
from clustering.findings import Settings
from clustering.matrix import VoteMatrix
from clustering.polis import METHOD as POLIS
from clustering.polis import analyse_polis
from clustering.stability import Progress

__all__ = ["DEFAULT", "METHODS", "POLIS", "RESAMPLES", "analyse"]

METHODS = (POLIS, DEFAULT)
RESAMPLES = 20


def analyse(
    matrix: VoteMatrix,
    *,
    method: str = DEFAULT,
    moderated_out: Iterable[int] = (),
    meta: Iterable[int] = (),
    max_groups: int = 5,
    previous: HasMap | None = None,
    resamples: int = RESAMPLES,
    rule: ConsensusRule | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """Opinion groups and what they say, from the votes; the same input gives the same bytes.

    `moderated_out` and `meta` are statement ids; those without a column change nothing. `previous`
    is an earlier result: the map is drawn like it, and group labels are kept where they still fit.

    Only method default knows these: `resamples`, how often it is made again of other people and of other statements
    to see what is stable, 0 for not at all; `rule`, of the consensus that is looked for then; `progress`, called
    with what is being done, how much of it is, and of how much.
    Raises ValueError for an unknown method, ids that are not whole numbers, max_groups below 2, resamples below 0,
    or a `previous` whose parts do not fit together.
    """
    if method not in METHODS:
        raise ValueError(f"unknown method {method!r}; known: {', '.join(METHODS)}")
    if isinstance(max_groups, bool) or not isinstance(max_groups, int) or max_groups < 2:
        raise ValueError(f"max_groups must be a whole number of at least 2, got {max_groups!r}")
    if isinstance(resamples, bool) or not isinstance(resamples, int) or resamples < 0:
        raise ValueError(f"resamples must be a whole number of at least 0, got {resamples!r}")
    settings = Settings(_ids("moderated_out", moderated_out), _ids("meta", meta), max_groups)
    earlier = None if previous is None else Earlier.of(previous)
    if method == POLIS:
        return analyse_polis(matrix, settings, earlier)
    settings = replace(settings, resamples=resamples, rule=rule or ConsensusRule())
    return analyse_default(matrix, settings, earlier, progress=progress)


def _ids(name: str, given: Iterable[int]) -> tuple[int, ...]:
    return tuple(sorted(set(integers(name, list(given)).tolist())))
