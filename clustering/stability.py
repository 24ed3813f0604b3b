"""How much of a result is the votes' and how much is chance: the same analysis over again, of other votes like these.

What is found again each time is stable (clustering.resampling). What a group says about its members is measured in
bits per vote: by how much better their votes are foretold from their group's shares than from everybody's.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import count
from typing import Any

import numpy as np

from clustering.arrays import Bools, Floats, Ints
from clustering.consensus import CountedVotes, agreed
from clustering.consensus_rule import ConsensusRule
from clustering.information import bits_per_vote
from clustering.passes import Passes
from clustering.recovery import adjusted_rand
from clustering.representative import Direction
from clustering.resampling import Again, Found, other_people, other_statements
from clustering.tallies import FROM_CODES

# Of more votes than that, resamples are drawn from a sample of the participants.
MOST_VOTES = 1_000_000
# Groups are clear when other people show them again at least this well, and they say something: docs/decisions/0008.
CLEAR = 0.5
Progress = Callable[[str, int, int], None]
Agreed = tuple[int, Direction]


@dataclass(frozen=True)
class GroupStability:
    """Jaccard similarity of a group with the most similar one of each resample, the mean (Hennig 2007)."""

    people: float
    statements: float


@dataclass(frozen=True)
class ConsensusStability:
    """In what share of the resamples the statement was consensus again, in that direction."""

    statement: int
    direction: Direction
    people: float
    statements: float


@dataclass(frozen=True)
class Stability:
    """How stable k groups are. Shares and indices, 1 at best; about 0 is chance.

    people: adjusted Rand index of the groups found among resampled people with these groups, the mean; statements:
    the same between the groups that one half of the statements shows and those that the other half shows. same_k: in
    what share of the resamples of people there would be as many groups. bits: gained per vote of somebody in a group
    over knowing what everybody votes, on votes kept back. clear: whether the groups can be shown as such. groups: one
    figure per group; consensus: one per consensus statement, best first, of these groups, or of everybody together
    when they are not clear. resamples: so many of people, and so many deals of statements; participants: whom they
    were drawn from.
    """

    k: int
    clear: bool
    people: float
    statements: float
    same_k: float
    bits: float
    groups: tuple[GroupStability, ...]
    consensus: tuple[ConsensusStability, ...]
    resamples: int
    participants: int


@dataclass(frozen=True, eq=False)
class _Judged:
    """One resample: likeness of each group found (k,) with one of its own, and what is consensus in it."""

    likeness: Floats
    consensus: frozenset[tuple[int, Direction]]


def stability(
    passes: Passes,
    found: Found,
    rule: ConsensusRule,
    excluded: tuple[int, ...],
    *,
    max_groups: int,
    resamples: int,
    progress: Progress | None = None,
) -> Stability:
    """How stable these groups are, and the consensus under `rule`; `excluded` are statement ids."""
    passes, found = _fewer(passes, found)
    watched = partial(_each, passes, progress)
    people = watched("other people", partial(other_people, passes, found, max_groups), resamples)
    halves = watched("other statements", partial(other_statements, passes, found), resamples)
    agreement, bits = _mean([_alike(found, again) for again in people]), bits_per_vote(passes, found)
    clear = found.k > 1 and agreement >= CLEAR and bits > 0
    consensus = partial(_consensus, k=found.k if clear else 0, rule=rule, excluded=excluded)
    judge = partial(_judged, found, consensus)
    by_people = [judge(again) for again in people]
    by_half = [judge(again) for pair in halves for again in pair]
    return Stability(
        k=found.k,
        clear=clear,
        people=agreement,
        statements=_mean([_alike(*pair) for pair in halves]),
        same_k=_mean([again.chosen == found.k for again in people]),
        bits=bits,
        groups=_of_groups(found.k, by_people, by_half),
        consensus=_of_consensus(consensus(passes, found.labels), by_people, by_half),
        resamples=resamples,
        participants=len(found.labels),
    )


def _fewer(passes: Passes, found: Found) -> tuple[Passes, Found]:
    """A sample of the participants when there are very many: the figures are then of so many people."""
    votes = passes.matrix.number_of_votes
    rows = passes.drawn(MOST_VOTES / votes if votes > 2 * MOST_VOTES else 1.0)
    rows = rows[passes.matrix.vote_counts[rows] > 0]  # nobody who only looked on changes what is drawn
    return passes.of_rows(rows), found._replace(labels=found.labels[rows])


def _each(passes: Passes, progress: Progress | None, what: str, work: Callable[[int], Any], times: int) -> list[Any]:
    finished = count(1)  # on several threads not in the order of their numbers

    def one(number: int) -> Any:
        done = work(number)
        if progress is not None:
            progress(what, next(finished), times)
        return done

    return passes.each(one, range(times))


def _judged(found: Found, consensus: Callable[[Passes, Ints], tuple[Agreed, ...]], again: Again) -> _Judged:
    both = (again.labels >= 0) & (found.labels >= 0)
    cells = found.labels[both] * found.k + again.labels[both]
    common = np.bincount(cells, minlength=found.k**2).reshape(found.k, found.k)
    either = common.sum(axis=1)[:, None] + common.sum(axis=0) - common
    return _Judged(
        (common / np.maximum(either, 1)).max(axis=1, initial=0.0),
        frozenset(consensus(again.passes, again.labels)),
    )


def _alike(one: Found | Again, other: Again) -> float:
    both = (one.labels >= 0) & (other.labels >= 0)
    return adjusted_rand(one.labels[both], other.labels[both]) if both.any() else 0.0


def _consensus(
    passes: Passes, labels: Ints, k: int, rule: ConsensusRule, excluded: tuple[int, ...]
) -> tuple[Agreed, ...]:
    """The consensus under `rule` when these are the groups; people and votes count as often as they were drawn."""
    if not k:
        labels = np.full_like(labels, -1)
    inside: Bools = labels >= 0
    sizes = np.bincount(labels[inside], weights=passes.weights[inside], minlength=k)[:k].astype(np.int64)
    total = passes.all_counts[:, FROM_CODES].round().astype(np.int64)
    by_group = passes.tallies(labels, k)[..., FROM_CODES]
    return agreed(CountedVotes(passes.matrix.statement_ids, total, by_group, sizes, excluded), rule)


def _of_groups(k: int, people: Sequence[_Judged], halves: Sequence[_Judged]) -> tuple[GroupStability, ...]:
    return tuple(
        GroupStability(*(_mean([one.likeness[group] for one in judged]) for judged in (people, halves)))
        for group in range(k)
    )


def _of_consensus(
    now: tuple[Agreed, ...], people: Sequence[_Judged], halves: Sequence[_Judged]
) -> tuple[ConsensusStability, ...]:
    return tuple(
        ConsensusStability(*entry, *(_mean([entry in one.consensus for one in judged]) for judged in (people, halves)))
        for entry in now
    )


def _mean(figures: Sequence[float]) -> float:
    return float(np.mean(figures)) if figures else 0.0
