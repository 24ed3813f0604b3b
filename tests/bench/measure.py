"""One process that times everything on some votes: python -m tests.bench.measure [memory,dense,full] NAME...

NAME is one that tests.bench.votes.load knows. Prints a line of JSON for each: the fields of Figures. Memory is that
of the process and only means something for the first.
"""

import json
import statistics
import sys
from collections.abc import Callable, Collection
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from functools import partial
from os import sched_getaffinity
from pathlib import Path
from time import perf_counter, process_time

import numpy as np
from numba import njit
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.impute import SimpleImputer

from clustering import Analysis, VoteMatrix, analyse
from clustering.recovery import adjusted_rand
from tests.bench.stages import STAGES, stages
from tests.bench.votes import Votes, before, load

ROUNDS = 3
WARM_UP = "1000x60"
BLOCKS = 64
THREADS = ThreadPoolExecutor(len(sched_getaffinity(0)))


@dataclass(frozen=True)
class Figures:
    """Seconds are lists, one of each round. cpu: the median of all cores together. ari: of the labels of a
    refresh with those of a cold analysis. megabytes: see `memory`. stages: per kind of analysis, per stage."""

    name: str
    people: int
    statements: int
    votes: int
    groups: int
    ari: float
    seconds: dict[str, list[float]]
    cpu: dict[str, float]
    megabytes: dict[str, float]
    stages: dict[str, dict[str, float]]


@njit(nogil=True)
def summed(codes: np.ndarray) -> int:
    """The least anybody can do with packed votes: read each once."""
    total = 0
    for code in codes:
        total += code
    return total


def floor(matrix: VoteMatrix) -> int:
    """All votes read once, on all cores."""
    return sum(THREADS.map(summed, np.array_split(matrix.codes, BLOCKS if len(matrix.codes) > 1_000_000 else 1)))


def default(votes: Votes, previous: Analysis | None = None, *, resamples: int = 0) -> Analysis:
    """An analysis of a matrix that remembers nothing of an earlier one."""
    matrix, out = replace(votes.matrix), votes.moderated_out
    return analyse(matrix, method="default", moderated_out=out, previous=previous, resamples=resamples)


def dense(matrix: VoteMatrix) -> Callable[[], None]:
    """The plain way on a dense matrix: fill in the means, two components, k-means for two to five groups."""
    full = matrix.dense()

    def plain() -> None:
        places = PCA(2, random_state=0).fit_transform(SimpleImputer(keep_empty_features=True).fit_transform(full))
        for groups in range(2, 6):
            KMeans(groups, n_init=10, random_state=0).fit(places)

    return plain


def status(field: str) -> float:
    """A figure of this process in MB; 0 where the system does not tell."""
    path = Path("/proc/self/status")
    lines = path.read_text().splitlines() if path.exists() else []
    return next((int(line.split()[1]) / 1e3 for line in lines if line.startswith(field)), 0.0)


def memory(name: str) -> tuple[Votes, dict[str, float]]:
    """The votes, and MB beyond a process that has imported and compiled everything: of the votes, and the most that
    was ever in use during the first analysis of them, the votes included."""
    imported = status("VmRSS")
    votes = load(name)
    held = status("VmRSS") - imported
    forget = Path("/proc/self/clear_refs")
    if not forget.exists():
        return votes, {}
    forget.write_text("5")  # the peak so far
    default(votes)
    return votes, {"votes": held, "peak": status("VmHWM") - imported}


def warm_up() -> None:
    """Everything is compiled, and read from the disk."""
    votes = load(WARM_UP)
    default(votes, default(votes))
    floor(votes.matrix)


def rounds(works: dict[str, Callable[[], object]]) -> tuple[dict[str, list[float]], dict[str, list[float]]]:
    """Seconds, and seconds of all cores together, that each work takes, in turns."""
    wall: dict[str, list[float]] = {name: [] for name in works}
    cpu: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            began, used = perf_counter(), process_time()
            work()
            wall[name].append(perf_counter() - began)
            cpu[name].append(process_time() - used)
    return wall, cpu


def per_stage(work: Callable[[], object]) -> dict[str, float]:
    taken = [stages(work) for _ in range(ROUNDS)]
    return {stage: statistics.median(each[stage] for each in taken) for stage in STAGES}


def measure(name: str, extra: Collection[str] = ()) -> Figures:
    """All figures of the votes of that name; `extra`: memory, "dense" as most would do it, "full" with resampling."""
    votes, megabytes = memory(name) if "memory" in extra else (load(name), {})
    earlier = default(replace(votes, matrix=before(votes.matrix)))
    cold, refresh = partial(default, votes), partial(default, votes, earlier)
    works: dict[str, Callable[[], object]] = {"floor": partial(floor, votes.matrix), "cold": cold, "refresh": refresh}
    if "dense" in extra:
        works["dense"] = dense(votes.matrix)
    if "full" in extra:
        works["full"] = partial(default, votes, resamples=20)
    ari, groups = adjusted_rand(cold().labels, refresh().labels), cold().k
    wall, cpu = rounds(works)
    found = {"cold": per_stage(cold), "refresh": per_stage(refresh)}
    size = (*votes.matrix.shape, votes.matrix.number_of_votes)
    used = {kind: statistics.median(taken) for kind, taken in cpu.items()}
    return Figures(name, *size, groups, ari, wall, used, megabytes, found)


if __name__ == "__main__":
    warm_up()
    for named in sys.argv[2:]:
        print(json.dumps(asdict(measure(named, sys.argv[1].split(",")))), flush=True)
