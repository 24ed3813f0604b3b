"""Everything an analysis needs to know of the votes, as sums over them: one method, one pass.

The votes are read in blocks of rows, on as many threads as asked for, and the blocks' sums are added in their order:
the number of threads changes no byte.
"""

import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache, cached_property, partial
from importlib import import_module
from itertools import pairwise
from os import getpid
from threading import Thread
from types import ModuleType
from typing import Any, Self

import numpy as np

from clustering import lloyd, sparse
from clustering.arrays import Bools, Floats, Ints
from clustering.matrix import VoteMatrix
from clustering.model import UNSEEN, Model, Regression, regress
from clustering.requests import CODES, PLACED, Request, joined

STREAMED, SPARSE = "streamed", "sparse"
# Blocks cost their sums, and a thread without one waits: few of them, but one for each of two threads early.
VOTES_PER_BLOCK, VOTES_FOR_TWO = 600_000, 100_000
MOST_BLOCKS = 64
DIRECTIONS = 4
MIXER = np.uint64(0x9E3779B97F4A7C15)  # Knuth's multiplicative hash: 2^64 divided by the golden ratio


def available_engine() -> str:
    """The compiled passes where numba is there, those of scipy otherwise."""
    return STREAMED if _streamed() else SPARSE


def _streamed() -> ModuleType | None:
    # By name, at the first need: half a second and 60 MB that whoever only reads results does not pay.
    try:
        return import_module("clustering.streamed")
    except ImportError:
        return None


