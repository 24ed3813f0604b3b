"""The consensus that binds a ministry. Ours, not that of Polis, which admits one agree out of one vote.

A statement is consensus in a direction when enough people voted on it and in every group that has a
voice enough voted, enough of them went that way, and chance does not explain it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from math import ceil, isfinite
from typing import Any, Protocol, Self

import numpy as np

from clustering.arrays import Bools, Floats, Ints
from clustering.representative import Direction
from clustering.significance import Z_90, wilson_lower
from clustering.tallies import AGREES, DISAGREES, seen

DIRECTIONS: tuple[tuple[Direction, int], ...] = (("agree", AGREES), ("disagree", DISAGREES))
SAME_SCORE = 12  # decimals: scores equal to that many are equal, and the statement's id decides


@dataclass(frozen=True)
class ConsensusRule:
    """What counts as consensus, fixed before anybody votes.

    min_voters: votes on the statement (agree, disagree, skip; everybody). min_group_voters: the same in
    each group with a voice. min_share: successes / votes. z: of the one-sided Wilson lower bound, which
    must exceed 1/2. A group has a voice with max(min_group_size, ceil(min_group_fraction * grouped))
    people. at_most: length of the list. Raises ValueError for what makes no sense.
    """

    min_voters: int = 20
    min_group_voters: int = 5
    min_share: float = 0.6
    z: float = Z_90
    min_group_size: int = 10
    min_group_fraction: float = 0.05
    at_most: int = 10

    def __post_init__(self) -> None:
        for name in ("min_voters", "min_group_voters", "min_group_size", "at_most"):
            _require_count(name, getattr(self, name))
        _require_number("min_share", self.min_share, 1.0)
        _require_number("min_group_fraction", self.min_group_fraction, 1.0)
        _require_number("z", self.z, float("inf"))

    def voice_size(self, grouped: int) -> int:
        """People a group needs to have a voice among `grouped` people. Exact: 0.05 is one twentieth."""
        return max(self.min_group_size, ceil(Fraction(str(self.min_group_fraction)) * grouped))

    def to_json(self) -> dict[str, int | float]:
        """Every threshold by name."""
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """The rule from `to_json`; what is missing has its default. ValueError for unknown keys."""
        unknown = sorted(set(given) - {field.name for field in fields(cls)})
        if unknown:
            raise ValueError(f"unknown in a consensus rule: {', '.join(unknown)}")
        return cls(**given)


class Counted(Protocol):
    """Votes counted by group, as an Analysis has them. `excluded` are statement ids."""

    @property
    def statement_ids(self) -> Ints: ...
    @property
    def total_votes(self) -> Ints: ...
    @property
    def group_votes(self) -> Ints: ...
    @property
    def group_sizes(self) -> Ints: ...
    @property
    def excluded(self) -> tuple[int, ...]: ...


@dataclass(frozen=True, eq=False)
class CountedVotes:
    """Counts without an Analysis. ValueError when their shapes do not fit together.

    statement_ids: (S,); total_votes: (S, 3); group_votes: (k, S, 3); group_sizes: (k,).
    """

    statement_ids: Ints
    total_votes: Ints
    group_votes: Ints
    group_sizes: Ints
    excluded: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        wide, k = len(self.statement_ids), len(self.group_sizes)
        if self.total_votes.shape != (wide, 3):
            raise ValueError(f"total_votes must be ({wide}, 3), got {self.total_votes.shape}")
        if self.group_votes.shape != (k, wide, 3):
            raise ValueError(f"group_votes must be ({k}, {wide}, 3), got {self.group_votes.shape}")


@dataclass(frozen=True)
class GroupShare:
    """One group's part in a consensus; `group` is its label, None for everybody together."""

    group: int | None
    n_success: int
    n_voters: int
    share: float
    lower_bound: float


@dataclass(frozen=True)
class Binding:
    """A consensus statement. n_voters: votes on it by everybody; score: what it is ranked by."""

    statement: int
    direction: Direction
    n_voters: int
    score: float
    groups: tuple[GroupShare, ...]


def binding_consensus(counted: Counted, rule: ConsensusRule | None = None) -> tuple[Binding, ...]:
    """The consensus statements under `rule`, best first, `rule.at_most` of them.

    Ranked by the geometric mean over the groups with a voice of (successes + 1) / (votes + 2), of
    equals the lower id. When no group has a voice, or there are fewer than two groups, everybody
    together is the only group. Excluded statements never.
    """
    rule = rule or ConsensusRule()
    groups, votes = _voices(counted, rule)
    found = [
        entry
        for direction, kind in DIRECTIONS
        for entry in _in_direction(counted, rule, groups, votes, direction, kind)
    ]
    found.sort(key=lambda entry: (-round(entry.score, SAME_SCORE), entry.statement))
    return tuple(found[: rule.at_most])


def _voices(counted: Counted, rule: ConsensusRule) -> tuple[list[int] | list[None], Ints]:
    """Labels (g) and votes (g, S, 3) of the groups with a voice, or of everybody as one group."""
    sizes = np.asarray(counted.group_sizes)
    loud = np.flatnonzero(sizes >= rule.voice_size(int(sizes.sum())))
    if len(sizes) < 2 or not loud.size:
        return [None], counted.total_votes[None]
    return loud.tolist(), counted.group_votes[loud]


def _in_direction(
    counted: Counted,
    rule: ConsensusRule,
    groups: Sequence[int | None],
    votes: Ints,
    direction: Direction,
    kind: int,
) -> list[Binding]:
    successes, voters = votes[..., kind], seen(votes)
    shares = successes / np.maximum(voters, 1)
    lower = wilson_lower(successes, voters, rule.z)
    score = np.exp(np.log((successes + 1) / (voters + 2)).mean(axis=0))
    holds = (voters >= rule.min_group_voters) & (shares >= rule.min_share) & (lower > 1 / 2)
    return [
        Binding(
            statement=int(counted.statement_ids[column]),
            direction=direction,
            n_voters=int(seen(counted.total_votes)[column]),
            score=float(score[column]),
            groups=_shares(groups, successes[:, column], voters[:, column], lower[:, column]),
        )
        for column in np.flatnonzero(holds.all(axis=0) & _admitted(counted, rule))
    ]


def _admitted(counted: Counted, rule: ConsensusRule) -> Bools:
    """Statements not excluded that enough people voted on: (S,)."""
    out = np.isin(counted.statement_ids, np.array(counted.excluded, dtype=np.int64))
    admitted: Bools = (seen(counted.total_votes) >= rule.min_voters) & ~out
    return admitted


def _shares(
    groups: Sequence[int | None], successes: Ints, voters: Ints, lower: Floats
) -> tuple[GroupShare, ...]:
    return tuple(
        GroupShare(label, int(won), int(voted), int(won) / int(voted), float(bound))
        for label, won, voted, bound in zip(groups, successes, voters, lower, strict=True)
    )


def _require_count(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")


def _require_number(name: str, value: object, most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{name} must be a number, got {value!r}")
    if not 0 <= value <= most:
        raise ValueError(f"{name} must be between 0 and {most:g}, got {value!r}")
