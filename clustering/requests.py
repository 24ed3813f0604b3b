"""What is asked of the votes, apart from where the votes are: plain arrays, so that it can be sent there."""

import io
from dataclasses import dataclass, replace
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from clustering.arrays import Floats, Ints

Answer = NDArray[Any]
CODES = 4  # per statement: disagree, skip, agree, and one that is never used
PLACED = 6  # columns of a compiled place: mean (2), covariance (3), votes that counted


@dataclass(frozen=True, eq=False)
class Request:
    """One pass over the votes: a function of clustering.streamed and clustering.sparse, and what it takes.

    arrays: the same for everybody; labels: (P,), where it takes one of each participant. "place" answers with a
    row for each participant, all others with sums over them.
    """

    name: str
    arrays: tuple[Floats, ...] = ()
    labels: Ints | None = None

    @property
    def by_row(self) -> bool:
        """Whether there is a row of the answer for every participant."""
        return self.name == "place"

    @property
    def compiled(self) -> bool:
        """Whether clustering.streamed can do it: two factors, four directions."""
        return self.name not in WIDTHS or self.arrays[0].shape[1] == WIDTHS[self.name]

    @property
    def given(self) -> tuple[Floats | Ints, ...]:
        """Everything that the function takes besides the votes and weights."""
        return self.arrays if self.labels is None else (*self.arrays, self.labels)

    def of_rows(self, first: int, last: int) -> Self:
        """The same asked of these participants only."""
        return self if self.labels is None else replace(self, labels=self.labels[first:last])

    def room(self, statements: int) -> Floats:
        """Zeros for the compiled answer, where that is sums."""
        codes = CODES * statements
        shapes = {"count": (codes,), "spread": (codes, 4), "moments": (codes, 5)}
        return np.zeros(shapes.get(self.name) or (len(self.arrays[0]), codes))

    def to_bytes(self) -> bytes:
        """For sending; `from_bytes` is the way back."""
        labels = {} if self.labels is None else {"labels": self.labels}
        return saved(name=np.array(self.name), **labels, **{f"array{i}": array for i, array in enumerate(self.arrays)})

    @classmethod
    def from_bytes(cls, sent: bytes) -> Self:
        """What `to_bytes` made."""
        parts = loaded(sent)
        arrays = tuple(parts[f"array{i}"] for i in range(sum(name.startswith("array") for name in parts)))
        return cls(str(parts["name"]), arrays, parts.get("labels"))


# Columns of the first array for which a pass is compiled.
WIDTHS = {"spread": 4, "moments": 4, "place": 4}


def joined(request: Request, parts: list[Answer]) -> Answer:
    """The answer of all from the answers of consecutive rows: added in their order, or one below the other."""
    if request.by_row:
        return np.concatenate(parts)
    total = parts[0].copy()
    for part in parts[1:]:  # in their order, so that the rounding is the same however they came about
        total += part
    return total


def saved(**arrays: Answer) -> bytes:
    """Named arrays as bytes."""
    buffer = io.BytesIO()
    np.savez(buffer, allow_pickle=False, **arrays)
    return buffer.getvalue()


def loaded(sent: bytes) -> dict[str, Answer]:
    """Named arrays from bytes; refuses anything but plain arrays."""
    with np.load(io.BytesIO(sent), allow_pickle=False) as arrays:
        return dict(arrays)
