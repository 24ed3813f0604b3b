"""The method that is ours. MATH.md, "What is wrong with it, and what the default method does instead".

Statements moderated out, and those about the voter rather than the matter, are left out of the map altogether.
Places are the posterior means of a model with two factors of the votes that were cast (clustering.factors); a skip
is 0 on the line between disagree and agree (docs/decisions/0006). Groups are the best of many seeded starts of k-means
in the plane; their number is the one whose people sit best in their groups (the mean simplified silhouette, everybody
counting once), or the smallest that is within 0.01 of it: one group more has to be clearly better, or it comes and
goes with a few people.
"""

import numpy as np

from clustering.alignment import Earlier, keep_labels, turn_towards
from clustering.analysis import Analysis
from clustering.arrays import Bools, Floats, Ints, frozen
from clustering.cells import cells
from clustering.factors import fit
from clustering.findings import Counted, Grouped, Placed, Settings, findings
from clustering.groups import BaseClusters, Grouping, most_groups
from clustering.kmeans import Clusters
from clustering.matrix import VoteMatrix
from clustering.participation import taking_part
from clustering.passes import Model, Passes
from clustering.projection import Projection
from clustering.restarts import best_clusters
from clustering.silhouette import simplified_silhouette
from clustering.tallies import FROM_CODES

METHOD = "default"
# Silhouettes this close count as equal.
SAME_SILHOUETTE = 0.01


def analyse_default(
    matrix: VoteMatrix,
    settings: Settings,
    earlier: Earlier | None,
    *,
    threads: int | None = None,
    engine: str | None = None,
) -> Analysis:
    """The whole method on one vote matrix, drawn like `earlier` where there is one. `threads` change no byte."""
    passes = Passes.over(matrix, counted=settings.counted(matrix), threads=threads, engine=engine)
    placed, heard = placing(passes, earlier)
    counted = taking_part(heard, int(passes.counted.sum())) & (heard > 0)
    found = grouping(passes, placed.positions, counted, settings.max_groups, earlier)
    by_group = passes.tallies(found.labels, found.k)[..., FROM_CODES]
    counts = Counted(by_group, passes.all_counts[:, FROM_CODES].astype(np.int64))
    return findings(METHOD, matrix, settings, earlier, placed, found, counts)


def placing(passes: Passes, earlier: Earlier | None) -> tuple[Placed, Ints]:
    """Everybody's place, and how many of their votes say so: (P,)."""
    begun = earlier.model(passes.matrix.statement_ids, passes.means) if earlier else None
    model, _ = fit(passes, 2, start=begun)
    found = passes.places(model)
    placed = drawn(model, found, passes.matrix.statement_ids, earlier)
    return placed, found[:, -1].astype(np.int64)


def drawn(model: Model, found: Floats, statement_ids: Ints, earlier: Earlier | None) -> Placed:
    """The map of a model with two factors: unit components, and positions such that distances are those of votes.

    position_i . (components of statement j) is by how much i is expected to deviate from j's center. Turned
    so that the map looks like the earlier one. `found`: Passes.places().
    """
    lengths = np.linalg.norm(model.loadings, axis=0)
    components = (model.loadings / np.where(lengths > 0, lengths, 1.0)).T
    turn = turn_towards(components, statement_ids, earlier)
    axes = turn * lengths
    return Placed(
        Projection(model.center, turn @ components),
        found[:, :2] @ axes.T,
        _lone_vote(model, lengths),
        noise=model.noise,
        spread=frozen(axes @ axes.T),
        uncertainty=frozen(_turned(found[:, 2:5], axes)),
    )


def _turned(covariances: Floats, axes: Floats) -> Floats:
    """axes C axes' for every covariance C, all as (xx, xy, yy): (P, 3). Linear in them, so one small product."""
    (a, b), (c, d) = axes
    linear = np.array([[a * a, a * c, c * c], [2 * a * b, a * d + b * c, 2 * c * d], [b * b, b * d, d * d]])
    turned: Floats = np.einsum("pi,ij->pj", covariances, linear)
    return turned


def _lone_vote(model: Model, lengths: Floats) -> Floats:
    """How far from 0 one lone agreeing vote places its voter, per statement: (S,), in the units of positions."""
    pull = np.abs(1.0 - model.center) / ((model.loadings**2).sum(axis=1) + model.noise)
    distances: Floats = np.linalg.norm(model.loadings * lengths, axis=1) * pull
    return distances


def grouping(passes: Passes, positions: Floats, counted: Bools, max_groups: int, earlier: Earlier | None) -> Grouped:
    """The groups of the people `counted` (P,), named as they were in the earlier result."""
    base = cells(positions[counted])
    groups = _grouping(passes, base, max_groups)
    base_of, labels = (np.full(len(counted), -1, dtype=np.int64) for _ in range(2))
    base_of[counted] = base.labels
    labels[counted] = groups.labels[base.labels]
    if earlier is not None and groups.k:
        named = keep_labels(labels, groups.k, passes.matrix.participant_ids, earlier)
        labels[counted] = named[labels[counted]]
    everybody = BaseClusters(frozen(base.centres), frozen(base.counts), frozen(base_of))
    return Grouped(counted, groups.k, labels, everybody, groups.silhouettes)


def _grouping(passes: Passes, base: BaseClusters, max_groups: int) -> Grouping:
    """The groups of the cells; none when there are fewer than two distinct places."""
    weights = base.counts.astype(np.float64)
    most = min(most_groups(int(base.counts.sum()), max_groups), len(base.centres))

    def clusters(k: int) -> Clusters:
        return best_clusters(base.centres, weights, k, engine=passes.restarts)

    numbers = range(2, most + 1)
    tried = dict(zip(reversed(numbers), passes.each(clusters, [*reversed(numbers)]), strict=True))
    if not tried:
        return Grouping(0, np.empty((0, 2)), np.full(len(base.centres), -1, dtype=np.int64), {})
    fits = {k: simplified_silhouette(base.centres, weights, tried[k]) for k in numbers}
    best = min(k for k, fit in fits.items() if fit >= max(fits.values()) - SAME_SILHOUETTE)
    return Grouping(best, tried[best].centres, tried[best].labels, fits)
