"""The method of Polis, step by step. MATH.md, "Polis-compatible method, exactly"."""

from dataclasses import dataclass, replace

import numpy as np

from clustering.agreement import consensus_agree, consensus_disagree, group_aware_consensus
from clustering.alignment import Earlier, keep_labels, keep_signs
from clustering.analysis import Analysis
from clustering.arrays import Bools, Floats, Ints, frozen
from clustering.groups import BaseClusters, base_clusters, group
from clustering.matrix import VoteMatrix
from clustering.participation import taking_part
from clustering.priorities import priorities
from clustering.projection import Projection, extremity, positions, project
from clustering.representative import representative
from clustering.tallies import group_votes, total_votes
from clustering.version import __version__

METHOD = "polis"


@dataclass(frozen=True)
class PolisSettings:
    """Ids moderated out, ids of meta statements (about the voter, not the matter), largest k tried."""

    moderated_out: tuple[int, ...] = ()
    meta: tuple[int, ...] = ()
    max_groups: int = 5


@dataclass(frozen=True, eq=False)
class Grouped:
    """Who is in which group: labels (P,) with -1 for nobody's, k groups."""

    k: int
    labels: Ints
    base: BaseClusters
    silhouettes: dict[int, float]


def analyse_polis(matrix: VoteMatrix, settings: PolisSettings, earlier: Earlier | None) -> Analysis:
    """The whole method on one vote matrix, aligned to `earlier` where there is one."""
    excluded = matrix.columns_of({*settings.moderated_out, *settings.meta})
    projection = _projected(matrix, excluded, earlier)
    placed = positions(matrix, projection, excluded)
    grouped = taking_part(matrix.vote_counts, matrix.shape[1])
    found = _grouped(matrix, placed, grouped, settings, earlier)
    counted, total = group_votes(matrix, found.labels, found.k), total_votes(matrix)
    spread = extremity(projection)
    voices = counted if found.k else total[None]
    return Analysis(
        method=METHOD,
        code_version=__version__,
        parameters=_parameters(settings, earlier),
        input_digest=matrix.digest(),
        participant_ids=matrix.participant_ids,
        statement_ids=matrix.statement_ids,
        center=frozen(projection.center),
        components=frozen(projection.components),
        positions=frozen(placed),
        grouped=frozen(grouped),
        labels=frozen(found.labels),
        k=found.k,
        group_sizes=frozen(_sizes(found.labels, found.k)),
        base_clusters=found.base,
        silhouettes=found.silhouettes,
        group_votes=frozen(counted),
        total_votes=frozen(total),
        representative=representative(counted, matrix.statement_ids, excluded),
        consensus_agree=consensus_agree(total, matrix.statement_ids, excluded),
        consensus_disagree=consensus_disagree(total, matrix.statement_ids, excluded),
        group_aware_consensus=frozen(group_aware_consensus(voices)),
        extremity=frozen(spread),
        priorities=frozen(priorities(voices.sum(axis=0), spread, matrix.columns_of(settings.meta))),
    )


def _projected(matrix: VoteMatrix, excluded: Ints, earlier: Earlier | None) -> Projection:
    projection = project(matrix, excluded)
    if earlier is None:
        return projection
    turned = keep_signs(projection.components, matrix.statement_ids, earlier)
    return replace(projection, components=turned)


def _grouped(
    matrix: VoteMatrix, placed: Floats, grouped: Bools, settings: PolisSettings, earlier: Earlier | None
) -> Grouped:
    base = base_clusters(placed[grouped])
    grouping = group(base.centres, base.counts, settings.max_groups)
    base_of, labels = (np.full(len(grouped), -1, dtype=np.int64) for _ in range(2))
    base_of[grouped] = base.labels
    labels[grouped] = grouping.labels[base.labels]
    if earlier is not None and grouping.k:
        named = keep_labels(labels, grouping.k, matrix.participant_ids, earlier)
        labels[labels >= 0] = named[labels[labels >= 0]]
    everybody = BaseClusters(frozen(base.centres), frozen(base.counts), frozen(base_of))
    return Grouped(grouping.k, labels, everybody, grouping.silhouettes)


def _sizes(labels: Ints, k: int) -> Ints:
    return np.bincount(labels[labels >= 0], minlength=k).astype(np.int64)


def _parameters(settings: PolisSettings, earlier: Earlier | None) -> dict[str, object]:
    return {
        "moderated_out": sorted(settings.moderated_out),
        "meta": sorted(settings.meta),
        "max_groups": settings.max_groups,
        "aligned_to": earlier.digest() if earlier else None,
    }
