"""Votes of made-up people whose groups are known, to try the methods and the app on."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np

from clustering.arrays import Codes, Floats, Ints, Votes, frozen
from clustering.matrix import AGREE, DISAGREE, SKIP, VoteMatrix, code_type, packed
from clustering.passes import processors

SKIP_SHARE = 0.15
UNITED_AGREE_SHARE = 0.93
UNITED_STATEMENTS = 5
EXPOSURE_POWER = 0.7
GROUP_DISTANCE = 2.0
SPREAD_WITHIN = 0.5
ROWS_AT_ONCE = 4096
ROWS_PER_DRAW = 1024  # each with a seed of its own: another number makes other votes


@dataclass(frozen=True, eq=False)
class PlantedVotes:
    """Events in log order (each (V,)), the true group per participant (P,), the statements on which
    everybody agrees, and the loadings of every statement on the factors (S, groups)."""

    participants: Ints
    statements: Ints
    values: Votes
    group_of: Ints
    united: Ints
    loadings: Floats


def planted_votes(
    participants: int, statements: int, groups: int, seed: int, *, votes_per_person: int = 45
) -> PlantedVotes:
    """`participants` people in `groups` groups, each voting on min(votes_per_person, statements).

    Every group has its own place among latent factors, every statement its loadings; a vote is the
    sign of their product with logistic noise. Statement j is shown in proportion to (j + 1)^-0.7;
    about 15 per cent of votes are skips; on up to five statements all groups agree alike.
    Raises ValueError when a number is below 1 or there are more groups than people.
    """
    _check(participants=participants, statements=statements, groups=groups, votes_per_person=votes_per_person)
    chance = np.random.default_rng(seed)
    group_of, united = _planted(chance, participants, statements, groups)
    shown = _shown(chance, participants, statements, min(votes_per_person, statements))
    people = np.repeat(np.arange(participants), shown.shape[1])
    asked = shown.ravel()
    stances = _stances(chance, group_of, statements)
    said = _said(chance, stances, people, asked, united)
    log = chance.permutation(len(people))
    return PlantedVotes(
        participants=frozen(people[log]),
        statements=frozen(asked[log]),
        values=frozen(said[log]),
        group_of=frozen(group_of),
        united=frozen(united),
        loadings=frozen(stances[1]),
    )


def planted_matrix(
    participants: int, statements: int, groups: int, seed: int, *, votes_per_person: int = 45
) -> VoteMatrix:
    """The matrix of such votes, packed as they are drawn: a million people take seconds and 400 MB.

    The same world as planted_votes makes, though not the same votes: those are drawn row by row.
    """
    _check(participants=participants, statements=statements, groups=groups, votes_per_person=votes_per_person)
    chance = np.random.default_rng(seed)
    group_of, united = _planted(chance, participants, statements, groups)
    stances = _stances(chance, group_of, statements)
    each = min(votes_per_person, statements)
    codes = np.empty((participants, each), dtype=code_type(statements))

    def draw(first: int) -> None:
        rows = np.arange(first, min(first + ROWS_PER_DRAW, participants))
        codes[rows] = _rows(np.random.default_rng([seed, first]), stances, rows, united, each)

    with ThreadPoolExecutor(processors()) as threads:
        list(threads.map(draw, range(0, participants, ROWS_PER_DRAW)))
    starts = np.arange(participants + 1) * each
    return VoteMatrix.from_packed(np.arange(participants), np.arange(statements), starts, codes.ravel())


def _rows(chance: np.random.Generator, stances: tuple[Floats, Floats], people: Ints, united: Ints, each: int) -> Codes:
    """The packed votes of `people`: (P, each)."""
    statements = len(stances[1])
    waits = chance.standard_exponential((len(people), statements), dtype=np.float32)
    waits *= _scarcity(statements).astype(np.float32)
    shown = np.sort(np.argpartition(waits, each - 1, axis=1)[:, :each], axis=1)
    said = _said(chance, stances, np.repeat(people, each), shown.ravel(), united)
    return packed(shown, said.reshape(shown.shape), statements)


def _check(**counts: int) -> None:
    for name, count in counts.items():
        if isinstance(count, bool) or not isinstance(count, int) or count < 1:
            raise ValueError(f"{name} must be a whole number of at least 1, got {count!r}")
    if counts["groups"] > counts["participants"]:
        raise ValueError(f"{counts['groups']} groups need at least as many participants, got {counts['participants']}")


def _planted(chance: np.random.Generator, people: int, statements: int, groups: int) -> tuple[Ints, Ints]:
    """The group of every participant (P,), and the statements on which all agree."""
    group_of = chance.permutation(np.arange(people) % groups)
    return group_of, np.sort(chance.choice(statements, min(UNITED_STATEMENTS, -(-statements // 4)), replace=False))


def _scarcity(statements: int) -> Floats:
    """How long each statement waits, on average, before it is shown: (S,)."""
    scarcity: Floats = np.power(np.arange(statements) + 1.0, EXPOSURE_POWER)
    return scarcity


def _shown(chance: np.random.Generator, people: int, statements: int, each: int) -> Ints:
    """Which statements each person sees, without repetition, popular ones more often: (P, each)."""
    return np.concatenate(
        [
            np.argpartition(chance.exponential(_scarcity(statements), (rows, statements)), each - 1, axis=1)[:, :each]
            for rows in _chunks(people)
        ]
    ).astype(np.int64)


def _chunks(people: int) -> list[int]:
    whole, rest = divmod(people, ROWS_AT_ONCE)
    return [ROWS_AT_ONCE] * whole + [rest] * (rest > 0)


def _stances(chance: np.random.Generator, group_of: Ints, statements: int) -> tuple[Floats, Floats]:
    """Latent places of people (P, f) and loadings of statements (S, f); one factor per group."""
    factors = int(group_of.max()) + 1
    places = GROUP_DISTANCE * np.eye(factors)[group_of]
    places += SPREAD_WITHIN * chance.standard_normal(places.shape)
    return places, chance.standard_normal((statements, factors))


def _said(
    chance: np.random.Generator, stances: tuple[Floats, Floats], people: Ints, asked: Ints, united: Ints
) -> Votes:
    places, loadings = stances
    leaning = np.zeros(len(people))
    for factor in range(places.shape[1]):
        leaning += places[people, factor] * loadings[asked, factor]
    agrees = leaning + chance.logistic(size=len(people)) > 0
    everybody = np.isin(asked, united)
    agrees[everybody] = chance.random(int(everybody.sum())) < UNITED_AGREE_SHARE
    skips = chance.random(len(people)) < SKIP_SHARE
    return np.where(skips, SKIP, np.where(agrees, AGREE, DISAGREE)).astype(np.int8)
