"""The method of Polis, step by step. MATH.md, "Polis-compatible method, exactly"."""

from dataclasses import replace

from clustering.alignment import Earlier, keep_signs
from clustering.analysis import Analysis
from clustering.arrays import Floats, Ints
from clustering.findings import Counted, Grouped, Placed, Settings, findings, grouped
from clustering.groups import base_clusters, group
from clustering.matrix import VoteMatrix
from clustering.participation import taking_part
from clustering.projection import Projection, extremity, positions, project
from clustering.tallies import group_votes, total_votes

METHOD = "polis"


def analyse_polis(matrix: VoteMatrix, settings: Settings, earlier: Earlier | None) -> Analysis:
    """The whole method on one vote matrix, aligned to `earlier` where there is one."""
    excluded = settings.excluded(matrix)
    projection = _projected(matrix, excluded, earlier)
    placed = Placed(projection, positions(matrix, projection, excluded), extremity(projection))
    found = _grouped(matrix, placed.positions, settings.max_groups, earlier)
    counts = Counted(group_votes(matrix, found.labels, found.k), total_votes(matrix))
    return findings(METHOD, matrix, settings, earlier, placed, found, counts)


def _projected(matrix: VoteMatrix, excluded: Ints, earlier: Earlier | None) -> Projection:
    projection = project(matrix, excluded)
    if earlier is None:
        return projection
    turned = keep_signs(projection.components, matrix.statement_ids, earlier)
    return replace(projection, components=turned)


def _grouped(matrix: VoteMatrix, placed: Floats, max_groups: int, earlier: Earlier | None) -> Grouped:
    counted = taking_part(matrix.vote_counts, matrix.shape[1])
    base = base_clusters(placed[counted])
    grouping = group(base.centres, base.counts, max_groups)
    return grouped(matrix.participant_ids, counted, base, grouping, earlier)
