"""The last counted vote of everybody on everything, two bytes each, and how later votes come into it."""

from dataclasses import dataclass
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Codes = NDArray[Any]  # uint16; uint32 beyond statement number 16,383; uint64 beyond a billion

SEARCHED_AT_ONCE = 1 << 15  # votes, so that what a search goes over again and again stays in the processor's cache


@dataclass(frozen=True, eq=False)
class PackedVotes:
    """Rows are P participants by id; V votes stand in them by statement number.

    participants: int64 (P,), ascending; starts: int64 (P+1,), where each row begins and the last one ends;
    codes: (V,), statement number * 4 + vote + 1, ascending within a row.
    """

    participants: Ints
    starts: Ints
    codes: Codes

    @classmethod
    def none(cls) -> Self:
        return cls(np.zeros(0, np.int64), np.zeros(1, np.int64), np.zeros(0, np.uint16))

    def with_later(self, participants: Ints, codes: Ints) -> Self:
        """With votes that were cast after these, in log order, both (n,): of each on each the last one counts."""
        if not len(codes):
            return self
        later = _last_of_each(participants, codes)
        places, changed = self._places(later)
        wide = np.promote_types(self.codes.dtype, np.min_scalar_type(int(later.codes.max())))
        merged = self.codes.astype(wide)
        merged[places[changed]] = later.codes[changed]
        merged = np.insert(merged, places[~changed], later.codes[~changed])
        return type(self)(*self._rows_with(later, ~changed), merged)

    def _places(self, later: "_Later") -> tuple[Ints, NDArray[np.bool_]]:
        """Where each vote belongs, int64 (n,), and whether one on the same statement stands there, (n,)."""
        low, end = (
            np.repeat(self.starts[np.searchsorted(self.participants, later.people, side)], later.counts)
            for side in ("left", "right")
        )
        codes = np.append(self.codes, self.codes.dtype.type(0))  # something to look at behind the last row
        wanted = later.codes >> 2
        for start in range(0, len(low), SEARCHED_AT_ONCE):
            part = slice(start, start + SEARCHED_AT_ONCE)
            low[part] = _searched(codes, low[part], end[part], wanted[part])
        return low, (low < end) & (codes[low] >> 2 == wanted)

    def _rows_with(self, later: "_Later", added: NDArray[np.bool_]) -> tuple[Ints, Ints]:
        """Participants and starts when those of the later votes that are `added` (n,) have come in."""
        place = np.searchsorted(self.participants, later.people)
        known = np.append(self.participants, -1)[place] == later.people
        everybody = np.insert(self.participants, place[~known], later.people[~known])
        counts = np.insert(np.diff(self.starts), place[~known], 0)
        counts[np.searchsorted(everybody, later.people)] += np.add.reduceat(added, later.starts, dtype=np.int64)
        return everybody, np.concatenate([[0], np.cumsum(counts)])


class _Later(NamedTuple):
    """One vote of each on each: who, ascending (p,); where theirs begin and how many, (p,); what, (n,)."""

    people: Ints
    starts: Ints
    counts: Ints
    codes: Ints


def _last_of_each(participants: Ints, codes: Ints) -> _Later:
    """By participant, then statement, and of several votes the last. Takes at least one vote."""
    first, span = participants.min(), (codes.max() >> 2) + 1
    # A site has too few participants and statements for this product to leave 64 bits.
    keys, places = _sorted((participants - first) * span + (codes >> 2))
    last = np.append(keys[1:] != keys[:-1], True)
    keys, votes = keys[last], (codes & 3).astype(np.int8)[places[last]]
    rows = keys // span
    starts = np.flatnonzero(np.append(True, rows[1:] != rows[:-1]))
    return _Later(rows[starts] + first, starts, np.diff(starts, append=len(keys)), (keys - rows * span) << 2 | votes)


def _sorted(keys: Ints) -> tuple[Ints, Ints]:
    """The keys in order, equal ones as they came, and where each was: int64 (n,) twice.

    Sorting numbers that end with their place takes an eighth of the time of a stable argsort.
    """
    count = len(keys)
    if int(keys.max()) >= 2**63 // count - 1:
        order = np.argsort(keys, kind="stable")
        return keys[order], order
    joined = np.sort(keys * count + np.arange(count))
    keys = joined // count
    return keys, joined - keys * count


def _searched(codes: Codes, low: Ints, high: Ints, wanted: Ints) -> Ints:
    """The first place from `low` on and before `high` whose statement is not less than the wanted one; all (n,).

    A search by halves in many rows at once: going through all rows would cost as much as sorting anew.
    """
    for _ in range(int((high - low).max()).bit_length()):
        middle = (low + high) >> 1
        before = (codes[middle] >> 2 < wanted) & (middle < high)
        low, high = np.where(before, middle + 1, low), np.where(before, high, middle)
    return low
