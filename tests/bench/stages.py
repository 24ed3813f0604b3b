"""Where an analysis spends its time, seen from outside: the core itself reads no clock."""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import wraps
from threading import current_thread, main_thread
from time import perf_counter
from typing import Any
from unittest.mock import patch

from clustering import default, factors
from clustering.passes import Passes

START, EM, GROUPS, REST = "start of EM", "EM rounds", "cells + k-means", "the rest"
PASSES = {"count": "counts", "place": "places", "tally": "tallies"}
STAGES = ("counts", START, EM, "places", GROUPS, "tallies", REST)
WHERE = ((Passes, "once", START), (factors, "_leading", START), (default, "fit", EM), (default, "refreshed", EM),
         (default, "grouping", GROUPS))  # fmt: skip


class Stopwatch:
    """Seconds per stage. What is done inside a stage belongs to it; only the EM rounds are without what they call."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self.open: list[str] = []

    def timed(self, stage: str, work: Callable[..., Any]) -> Callable[..., Any]:
        @wraps(work)
        def run(*given: Any, **named: Any) -> Any:
            if current_thread() is not main_thread() or self.open not in ([], [EM]):
                return work(*given, **named)
            with self.running(stage):
                return work(*given, **named)

        return run

    @contextmanager
    def running(self, stage: str) -> Iterator[None]:
        self.open.append(stage)
        began = perf_counter()
        yield
        taken = perf_counter() - began
        self.open.pop()
        self.spent[stage] += taken
        if self.open:
            self.spent[self.open[-1]] -= taken


def stages(work: Callable[[], object]) -> dict[str, float]:
    """Seconds that `work`, an analysis by method default, takes per stage."""
    watch = Stopwatch()
    with ExitStack() as patched:
        for owner, name, stage in WHERE:
            patched.enter_context(patch.object(owner, name, watch.timed(stage, getattr(owner, name))))
        patched.enter_context(patch.object(Passes, "answer", _by_name(watch, Passes.answer)))
        began = perf_counter()
        work()
        taken = perf_counter() - began
    return {stage: watch.spent[stage] for stage in STAGES[:-1]} | {REST: taken - sum(watch.spent.values())}


def _by_name(watch: Stopwatch, answer: Callable[..., Any]) -> Callable[..., Any]:
    timed = {name: watch.timed(stage, answer) for name, stage in PASSES.items()}
    return lambda passes, request: timed.get(request.name, answer)(passes, request)
