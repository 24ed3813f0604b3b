"""One frozen result of one analysis."""

from dataclasses import dataclass, fields
from typing import Any

from clustering.agreement import ConsensusEntry
from clustering.arrays import Bools, Floats, Ints
from clustering.canonical import digest_of_arrays, plain
from clustering.groups import BaseClusters
from clustering.representative import Representative
from clustering.stability import Stability


@dataclass(frozen=True, eq=False)
class Analysis:
    """What an analysis of P participants and S statements found. Arrays are not writeable.

    parameters: everything besides the votes that decided the result; aligned_to is the digest of the
    earlier result it was aligned to. input_digest: VoteMatrix.digest().
    center: (S,); components: (2, S); positions: (P, 2), in units of votes times sqrt(S).
    Method default only, else None: noise, the variance of one vote around its prediction, in votes squared;
    spread: (2, 2), how widely positions are spread before anybody has voted, a covariance; uncertainty: (P, 3),
    the covariance (xx, xy, yy) of everybody's position given their votes; divisiveness: (S,), how far apart
    the groups stand (clustering.divisiveness); stability: what resampling says, None without it. When it finds no
    clear groups, k is 0 and nobody is in one.
    grouped: (P,) bool, takes part in grouping; labels: (P,), -1 for not grouped.
    k: number of groups, 0 when there are none; group_sizes: (k,) people.
    base_clusters: its labels are (P,), -1 for not grouped. silhouettes: per number of groups tried.
    group_votes: (k, S, 3) and total_votes: (S, 3), both agree, disagree, skip.
    representative: one tuple per group. group_aware_consensus, extremity, priorities: (S,); without
    groups the first and the last are taken over everybody.
    """

    method: str
    code_version: str
    parameters: dict[str, Any]
    input_digest: str
    participant_ids: Ints
    statement_ids: Ints
    center: Floats
    components: Floats
    positions: Floats
    grouped: Bools
    labels: Ints
    k: int
    group_sizes: Ints
    base_clusters: BaseClusters
    silhouettes: dict[int, float]
    group_votes: Ints
    total_votes: Ints
    representative: tuple[tuple[Representative, ...], ...]
    consensus_agree: tuple[ConsensusEntry, ...]
    consensus_disagree: tuple[ConsensusEntry, ...]
    group_aware_consensus: Floats
    extremity: Floats
    priorities: Floats
    noise: float | None = None
    spread: Floats | None = None
    uncertainty: Floats | None = None
    stability: Stability | None = None
    divisiveness: Floats | None = None

    @property
    def excluded(self) -> tuple[int, ...]:
        """Ids of the statements that can be neither representative nor consensus."""
        return tuple(sorted({*self.parameters["moderated_out"], *self.parameters["meta"]}))

    def to_json(self) -> dict[str, Any]:
        """Every field as plain Python types, the same for the same input."""
        found: dict[str, Any] = plain(self)
        return found

    def digest(self) -> str:
        """sha256 (hex) of all fields in the order of their names: arrays by their bytes, the rest as canonical JSON."""
        return digest_of_arrays({name: getattr(self, name) for name in sorted(field.name for field in fields(self))})
