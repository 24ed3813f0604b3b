"""The vote matrix: who said what, once each, as sparse rows.

Agree is +1, disagree is -1, skip is 0. A skip is a stored 0; unseen is not stored.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Self

import numpy as np
from numpy.typing import ArrayLike

from clustering.arrays import Bools, Floats, Ints, Votes, frozen, integers

AGREE, DISAGREE, SKIP = 1, -1, 0


@dataclass(frozen=True, eq=False)
class VoteMatrix:
    """Votes as compressed sparse rows: P participants by S statements, both sorted by id.

    participant_ids: int64 (P,); statement_ids: int64 (S,); indptr: int64 (P+1,);
    indices: int64 (V,), columns ascending within a row; values: int8 (V,) in {+1, -1, 0}.
    """

    participant_ids: Ints
    statement_ids: Ints
    indptr: Ints
    indices: Ints
    values: Votes

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
        indices = np.searchsorted(columns, asked).astype(np.int64)
        return cls(
            participant_ids=frozen(rows),
            statement_ids=frozen(columns),
            indptr=frozen(indptr),
            indices=frozen(indices),
            values=frozen(said.astype(np.int8)),
        )

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
        if counted.shape != self.indices.shape:
            raise ValueError(f"counted must be {self.indices.shape}, got {counted.shape}")
        each = np.bincount(self.rows[counted], minlength=self.shape[0])
        return replace(
            self,
            indptr=frozen(np.concatenate([[0], np.cumsum(each)]).astype(np.int64)),
            indices=frozen(self.indices[counted]),
            values=frozen(self.values[counted]),
        )

    def dense(self) -> Floats:
        """P x S floats with NaN for unseen. For small matrices and for tests."""
        full = np.full(self.shape, np.nan)
        full[self.rows, self.indices] = self.values
        return full

    def digest(self) -> str:
        """sha256 (hex) of shape, ids, row starts, columns and values, little-endian, in that order."""
        state = hashlib.sha256(b"answerable vote matrix 1\n")
        state.update(np.array(self.shape, dtype="<i8").tobytes())
        for part in (self.participant_ids, self.statement_ids, self.indptr, self.indices):
            state.update(part.astype("<i8").tobytes())
        state.update(self.values.tobytes())
        return state.hexdigest()


def _checked_events(
    participants: ArrayLike, statements: ArrayLike, values: ArrayLike
) -> tuple[Ints, Ints, Ints]:
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
