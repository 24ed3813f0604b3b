"""What the numbers of a consensus rule would do: made-up people whose groups are known vote, and the rule is asked.

Nothing is read from the votes of a consultation, and nothing is stored. The same numbers give the same answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import mean

import numpy as np

from clustering import ConsensusRule, CountedVotes, PlantedVotes, binding_consensus, planted_votes

PEOPLE = (50, 100, 200, 500, 1000, 2000)
DRAWS = (1, 2, 3)  # worlds of each size, by their seeds; what is told is their mean
MOST_STATEMENTS, MOST_GROUPS, MOST_VOTES = 200, 6, 100  # keep it within a second or two
PLACE = {1: 0, -1: 1, 0: 2}  # of a vote among agree, disagree and skip


@dataclass(frozen=True)
class Foreseen:
    """Of so many people: how many statements become consensus by the rule, and on how many all were made to agree.

    Means over several worlds: `bound` all that would bind, `shared` those of them on which all agree, `usual` as
    many as `bound` by the usual numbers.
    """

    people: int
    bound: float
    shared: float
    usual: float
    united: int


def foreseen(rule: Mapping[str, float], *, statements: int, groups: int, votes: int) -> list[Foreseen]:
    """For several numbers of people, each of whom votes on at most `votes` of the `statements`. `rule`: complete."""
    asked, usual = ConsensusRule.from_json(rule), ConsensusRule()
    return [_of(people, asked, usual, statements, groups, votes) for people in PEOPLE]


def _of(people: int, asked: ConsensusRule, usual: ConsensusRule, statements: int, groups: int, votes: int) -> Foreseen:
    worlds = [planted_votes(people, statements, groups, seed, votes_per_person=votes) for seed in DRAWS]
    counts = [_counted(world, statements, groups) for world in worlds]
    bound = [{each.statement for each in binding_consensus(count, asked)} for count in counts]
    shared = [len(found & set(world.united.tolist())) for found, world in zip(bound, worlds, strict=True)]
    return Foreseen(
        people=people,
        bound=mean(map(len, bound)),
        shared=mean(shared),
        usual=mean(len(binding_consensus(count, usual)) for count in counts),
        united=len(worlds[0].united),
    )


def _counted(world: PlantedVotes, statements: int, groups: int) -> CountedVotes:
    """The votes counted by the groups that were planted: (groups, statements, 3)."""
    kinds = np.select([world.values == value for value in PLACE], list(PLACE.values()))
    place = (world.group_of[world.participants] * statements + world.statements) * len(PLACE) + kinds
    shape = (groups, statements, len(PLACE))
    by_group = np.bincount(place, minlength=groups * statements * len(PLACE)).reshape(shape)
    sizes = np.bincount(world.group_of, minlength=groups)
    return CountedVotes(np.arange(statements), by_group.sum(axis=0), by_group, sizes)
