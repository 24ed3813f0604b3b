"""What counts as consensus: numbers fixed before anybody votes, and the tests that they stand for."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from fractions import Fraction
from math import ceil, inf, isfinite, log
from typing import Any, Self

import numpy as np
from scipy.special import log_ndtr, ndtri_exp

from clustering.arrays import Bools, Floats, Ints
from clustering.significance import Z_90, wilson_lower

SAME_SCORE = 12  # decimals: scores equal to that many are equal, and the statement's id decides
Place = tuple[float, int]
LAST: Place = (inf, 0)


@dataclass(frozen=True)
class ConsensusRule:
    """What counts as consensus, fixed before anybody votes.

    min_voters: votes on the statement (agree, disagree, skip; everybody). min_group_voters: the same in
    each group with a voice. min_share: successes / votes. z: of the one-sided Wilson lower bound, which
    must exceed 1/2. z_for_all: 1 when z is the confidence of the whole list, 0 when that of each statement by
    itself. A group has a voice with max(min_group_size, ceil(min_group_fraction * grouped)) people.
    at_most: length of the list. Raises ValueError for what makes no sense.
    """

    min_voters: int = 20
    min_group_voters: int = 5
    min_share: float = 0.6
    z: float = Z_90
    z_for_all: int = 1
    min_group_size: int = 10
    min_group_fraction: float = 0.05
    at_most: int = 10

    def __post_init__(self) -> None:
        for name in ("min_voters", "min_group_voters", "min_group_size", "at_most"):
            _require_count(name, getattr(self, name))
        _require_number("min_share", self.min_share, 1.0)
        _require_number("min_group_fraction", self.min_group_fraction, 1.0)
        _require_number("z", self.z, inf)
        if isinstance(self.z_for_all, bool) or self.z_for_all not in (0, 1):
            raise ValueError(f"z_for_all must be 0 or 1, got {self.z_for_all!r}")

    def voice_size(self, grouped: int) -> int:
        """People a group needs to have a voice among `grouped` people. Exact: 0.05 is one twentieth."""
        return max(self.min_group_size, ceil(Fraction(str(self.min_group_fraction)) * grouped))

    def voices(self, sizes: Ints) -> Ints:
        """Which of the groups of these sizes (k,) have a voice, ascending."""
        return np.flatnonzero(sizes >= self.voice_size(int(sizes.sum())))

    def z_among(self, statements: int) -> float:
        """z of a single test, when `statements` statements are tested for agreeing and for disagreeing.

        Bonferroni: the doubt that z leaves, its upper tail, is divided equally among the 2 * statements tests.
        Then the chance that any statement gets in by luck is at most that doubt, however the tests hang together.
        Groups add none: all must pass, so luck has to help in at least one (intersection-union, Berger 1982).
        """
        if not self.z_for_all or not statements:
            return self.z
        return float(-ndtri_exp(log_ndtr(-self.z) - log(2 * statements)))  # logarithms: of a large z little is left

    def holds(self, successes: Ints, voters: Ints, z: float) -> Bools:
        """Whether `successes` of `voters` people of a group are enough, tested at `z`. Elementwise."""
        shares = successes / np.maximum(voters, 1)
        beyond_chance = wilson_lower(successes, voters, z) > 1 / 2
        enough: Bools = (voters >= self.min_group_voters) & (shares >= self.min_share) & beyond_chance
        return enough

    def to_json(self) -> dict[str, int | float]:
        """Every threshold by name."""
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """The rule from `to_json`; what is missing has its default. ValueError for unknown keys.

        Without z_for_all it was fixed before there was a choice, and keeps its meaning: each statement by itself.
        """
        unknown = sorted(set(given) - {field.name for field in fields(cls)})
        if unknown:
            raise ValueError(f"unknown in a consensus rule: {', '.join(unknown)}")
        return cls(**{"z_for_all": 0, **given})


def score(successes: Ints, voters: Ints) -> Floats:
    """Geometric mean over groups, the first axis, of (successes + 1) / (voters + 2). (g, ...) becomes (...).

    MATH.md, "Consensus from one vote": a mean and not a product, which shrinks with the number of groups.
    """
    mean: Floats = np.exp(np.log((successes + 1) / (voters + 2)).mean(axis=0))
    return mean


def place(scored: Floats | float, statement: int) -> Place:
    """What the list is sorted by: the highest score first, of equals the lower id."""
    return -round(float(scored), SAME_SCORE), statement


def _require_count(name: str, value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise ValueError(f"{name} must be a whole number of at least 1, got {value!r}")


def _require_number(name: str, value: object, most: float) -> None:
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise ValueError(f"{name} must be a number, got {value!r}")
    if not 0 <= value <= most:
        raise ValueError(f"{name} must be between 0 and {most:g}, got {value!r}")
