"""The vote matrix: who said what, once each, as sparse rows of packed votes.

Agree is +1, disagree is -1, skip is 0. A skip is stored; unseen is not. One vote is one small number, its code:
column * 4 + vote + 1, which takes two bytes up to 16,383 statements and four beyond.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from clustering.arrays import Bools, Codes, Floats, Ints, Votes, frozen, integers

AGREE, DISAGREE, SKIP = 1, -1, 0
MOST_IN_TWO_BYTES = 16_383
NO_VOTE = 3  # the last two bits of a code are vote + 1: 0, 1 or 2


@dataclass(frozen=True, eq=False)
class VoteMatrix:
    """Votes as compressed sparse rows: P participants by S statements, both sorted by id.

    participant_ids: int64 (P,); statement_ids: int64 (S,); indptr: int64 (P+1,);
    codes: uint16 or uint32 (V,), column * 4 + vote + 1, columns ascending within a row.
    """

    participant_ids: Ints
    statement_ids: Ints
    indptr: Ints
    codes: Codes

    @classmethod
    def from_events(
        cls,
        participants: ArrayLike,
        statements: ArrayLike,
        values: ArrayLike,
        *,
        all_statements: Iterable[int] | None = None,
    ) -> Self:
        """The matrix of an event log in log order, where the last vote on a statement counts.

        The columns are `all_statements`, or those voted on. Raises ValueError when the three
        sequences differ in length, a value is not +1, -1 or 0, an id is not a whole number, or
        a vote names a statement outside `all_statements`.
        """
        people, asked, said = _checked_events(participants, statements, values)
        columns = _columns(asked, all_statements)
        people, asked, said = _last_votes(people, asked, said)
        rows, counts = np.unique(people, return_counts=True)
        indptr = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
        codes = packed(np.searchsorted(columns, asked), said, len(columns))
        return cls(frozen(rows), frozen(columns), frozen(indptr), frozen(codes))

    @classmethod
    def from_packed(cls, participant_ids: ArrayLike, statement_ids: ArrayLike, indptr: ArrayLike, codes: Codes) -> Self:
        """The matrix of votes that are packed already; `codes` is taken as it is, not copied.

        Raises ValueError when ids do not ascend, row starts do not fit, a code names no column or no vote, or
        columns do not ascend within a row.
        """
        people, statements = integers("participant_ids", participant_ids), integers("statement_ids", statement_ids)
        starts = integers("indptr", indptr)
        _check_packed(people, statements, starts, codes)
        return cls(frozen(people), frozen(statements), frozen(starts), frozen(codes.view()))

    @cached_property
    def indices(self) -> Ints:
        """The column of every stored vote: int64 (V,)."""
        return frozen((self.codes >> 2).astype(np.int64))

    @cached_property
    def values(self) -> Votes:
        """Every stored vote: int8 (V,) in {+1, -1, 0}."""
        return frozen((self.codes & 3).astype(np.int8) - np.int8(1))

    @property
    def number_of_votes(self) -> int:
        """V, skips included."""
        return len(self.codes)

    @property
    def shape(self) -> tuple[int, int]:
        """(P, S)."""
        return len(self.participant_ids), len(self.statement_ids)

    @cached_property
    def rows(self) -> Ints:
        """The row of every stored vote: int64 (V,)."""
        return frozen(np.repeat(np.arange(self.shape[0]), self.vote_counts))

    @cached_property
    def vote_counts(self) -> Ints:
        """Votes per participant, skips included: int64 (P,)."""
        return frozen(np.diff(self.indptr))

    def columns_of(self, statements: Iterable[int]) -> Ints:
        """The columns of these statement ids, ascending; ids without a column are left out."""
        wanted = integers("statement ids", list(statements))
        return np.flatnonzero(np.isin(self.statement_ids, wanted)).astype(np.int64)

    def only(self, counted: Bools) -> Self:
        """The same rows and columns with only the votes where `counted` (V,) is true; rows may become empty."""
        if counted.shape != self.codes.shape:
            raise ValueError(f"counted must be {self.codes.shape}, got {counted.shape}")
        each = np.bincount(self.rows[counted], minlength=self.shape[0])
        return replace(
            self,
            indptr=frozen(np.concatenate([[0], np.cumsum(each)]).astype(np.int64)),
            codes=frozen(self.codes[counted]),
        )

    def of_rows(self, rows: Ints) -> Self:
        """Only the participants in `rows`, which ascend, with all their votes."""
        each = self.vote_counts[rows]
        starts = np.concatenate([[0], np.cumsum(each)]).astype(np.int64)
        votes = np.arange(starts[-1]) + np.repeat(self.indptr[rows] - starts[:-1], each)
        return replace(
            self,
            participant_ids=frozen(self.participant_ids[rows]),
            indptr=frozen(starts),
            codes=frozen(self.codes[votes]),
        )

    def dense(self) -> Floats:
        """P x S floats with NaN for unseen. For small matrices and for tests."""
        full = np.full(self.shape, np.nan)
        full[self.rows, self.indices] = self.values
        return full

    def digest(self) -> str:
        """sha256 (hex) of shape, ids, row starts and codes, little-endian, in that order."""
        return self._digest

    @cached_property
    def _digest(self) -> str:
        state = hashlib.sha256(b"answerable vote matrix 2\n")
        state.update(np.array(self.shape, dtype="<i8").tobytes())
        for part in (self.participant_ids, self.statement_ids, self.indptr, self.codes):
            state.update(np.ascontiguousarray(part.astype(part.dtype.newbyteorder("<"), copy=False)).data)
        return state.hexdigest()


def packed(columns: Ints, values: ArrayLike, statements: int) -> Codes:
    """The codes (V,) of votes `values` on `columns`, both (V,), among that many `statements`."""
    codes: Codes = (columns * 4 + np.asarray(values) + 1).astype(code_type(statements))
    return codes


def code_type(statements: int) -> np.dtype[np.uint16] | np.dtype[np.uint32]:
    """The type of the codes of a matrix with that many statements: two bytes where they fit."""
    return np.dtype(np.uint16) if statements <= MOST_IN_TWO_BYTES else np.dtype(np.uint32)


def _check_packed(people: Ints, statements: Ints, starts: Ints, codes: Codes) -> None:
    for name, ids in (("participant_ids", people), ("statement_ids", statements)):
        if (np.diff(ids) <= 0).any():
            raise ValueError(f"{name} must ascend without repetition")
    if len(starts) != len(people) + 1 or starts[0] != 0 or starts[-1] != len(codes) or (np.diff(starts) < 0).any():
        raise ValueError(f"indptr must ascend from 0 to {len(codes)} in {len(people) + 1} steps")
    if codes.dtype != code_type(len(statements)) or codes.ndim != 1:
        raise ValueError(f"codes must be one row of {code_type(len(statements))}, got {codes.dtype} {codes.shape}")
    if codes.size and (int(codes.max()) >> 2 >= len(statements) or ((codes & 3) == NO_VOTE).any()):
        raise ValueError("a code is column * 4 + vote + 1; one names no column or no vote")
    columns, first = codes >> 2, np.zeros(len(codes) + 1, dtype=np.bool_)
    first[starts] = True
    if ((columns[1:] <= columns[:-1]) & ~first[1:-1]).any():
        raise ValueError("columns must ascend within a row, without repetition")


def _checked_events(participants: ArrayLike, statements: ArrayLike, values: ArrayLike) -> tuple[Ints, Ints, Ints]:
    people, asked, said = (
        integers(name, given)
        for name, given in (("participants", participants), ("statements", statements), ("values", values))
    )
    if not len(people) == len(asked) == len(said):
        raise ValueError(
            f"participants, statements and values differ in length: {len(people)}, {len(asked)}, {len(said)}"
        )
    wrong = np.flatnonzero(~np.isin(said, (AGREE, DISAGREE, SKIP)))
    if wrong.size:
        raise ValueError(f"a vote is +1, -1 or 0, got {said[wrong[0]]} at position {wrong[0]}")
    return people, asked, said


def _columns(asked: Ints, all_statements: Iterable[int] | None) -> Ints:
    if all_statements is None:
        return np.unique(asked)
    columns = np.unique(integers("all_statements", list(all_statements)))
    unknown = np.setdiff1d(asked, columns)
    if unknown.size:
        raise ValueError(f"a vote names statement {unknown[0]}, which all_statements lacks")
    return columns


def _last_votes(people: Ints, asked: Ints, said: Ints) -> tuple[Ints, Ints, Ints]:
    """The last vote of each person on each statement, sorted by person, then statement."""
    order = np.lexsort((asked, people))
    people, asked, said = people[order], asked[order], said[order]
    last = np.ones(len(people), dtype=np.bool_)
    last[:-1] = (people[1:] != people[:-1]) | (asked[1:] != asked[:-1])
    return people[last], asked[last], said[last]
