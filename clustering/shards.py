"""One analysis over votes that are in several places: each place has the votes of some participants.

The analysis is the same code as in one place. What it asks of the votes (clustering.requests) is answered by every
shard, and the answers are joined. Nobody waits for them: when an answer is not there yet, the analysis stops by
raising Wanted, and is begun again with that answer in its journal, which takes milliseconds until it stops at the
next question. The results are those of one place up to rounding, since only the order of additions differs.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple, Self, cast

import numpy as np

from clustering.alignment import Earlier
from clustering.analysis import Analysis
from clustering.arrays import Codes, Floats, Ints, frozen
from clustering.default import analyse_passes
from clustering.findings import Settings
from clustering.matrix import VoteMatrix, code_type
from clustering.model import Model
from clustering.one_thread import one_thread
from clustering.passes import Passes
from clustering.requests import Answer, Request, joined, loaded, saved

ROWS = "rows"  # the request for participants' votes themselves


ONCE = "once"  # the journal's entry for what was found out here


class Entry(NamedTuple):
    """An answer in the journal, and the name of what was asked."""

    name: str
    answer: Answer


class Wanted(Exception):
    """The analysis needs the answer to `request`, number `step` of its questions."""

    def __init__(self, step: int, request: Request) -> None:
        super().__init__(f"step {step}: {request.name}")
        self.step, self.request = step, request


@dataclass(frozen=True, eq=False)
class Outline(VoteMatrix):
    """A vote matrix whose votes are elsewhere: who took part, how many votes each, and the digest of it all.

    edges: (shards + 1,), the rows at which shards begin and the last one ends.
    """

    edges: Ints = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    input_digest: str = ""

    @property
    def number_of_votes(self) -> int:
        """V, skips included."""
        return int(self.indptr[-1])

    def digest(self) -> str:
        """That of the whole matrix."""
        return self.input_digest

    def to_bytes(self) -> bytes:
        """For keeping; `from_bytes` is the way back."""
        names = ("participant_ids", "statement_ids", "indptr", "edges")
        return saved(**{name: getattr(self, name) for name in names}, input_digest=np.array(self.input_digest))

    @classmethod
    def from_bytes(cls, kept: bytes) -> Self:
        """What `to_bytes` made."""
        parts = loaded(kept)
        digest = str(parts.pop("input_digest"))
        return cls(codes=np.empty(0, np.uint16), input_digest=digest, **{n: frozen(part) for n, part in parts.items()})


def split(matrix: VoteMatrix, shards: int) -> tuple[Outline, Iterator[bytes]]:
    """The outline, and the votes of each shard, one after the other.

    A shard is of consecutive participants, with about as many votes in every shard.

    Raises ValueError for fewer than one shard.
    """
    if shards < 1:
        raise ValueError(f"shards must be at least 1, got {shards}")
    ends = np.searchsorted(matrix.indptr, np.arange(1, shards) * matrix.number_of_votes // shards)
    edges = np.array([0, *ends.tolist(), matrix.shape[0]], dtype=np.int64)
    outline = Outline(
        matrix.participant_ids,
        matrix.statement_ids,
        matrix.indptr,
        np.empty(0, dtype=matrix.codes.dtype),
        edges=frozen(edges),
        input_digest=matrix.digest(),
    )
    return outline, (_packed(matrix, *pair) for pair in pairwise(edges.tolist()))


def _packed(matrix: VoteMatrix, first: int, last: int) -> bytes:
    starts = matrix.indptr[first : last + 1]
    return saved(starts=starts - starts[0], codes=matrix.codes[starts[0] : starts[-1]], wide=np.array(matrix.shape[1]))


@dataclass(frozen=True, eq=False)
class Shard:
    """The votes of some consecutive participants, and what they answer."""

    passes: Passes

    @classmethod
    def from_bytes(cls, packed: bytes, *, threads: int | None = None) -> Self:
        """A shard that `split` made."""
        parts = loaded(packed)
        people, statements = len(parts["starts"]) - 1, int(parts["wide"])
        matrix = VoteMatrix(np.arange(people), np.arange(statements), parts["starts"], parts["codes"])
        return cls(Passes.over(matrix, threads=threads))

    def answer(self, request: Request) -> Answer:
        """This shard's part of the answer; `request` is already about its participants only."""
        if request.name != ROWS or request.labels is None:
            return self.passes.answer(request)
        return self.passes.matrix.of_rows(np.flatnonzero(request.labels)).codes


def asked_of(request: Request, outline: Outline) -> list[Request]:
    """What each shard is asked, in order."""
    return [request.of_rows(*pair) for pair in pairwise(outline.edges.tolist())]


def answered(request: Request, parts: Sequence[Answer]) -> Answer:
    """The answer of all shards together, from those of each in their order."""
    return np.concatenate(parts) if request.name == ROWS else joined(request, list(parts))


@dataclass(frozen=True, eq=False)
class ShardedPasses(Passes):
    """Passes over an Outline, whose answers come from a journal: all there were, in the order of the questions."""

    journal: list[Entry] = field(default_factory=list)
    step: list[int] = field(default_factory=lambda: [0])

    def answer(self, request: Request) -> Floats:
        """The answer from the journal; raises Wanted when it is the next to be found out.

        Raises ValueError where the journal has the answer to something else, as one kept by other code may.
        """
        (step,) = self.step
        if step >= len(self.journal):
            raise Wanted(step, request)
        if self.journal[step].name != request.name:
            raise ValueError(f"step {step} of the journal is {self.journal[step].name}, not {request.name}")
        self.step[0] += 1
        return self.journal[step].answer

    def once(self, work: Callable[[], Model]) -> Model:
        """What `work` finds; it takes the place of the answers that it needed in the journal."""
        (step,) = self.step
        if self.journal[step : step + 1] and self.journal[step].name == ONCE:
            self.step[0] += 1
            return _model(self.journal[step].answer)
        found = work()
        self.journal[step:] = [Entry(ONCE, _flat(found))]
        self.step[0] = step + 1
        return found

    def of_rows(self, rows: Ints) -> Passes:
        """These participants' votes, fetched from the shards."""
        wanted = np.zeros(self.matrix.shape[0], dtype=np.int64)
        wanted[rows] = 1
        codes: Answer = self.answer(Request(ROWS, labels=wanted)).astype(code_type(self.matrix.shape[1]), copy=False)
        ends = np.cumsum(self.matrix.vote_counts[rows])
        matrix = VoteMatrix(
            self.matrix.participant_ids[rows],
            self.matrix.statement_ids,
            np.concatenate([[0], ends]).astype(np.int64),
            cast(Codes, codes),
        )
        return Passes.over(matrix, counted=self.counted, threads=self.threads)


def analyse_shards(outline: Outline, journal: list[Entry], settings: Settings, earlier: Earlier | None) -> Analysis:
    """The analysis by method default, as far as the `journal` of answers goes.

    Raises Wanted when the next answer is missing; by then `journal` may have grown by what was found out here.
    """
    passes = ShardedPasses.over(outline, counted=settings.counted(outline))
    with one_thread():
        return analyse_passes(replace(passes, journal=journal), settings, earlier)


def _flat(model: Model) -> Floats:
    return np.column_stack([model.loadings, model.center, np.full(len(model.center), model.noise)])


def _model(flat: Floats) -> Model:
    return Model(flat[:, -2], flat[:, :-2], float(flat[0, -1]))
