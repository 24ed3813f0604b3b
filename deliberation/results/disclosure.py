"""What of exact figures may be shown: the "10-5 rule".

Cells under a threshold are hidden, and with each a second one in its row and column, so that nothing can be
found by subtraction; what remains is rounded. The two numbers are the operator's settings and every
publication names those that it was made with.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np
import numpy.typing as npt

KINDS = ("agree", "disagree", "skip")  # of votes, in the order of every table's cells

Counts = npt.NDArray[np.int64]
Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Disclosure:
    """The threshold below which a cell is hidden, and what shown cells are rounded to."""

    suppress_below: int
    round_to: int

    def rounded(self, count: int) -> int:
        """The count to the nearest multiple, halves up."""
        return (int(count) + self.round_to // 2) // self.round_to * self.round_to

    def total(self, count: int) -> int | None:
        """A single count that stands alone."""
        return None if count < self.suppress_below else self.rounded(count)

    def at_least(self, count: int) -> int | None:
        """A single count of which one says "so many or more": rounded down, but not under the threshold."""
        return None if count < self.suppress_below else max(count // self.round_to * self.round_to, self.suppress_below)

    def table(self, counts: Sequence[Sequence[int]]) -> list[list[int | None]]:
        """A table (rows x columns) with cells hidden (None) and rounded."""
        exact = np.asarray(counts, dtype=np.int64)
        hidden = self._hidden(exact)
        return [
            [None if covered else self.rounded(cell) for cell, covered in zip(row, cover, strict=True)]
            for row, cover in zip(exact.tolist(), hidden.tolist(), strict=True)
        ]

    def _hidden(self, exact: Counts) -> Mask:
        hidden = exact < self.suppress_below
        while True:
            before = hidden.sum()
            _accompany(exact, hidden)
            _accompany(exact.T, hidden.T)  # a view: marks the columns in place
            if hidden.sum() == before:
                return hidden

    def percent(self, share: float) -> int:
        """A share of 0 to 1 as a percentage, rounded like a count."""
        return min(100, round(share * 100 / self.round_to) * self.round_to)

    def percent_at_least(self, share: float) -> int:
        """A lower bound as a percentage, rounded down: what is called "at least" must not be more."""
        return int(share * 100 // self.round_to) * self.round_to

    def percent_at_most(self, share: float) -> int:
        """An upper bound as a percentage, rounded up."""
        return min(100, ceil(round(share * 100 / self.round_to, 9)) * self.round_to)


def _accompany(exact: Counts, hidden: Mask) -> None:
    """Where exactly one cell of a row is hidden, hide the smallest of the others too."""
    for row in np.flatnonzero((hidden.sum(axis=1) == 1) & (hidden.shape[1] > 1)):
        others = np.flatnonzero(~hidden[row])
        hidden[row, others[np.argmin(exact[row, others])]] = True