@dataclass(frozen=True, eq=False)
class Passes:
    """The votes of `matrix`, each row counting `weights` times (P,), on the statements `counted` (S,).

    threads: at most so many at once; engine: "streamed" or "sparse".
    """

    matrix: VoteMatrix
    weights: Floats
    counted: Bools
    threads: int
    engine: str = field(default_factory=available_engine)

    @classmethod
    def over(
        cls,
        matrix: VoteMatrix,
        *,
        counted: Bools | None = None,
        weights: Floats | None = None,
        threads: int | None = None,
        engine: str | None = None,
    ) -> Self:
        """All rows once and all statements, unless said otherwise; as many threads as there are processors."""
        people, statements = matrix.shape
        return cls(
            matrix,
            np.ones(people) if weights is None else weights,
            np.ones(statements, dtype=np.bool_) if counted is None else counted,
            threads or processors(),
            engine or available_engine(),
        )

    @cached_property
    def all_counts(self) -> Floats:
        """Weight of the voters per statement and vote (disagree, skip, agree): (S, 3), of every statement."""
        return self.answer(Request("count")).reshape(-1, CODES)[:, :3]

    @cached_property
    def counts(self) -> Floats:
        """The same, 0 for the statements left out."""
        counts: Floats = self.all_counts * self.counted[:, None]
        return counts

    @property
    def means(self) -> Floats:
        """Mean of the votes on every statement, a skip being 0; 0 where there are none: (S,)."""
        means: Floats = (self.counts[:, 2] - self.counts[:, 0]) / np.maximum(self.counts.sum(axis=1), 1)
        return means

    def each(self, work: Callable[[Any], Any], things: Sequence[Any]) -> list[Any]:
        """`work` on every thing, in order, on as many threads as there may be.

        The calling thread works too: to wake another takes as long as a small pass, and one that waits for others
        while they wait for it would wait for ever.
        """
        if self.threads == 1 or len(things) < 2:
            return [work(thing) for thing in things]
        turns, found = enumerate(things), [None] * len(things)

        def take_turns() -> None:
            for turn, thing in turns:  # each to whoever comes first
                found[turn] = work(thing)

        helping = [_pool(self.threads - 1, getpid()).submit(take_turns) for _ in range(self.threads - 1)]
        try:
            take_turns()
        finally:
            for helper in helping:
                if not helper.cancel():
                    helper.result()
        return found

    @contextmanager
    def meanwhile(self, work: Callable[[], object]) -> Iterator[None]:
        """`work` beside what the block does, if there may be more than one thread; done when the block ends."""
        aside = Thread(target=work, name="clustering-aside")
        if self.threads > 1:
            aside.start()
        try:
            yield
        finally:
            if self.threads > 1:
                aside.join()

    @cached_property
    def streamed(self) -> ModuleType | None:
        """The compiled passes, if they are to be used."""
        return _streamed() if self.engine == STREAMED else None

    @property
    def restarts(self) -> ModuleType:
        """The module whose seed() and lloyd() do k-means."""
        return self.streamed or lloyd

    def spread(self, center: Floats, directions: Floats) -> Floats:
        """Z'Z times `directions` (S, n), Z the votes minus `center`, unseen 0: (S, n)."""
        left = self._left(center)[:, None]
        wide = np.repeat(directions, CODES, axis=0) * left
        found = self.answer(Request("spread", (wide,))) * left
        products: Floats = found.reshape(-1, CODES, directions.shape[1]).sum(axis=1)
        return products

    def moments(self, model: Model) -> Floats:
        """Second moments (upper triangle) and means of the voters' places, added per code.

        (4 S, f (f + 1) / 2 + f); a statement's codes are disagree, skip, agree and none.
        """
        return self.answer(Request("moments", (self._table(model), np.array([model.noise]))))

    def refitted(self, model: Model, ridge: float) -> Regression:
        """The ridge regression of every statement on the places of its voters, given a model of those places."""
        streamed, sums = self.streamed, self.moments(model)
        if streamed is None or model.loadings.shape[1] != 2:
            return regress(sums, self.counts, ridge)
        fitted = np.empty((len(model.center), 3))
        explained = streamed.regress(sums, self.counts, ridge, UNSEEN, fitted)
        return Regression(fitted[:, :2], fitted[:, 2], explained)

    def places(self, model: Model, axes: Floats | None = None) -> Floats:
        """Per participant the mean (f) and covariance (upper triangle) of the place, and how many votes counted.

        In units of the prior's standard deviation, or on `axes` (f, f): where one in each factor is, as columns.
        """
        onto = np.eye(model.loadings.shape[1]) if axes is None else axes
        return self.answer(Request("place", (self._table(model), np.array([model.noise]), onto)))

    def tallies(self, labels: Ints, groups: int) -> Ints:
        """Votes per group, statement and vote (disagree, skip, agree): (k, S, 3); of every statement.

        labels (P,) are 0..k-1, or -1 for people in no group. Weights are taken to be whole numbers.
        """
        found = self.answer(Request("tally", (np.zeros(groups),), labels))
        votes: Ints = found.reshape(groups, self.matrix.shape[1], CODES)[:, :, :3].round().astype(np.int64)
        return votes

    def drawn(self, share: float) -> Ints:
        """The rows of about that share of the participants: drawn by their ids, whatever their order."""
        if share >= 1:
            return np.arange(self.matrix.shape[0])
        mixed = self.matrix.participant_ids.astype(np.uint64) * MIXER >> np.uint64(32)
        return np.flatnonzero(mixed < share * 2**32)

    def of_rows(self, rows: Ints) -> "Passes":
        """The same over these participants only; all of them cost nothing."""
        if len(rows) == self.matrix.shape[0]:
            return self
        return replace(self, matrix=self.matrix.of_rows(rows), weights=self.weights[rows])

    def once(self, work: Callable[[], Model]) -> Model:
        """What `work` finds; where an analysis is made in several goes, it is done in the first of them only."""
        return work()

    def answer(self, request: Request) -> Floats:
        """One pass over all votes: sums over everybody, or a row for each participant."""
        if self.streamed is not None and request.compiled and request.by_row:
            return self._each_row(request)
        return joined(request, self.each(partial(self._block, request), self._blocks))

    def _each_row(self, request: Request) -> Floats:
        """A row for each participant, written where it belongs."""
        found = np.empty((PLACED, self.matrix.shape[0])).T  # by column, as they are read
        self.each(lambda rows: self._stream(request, rows, found[slice(*rows)]), self._blocks)
        return found

    def _block(self, request: Request, rows: tuple[int, int]) -> Floats:
        """The pass over the rows from, to."""
        here, part = request.of_rows(*rows), slice(*rows)
        if self.streamed is None or not here.compiled:
            starts = self.matrix.indptr[rows[0] : rows[1] + 1]
            votes = sparse.votes(starts, self.matrix.codes, CODES * self.matrix.shape[1])
            answer: Floats = getattr(sparse, here.name)(votes, self.weights[part], *here.given)
            return answer
        return self._stream(here, rows, here.room(self.matrix.shape[1]))

    def _stream(self, here: Request, rows: tuple[int, int], found: Floats) -> Floats:
        starts, weights = self.matrix.indptr[rows[0] : rows[1] + 1], self.weights[slice(*rows)]
        getattr(self.streamed, here.name)(starts, self.matrix.codes, weights, *here.given, found)
        return found

    @cached_property
    def _blocks(self) -> list[tuple[int, int]]:
        """Rows from, rows to: as many blocks as the votes need, about equal in votes; never by number of threads."""
        votes = self.matrix.number_of_votes
        fewest = 2 if votes >= VOTES_FOR_TWO else 1
        wanted = min(max(1 << (votes // VOTES_PER_BLOCK).bit_length(), fewest), MOST_BLOCKS)  # even: threads share them
        ends = np.searchsorted(self.matrix.indptr, np.arange(1, wanted) * votes // wanted)
        edges = np.unique([0, *ends.tolist(), self.matrix.shape[0]]).tolist()
        return list(pairwise(edges)) or [(0, 0)]

    def _left(self, center: Floats) -> Floats:
        """The vote minus the center per code, 0 where left out: (4 S,)."""
        said = np.array([-1.0, 0.0, 1.0, 0.0])
        left: Floats = ((said - center[:, None]) * self.counted[:, None]).ravel()
        return left

    def _table(self, model: Model) -> Floats:
        if self.streamed is not None and model.loadings.shape[1] == 2:
            table = np.zeros((CODES * len(model.center), 4))
            self.streamed.tabulate(np.ascontiguousarray(model.loadings), model.center, self.counted, table)
            return table
        wide = np.repeat(np.column_stack([model.loadings, self.counted]) * self.counted[:, None], CODES, axis=0)
        return np.column_stack([wide[:, :-1], self._left(model.center), wide[:, -1]])


def processors() -> int:
    """How many processors this process may use; how many there are where a system does not say."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@cache
def _pool(threads: int, process: int) -> ThreadPoolExecutor:
    """Started once: threads for every pass would cost more than a small one. A forked `process` needs its own."""
    return ThreadPoolExecutor(threads, thread_name_prefix=f"clustering-{process}")
