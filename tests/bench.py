"""make bench: how long an analysis takes, beside the same numbers put through scikit-learn the plain way.

Absolute figures drift with the machine and with whatever else it does; the ratio is what to compare.
Each figure is the median of three, taken in turns with its floor.
"""

import statistics
import time
from collections.abc import Callable

import numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from threadpoolctl import threadpool_limits

from clustering import VoteMatrix, analyse, planted_votes

SIZES = ((500, 60), (2_000, 150), (10_000, 300))  # people, statements
ROUNDS = 3


def made_up(people: int, statements: int) -> VoteMatrix:
    planted = planted_votes(people, statements, 3, 7, votes_per_person=min(40, statements))
    return VoteMatrix.from_events(planted.participants, planted.statements, planted.values)


def plain(votes: np.ndarray) -> None:
    """The floor: two components, then k-means for two to five groups, on a dense matrix."""
    places = PCA(n_components=2, random_state=0).fit_transform(votes)
    for groups in range(2, 6):
        KMeans(groups, n_init=10, random_state=0).fit(places)


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def dense(matrix: VoteMatrix) -> np.ndarray:
    """What nobody answered counts as neither agreeing nor disagreeing."""
    votes = np.zeros(matrix.shape)
    votes[np.repeat(np.arange(len(votes)), np.diff(matrix.indptr)), matrix.indices] = matrix.values
    return votes


def main() -> None:
    print(f"{'people':>8}{'statements':>12}{'votes':>10}{'analysis s':>12}{'floor s':>10}{'ratio':>8}")
    with threadpool_limits(1):  # two threads that wait for each other would be all we measure
        compare()


def compare() -> None:
    for people, statements in SIZES:
        matrix = made_up(people, statements)
        filled = dense(matrix)
        taken = [(seconds(lambda m=matrix: analyse(m)), seconds(lambda f=filled: plain(f))) for _ in range(ROUNDS)]
        analysis, floor = (statistics.median(column) for column in zip(*taken, strict=True))
        size = f"{people:>8}{statements:>12}{len(matrix.values):>10}"
        print(f"{size}{analysis:>12.3f}{floor:>10.3f}{analysis / floor:>8.2f}")


if __name__ == "__main__":
    main()
