"""The consensus that binds a ministry. Ours, not that of Polis, which admits one agree out of one vote.

A statement is consensus in a direction when enough people voted on it and in every group that has a
voice enough voted, enough of them went that way, and chance does not explain it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from clustering.arrays import Bools, Ints
from clustering.consensus_rule import LAST, ConsensusRule, Place, place, score
from clustering.flip_margin import flip_margin
from clustering.representative import Direction
from clustering.significance import wilson_lower
from clustering.tallies import AGREES, DISAGREES, seen

DIRECTIONS: tuple[tuple[Direction, int], ...] = (("agree", AGREES), ("disagree", DISAGREES))


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
    """A consensus statement.

    n_voters: votes on it by everybody; score: what it is ranked by. flip_margin: how many votes in the opposite
    direction by people who had not voted on it take it off the list, one fewer do not (clustering.flip_margin).
    """

    statement: int
    direction: Direction
    n_voters: int
    score: float
    groups: tuple[GroupShare, ...]
    flip_margin: int


@dataclass(frozen=True, eq=False)
class Passing:
    """A statement (column) that passes the rule in a direction: its votes by group, each (g,), and its place."""

    column: int
    direction: Direction
    successes: Ints
    voters: Ints
    score: float
    place: Place


def binding_consensus(counted: Counted, rule: ConsensusRule | None = None) -> tuple[Binding, ...]:
    """The consensus statements under `rule`, best first, `rule.at_most` of them.

    Ranked by the geometric mean over the groups with a voice of (successes + 1) / (votes + 2), of
    equals the lower id. When no group has a voice, or there are fewer than two groups, everybody
    together is the only group. Excluded statements never, and they do not make the rule stricter.
    """
    rule = rule or ConsensusRule()
    groups, votes = _voices(counted, rule)
    z, passing = _ranked(counted, votes, rule)
    next_in_line = passing[rule.at_most].place if len(passing) > rule.at_most else LAST
    return tuple(
        Binding(
            statement=entry.place[1],
            direction=entry.direction,
            n_voters=int(seen(counted.total_votes[entry.column])),
            score=entry.score,
            groups=_shares(groups, entry, z),
            flip_margin=flip_margin(entry.successes, entry.voters, rule, z, entry.place[1], next_in_line),
        )
        for entry in passing[: rule.at_most]
    )


def agreed(counted: Counted, rule: ConsensusRule) -> tuple[tuple[int, Direction], ...]:
    """Statement and direction of each of them, in the same order: without margins, which take the most time."""
    _, passing = _ranked(counted, _voices(counted, rule)[1], rule)
    return tuple((entry.place[1], entry.direction) for entry in passing[: rule.at_most])


def _ranked(counted: Counted, votes: Ints, rule: ConsensusRule) -> tuple[float, list[Passing]]:
    """z of a single test, and what passes by the votes (g, S, 3) of the groups with a voice, best first."""
    admitted = _admitted(counted, rule)
    z = rule.z_among(int(admitted.sum()))
    return z, sorted(_passing(counted.statement_ids, votes, admitted, rule, z), key=lambda entry: entry.place)


def _voices(counted: Counted, rule: ConsensusRule) -> tuple[list[int] | list[None], Ints]:
    """Labels (g) and votes (g, S, 3) of the groups with a voice, or of everybody as one group."""
    loud = rule.voices(counted.group_sizes)
    if len(counted.group_sizes) < 2 or not loud.size:
        return [None], counted.total_votes[None]
    return loud.tolist(), counted.group_votes[loud]


def _admitted(counted: Counted, rule: ConsensusRule) -> Bools:
    """Statements not excluded that enough people voted on: (S,)."""
    out = np.isin(counted.statement_ids, np.array(counted.excluded, dtype=np.int64))
    admitted: Bools = (seen(counted.total_votes) >= rule.min_voters) & ~out
    return admitted


def _passing(ids: Ints, votes: Ints, admitted: Bools, rule: ConsensusRule, z: float) -> Iterator[Passing]:
    voters = seen(votes)
    for direction, kind in DIRECTIONS:
        successes = votes[..., kind]
        scores = score(successes, voters)
        for column in np.flatnonzero(rule.holds(successes, voters, z).all(axis=0) & admitted).tolist():
            own = float(scores[column])
            where = place(own, int(ids[column]))
            yield Passing(column, direction, successes[:, column], voters[:, column], own, where)


def _shares(groups: Sequence[int | None], entry: Passing, z: float) -> tuple[GroupShare, ...]:
    lower = wilson_lower(entry.successes, entry.voters, z)
    return tuple(
        GroupShare(label, int(won), int(voted), int(won) / int(voted), float(bound))
        for label, won, voted, bound in zip(groups, entry.successes, entry.voters, lower, strict=True)
    )
