"""The method that is ours. MATH.md, "What is wrong with it, and what the default method does instead".

Statements moderated out, and those about the voter rather than the matter, are left out of the map altogether.
Places are the posterior means of a model with two factors of the votes that were cast (clustering.factors); a skip
is 0 on the line between disagree and agree (docs/decisions/0006). Groups are the best of many seeded starts of k-means
in the plane; their number is the one whose people sit best in their groups (clustering.partition). Groups that other
people and other statements would not show again are no groups (clustering.stability).
"""

from dataclasses import replace

import numpy as np

from clustering.alignment import Earlier
from clustering.analysis import Analysis
from clustering.arrays import Bools, Floats
from clustering.cells import cells
from clustering.factors import fit, refreshed
from clustering.findings import Counted, Grouped, Settings, findings, grouped
from clustering.map import drawn
from clustering.matrix import VoteMatrix
from clustering.one_thread import one_thread
from clustering.participation import taking_part
from clustering.partition import partition
from clustering.passes import Passes
from clustering.resampling import Found
from clustering.stability import Progress, Stability, stability
from clustering.tallies import FROM_CODES
from clustering.view import view

METHOD = "default"


def analyse_default(
    matrix: VoteMatrix,
    settings: Settings,
    earlier: Earlier | None,
    *,
    threads: int | None = None,
    engine: str | None = None,
    progress: Progress | None = None,
) -> Analysis:
    """The whole method on one vote matrix, drawn like `earlier` where there is one. `threads` change no byte."""
    passes = Passes.over(matrix, counted=settings.counted(matrix), threads=threads, engine=engine)
    with one_thread():
        return analyse_passes(passes, settings, earlier, progress)


def analyse_passes(
    passes: Passes, settings: Settings, earlier: Earlier | None, progress: Progress | None = None
) -> Analysis:
    """The same, wherever the votes are. For the same bytes it wants to be called in one_thread()."""
    matrix = passes.matrix
    _say(progress, "place people")
    begun = earlier.model(matrix.statement_ids, passes.means) if earlier else None
    model = refreshed(passes, begun) if begun else fit(passes, 2)[0]
    seen = view(model, matrix.statement_ids, earlier)
    # Digests keep one processor busy; so much of the rest does that they are done before it is.
    with passes.meanwhile(lambda: (matrix.digest(), earlier and earlier.digest())):
        places = passes.places(model, seen.axes)
        placed, heard = drawn(model, seen, places), places[:, -1].astype(np.int64)
        counted = taking_part(heard, int(passes.counted.sum())) & (heard > 0)
        _say(progress, "find groups")
        found = grouping(passes, placed.positions, counted, settings.max_groups, earlier)
        by_group = passes.tallies(found.labels, found.k)[..., FROM_CODES]
    judged = _judged(passes, Found(model, found.labels, found.k), settings, progress)
    if judged and not judged.clear:
        found, by_group = ungrouped(found), by_group[:0]
    counts = Counted(by_group, passes.all_counts[:, FROM_CODES].astype(np.int64))
    return findings(METHOD, matrix, settings, earlier, placed, found, counts, judged)


def _say(progress: Progress | None, what: str) -> None:
    if progress is not None:
        progress(what, 1, 1)


def _judged(passes: Passes, found: Found, settings: Settings, progress: Progress | None) -> Stability | None:
    if not settings.resamples:
        return None
    return stability(
        passes,
        found,
        settings.rule,
        (*settings.moderated_out, *settings.meta),
        max_groups=settings.max_groups,
        resamples=settings.resamples,
        progress=progress,
    )


def grouping(passes: Passes, positions: Floats, counted: Bools, max_groups: int, earlier: Earlier | None) -> Grouped:
    """The groups of the people `counted` (P,), named as they were in the earlier result."""
    base = cells(positions if counted.all() else positions[counted], passes.restarts)
    groups = partition(passes, base, max_groups)
    return grouped(passes.matrix.participant_ids, counted, base, groups, earlier)


def ungrouped(found: Grouped) -> Grouped:
    """The same people in no groups, since those found are not clear."""
    return replace(found, k=0, labels=np.full(len(found.labels), -1, dtype=np.int64))
