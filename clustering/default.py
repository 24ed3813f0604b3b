"""The method that is ours. MATH.md, "What is wrong with it, and what the default method does instead".

Statements moderated out, and those about the voter rather than the matter, are left out of the map altogether.
Places are the posterior means of a model with two factors of the votes that were cast (clustering.factors); a skip
is 0 on the line between disagree and agree (docs/decisions/0006). Groups are the best of many seeded starts of k-means
in the plane; their number is the one whose people sit best in their groups (the mean simplified silhouette, everybody
counting once), or the smallest that is within 0.01 of it: one group more has to be clearly better, or it comes and
goes with a few people.
"""

import numpy as np

from clustering.alignment import Earlier, keep_labels, keep_signs
from clustering.analysis import Analysis
from clustering.arrays import Bools, Floats, Ints, frozen
from clustering.cells import cells
from clustering.factors import Factors, fit_factors
from clustering.findings import Grouped, Placed, Settings, findings
from clustering.groups import BaseClusters, Grouping, most_groups
from clustering.kmeans import Clusters
from clustering.matrix import VoteMatrix
from clustering.participation import taking_part
from clustering.projection import Projection
from clustering.restarts import best_clusters
from clustering.silhouette import simplified_silhouette

METHOD = "default"
# Silhouettes this close count as equal.
SAME_SILHOUETTE = 0.01


def analyse_default(matrix: VoteMatrix, settings: Settings, earlier: Earlier | None) -> Analysis:
    """The whole method on one vote matrix, aligned to `earlier` where there is one."""
    excluded = settings.excluded(matrix)
    heard = matrix.only(~np.isin(matrix.indices, excluded))
    placed = place(fit_factors(heard, 2), matrix.statement_ids, earlier)
    counted = taking_part(heard.vote_counts, matrix.shape[1] - len(excluded)) & (heard.vote_counts > 0)
    found = _grouped(matrix.participant_ids, placed.positions, counted, settings.max_groups, earlier)
    return findings(METHOD, matrix, settings, earlier, placed, found)


def place(factors: Factors, statement_ids: Ints, earlier: Earlier | None) -> Placed:
    """The map of a model with two factors: unit components, and positions such that distances are those of votes.

    position_i . (components of statement j) is by how much i is expected to deviate from j's center.
    """
    lengths = np.linalg.norm(factors.loadings, axis=0)
    components = (factors.loadings / np.where(lengths > 0, lengths, 1.0)).T
    kept = components if earlier is None else keep_signs(components, statement_ids, earlier)
    signs = np.where((kept * components).sum(axis=1) < 0, -1.0, 1.0)
    return Placed(Projection(factors.center, kept), factors.means * lengths * signs, _lone_vote(factors, lengths))


def _lone_vote(factors: Factors, lengths: Floats) -> Floats:
    """How far from 0 one lone agreeing vote places its voter, per statement: (S,), in the units of positions."""
    pull = np.abs(1.0 - factors.center) / ((factors.loadings**2).sum(axis=1) + factors.noise)
    distances: Floats = np.linalg.norm(factors.loadings * lengths, axis=1) * pull
    return distances


def _grouped(
    participant_ids: Ints, positions: Floats, counted: Bools, max_groups: int, earlier: Earlier | None
) -> Grouped:
    base = cells(positions[counted])
    grouping = _grouping(base, max_groups)
    base_of, labels = (np.full(len(counted), -1, dtype=np.int64) for _ in range(2))
    base_of[counted] = base.labels
    labels[counted] = grouping.labels[base.labels]
    if earlier is not None and grouping.k:
        named = keep_labels(labels, grouping.k, participant_ids, earlier)
        labels[labels >= 0] = named[labels[labels >= 0]]
    everybody = BaseClusters(frozen(base.centres), frozen(base.counts), frozen(base_of))
    return Grouped(counted, grouping.k, labels, everybody, grouping.silhouettes)


def _grouping(base: BaseClusters, max_groups: int) -> Grouping:
    """The groups of the cells; none when there are fewer than two distinct places."""
    weights = base.counts.astype(np.float64)
    most = min(most_groups(int(base.counts.sum()), max_groups), len(base.centres))
    tried: dict[int, Clusters] = {k: best_clusters(base.centres, weights, k) for k in range(2, most + 1)}
    if not tried:
        return Grouping(0, np.empty((0, 2)), np.full(len(base.centres), -1, dtype=np.int64), {})
    fits = {k: simplified_silhouette(base.centres, weights, found) for k, found in tried.items()}
    best = min(k for k, fit in fits.items() if fit >= max(fits.values()) - SAME_SILHOUETTE)
    return Grouping(best, tried[best].centres, tried[best].labels, fits)
