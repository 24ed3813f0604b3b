"""What an analysis says once everybody has a place and a group: the same for every method."""

from dataclasses import dataclass, field

import numpy as np

from clustering.agreement import consensus_agree, consensus_disagree, group_aware_consensus
from clustering.alignment import Earlier, keep_labels
from clustering.analysis import Analysis
from clustering.arrays import Bools, Floats, Ints, frozen
from clustering.consensus_rule import ConsensusRule
from clustering.divisiveness import divisiveness
from clustering.groups import BaseClusters, Grouping, everybody
from clustering.matrix import VoteMatrix
from clustering.priorities import priorities
from clustering.projection import Projection
from clustering.representative import representative
from clustering.stability import Stability
from clustering.version import __version__


@dataclass(frozen=True)
class Settings:
    """Ids moderated out, ids of meta statements (about the voter, not the matter), largest k tried.

    resamples: how often the analysis is made again to see what is stable; rule: of the consensus looked for then.
    """

    moderated_out: tuple[int, ...] = ()
    meta: tuple[int, ...] = ()
    max_groups: int = 5
    resamples: int = 0
    rule: ConsensusRule = field(default_factory=ConsensusRule)

    def excluded(self, matrix: VoteMatrix) -> Ints:
        """The columns of all these statements, ascending."""
        return matrix.columns_of({*self.moderated_out, *self.meta})

    def counted(self, matrix: VoteMatrix) -> Bools:
        """Which statements are not excluded: (S,)."""
        counted = np.ones(matrix.shape[1], dtype=np.bool_)
        counted[self.excluded(matrix)] = False
        return counted


@dataclass(frozen=True, eq=False)
class Placed:
    """projection; positions: (P, 2); extremity: (S,), how far one lone agreeing vote would place its voter.

    noise, spread, uncertainty: as in an Analysis.
    """

    projection: Projection
    positions: Floats
    extremity: Floats
    noise: float | None = None
    spread: Floats | None = None
    uncertainty: Floats | None = None


@dataclass(frozen=True, eq=False)
class Grouped:
    """Who takes part (P,) and is in which group: labels (P,) with -1 for nobody's, k groups."""

    taking_part: Bools
    k: int
    labels: Ints
    base: BaseClusters
    silhouettes: dict[int, float]


def grouped(
    participant_ids: Ints, counted: Bools, base: BaseClusters, groups: Grouping, earlier: Earlier | None
) -> Grouped:
    """Everybody's group (P,): that of their base cluster, for the people `counted`; named as in the earlier result."""
    base_of, labels = everybody(base.labels, counted), everybody(groups.labels[base.labels], counted)
    if earlier is not None and groups.k:
        labels = np.append(keep_labels(labels, groups.k, participant_ids, earlier), -1)[labels]
    kept = BaseClusters(frozen(base.centres), frozen(base.counts), frozen(base_of))
    return Grouped(counted, groups.k, labels, kept, groups.silhouettes)


@dataclass(frozen=True, eq=False)
class Counted:
    """Agree, disagree and skip: by_group (k, S, 3) and total (S, 3)."""

    by_group: Ints
    total: Ints


def findings(
    method: str,
    matrix: VoteMatrix,
    settings: Settings,
    earlier: Earlier | None,
    placed: Placed,
    found: Grouped,
    counts: Counted,
    judged: Stability | None = None,
) -> Analysis:
    """The frozen result: counts, what stands out, what all agree on, what to ask next."""
    excluded = settings.excluded(matrix)
    counted, total = counts.by_group, counts.total
    voices = counted if found.k else total[None]
    meta = matrix.columns_of(settings.meta)
    return Analysis(
        method=method,
        code_version=__version__,
        parameters=_parameters(settings, earlier),
        input_digest=matrix.digest(),
        participant_ids=matrix.participant_ids,
        statement_ids=matrix.statement_ids,
        center=frozen(placed.projection.center),
        components=frozen(placed.projection.components),
        positions=frozen(placed.positions),
        grouped=frozen(found.taking_part),
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
        extremity=frozen(placed.extremity),
        priorities=frozen(priorities(voices.sum(axis=0), placed.extremity, meta)),
        noise=placed.noise,
        spread=placed.spread,
        uncertainty=placed.uncertainty,
        stability=judged,
        divisiveness=None if placed.noise is None else frozen(divisiveness(counted)),
    )


def _sizes(labels: Ints, k: int) -> Ints:
    return np.bincount(labels + 1, minlength=k + 1)[1:].astype(np.int64)


def _parameters(settings: Settings, earlier: Earlier | None) -> dict[str, object]:
    judged = {"resamples": settings.resamples, "consensus_rule": settings.rule.to_json()} if settings.resamples else {}
    return {
        "moderated_out": sorted(settings.moderated_out),
        "meta": sorted(settings.meta),
        "max_groups": settings.max_groups,
        "aligned_to": earlier.digest() if earlier else None,
        **judged,
    }
