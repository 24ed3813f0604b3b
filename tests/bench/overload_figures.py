"""Five times what the web server can do, beside what it can do. Started by overload.py.

What it can do is measured for each kind of work by itself, with as many connections that wait for their answers as one
process lets in, so that nothing is refused; the best of three times, because chance deals connections to processes.
Then more comes than it can do, at moments left to chance and whether it keeps up or not: votes alone, and votes with
pages and exports. The load generator shares the processors with all that is measured, and takes more of them the more
it sends.
"""

import os
import random
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import quantiles

import django

django.setup()  # before anything that knows a model

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from deliberation.embedded import run, state
from deliberation.embedded.supervisor import Supervisor
from deliberation.overload import EXPORTS, LET_IN, PAGES, VOTES, kind_of
from deliberation.results.actions import analyse, release
from deliberation.votes.models import Vote
from tests.bench.casting_figures import CLIENTS, SEED, World
from tests.bench.load import Storm, load, request, storm
from tests.bench.targets import Target, show

TIMES, LINES = 5, 400
OK = {VOTES: 302, PAGES: 200, EXPORTS: 200}
MIXED = {VOTES: 0.7, PAGES: 0.2, EXPORTS: 0.1}  # of what is asked, as work
Make = Callable[[], bytes]


class Square(World):
    """The same consultation with a release, and what is asked of it."""

    def in_storm(self, shares: dict[str, float], seed: int) -> Callable[[], tuple[str, bytes]]:
        """Requests by chance; `shares`: of their number."""
        made, chance = self.made(), random.Random(seed)
        kinds, weights = list(shares), list(shares.values())

        def make() -> tuple[str, bytes]:
            (kind,) = chance.choices(kinds, weights)
            return kind, made[kind]()

        return make

    def made(self) -> dict[str, Make]:
        page = request("GET", "/c/square/results/", {})
        sheet = request("GET", "/c/square/results/1.csv", {})
        assert (kind_of("/c/square/results/"), kind_of("/c/square/results/1.csv")) == (PAGES, EXPORTS)
        return {VOTES: self.in_pages, PAGES: lambda: page, EXPORTS: lambda: sheet}


def main(seconds: float) -> None:
    square, folder = Square(), Path(settings.STATE)
    call_command("collectstatic", "--noinput", verbosity=0)
    analyse(consultation=square.consultation, now=timezone.now())
    assert release(consultation=square.consultation, now=timezone.now()), "nothing was released"
    print(f"{os.cpu_count()} processors, the load generator's included; load at the start {os.getloadavg()[0]:.1f}")
    with served(folder) as port:
        load(port, square.in_pages, connections=CLIENTS, seconds=1.0)
        able = {kind: able_to(port, kind, make, seconds / 2) for kind, make in square.made().items()}
        print("what it can do, each by itself: " + ", ".join(f"{kind} {rate:.0f}/s" for kind, rate in able.items()))
        before = Vote.objects.count()
        alone = rained(port, square, able, {VOTES: 1.0}, seconds)
        mixed = rained(port, square, able, MIXED, seconds)
        stored = Vote.objects.count() - before
    acknowledged = sum(storm.number(VOTES, 302) for storm in (alone, mixed))
    unheard = sum(storm.number(VOTES, 0) for storm in (alone, mixed))
    print(f"votes acknowledged {acknowledged}, stored {stored}, without an answer {unheard}")
    assert acknowledged <= stored <= acknowledged + unheard
    show([*targets("votes alone", alone, able), *targets("mixed", mixed, able)])


def able_to(port: int, kind: str, make: Make, seconds: float) -> float:
    """How many in a second."""
    fit = int(settings.PLACES * LET_IN[kind])
    all_came = [load(port, make, connections=fit, seconds=seconds / 3, warm_up=0.5) for _ in range(3)]
    assert {status for came in all_came for status in came.statuses} == {OK[kind]}, kind
    return max(came.rate for came in all_came)


@contextmanager
def served(folder: Path) -> Iterator[int]:
    """The web server as `make run` starts it; its port."""
    choices = run.Choices("127.0.0.1", state.free_port(), None, embedded_postgres=False)
    environment = os.environ | {"ANSWERABLE_LOG_LEVEL": "ERROR", "ANSWERABLE_STATE": str(folder)}
    with Supervisor() as supervisor:
        run.start_web(supervisor, environment, choices)
        assert supervisor.wait_until(lambda: run.is_live(choices), 60)
        yield choices.port


def rained(port: int, square: Square, able: dict[str, float], work: dict[str, float], seconds: float) -> Storm:
    """Five times what it can do, in these shares of work; printed."""
    rates = {kind: TIMES * share * able[kind] for kind, share in work.items()}
    came = storm(port, square.in_storm(rates, SEED), rate=sum(rates.values()), connections=LINES, seconds=seconds)
    late = quantiles(came.late, n=100)[98] * 1000
    print(f"\n{TIMES} times that, {' and '.join(f'{kind} {share:.0%}' for kind, share in work.items())} of the work; "
          f"sent late, p99: {late:.0f} ms")  # fmt: skip
    print(f"{'':<10}{'offered/s':>10}{'accepted/s':>11}{'refused/s':>10}{'other':>7}{'share of the server':>20}"
          f"{'accepted p50':>14}{'p95':>7}{'p99 ms':>8}{'refused p50':>13}{'p95':>7}{'p99 ms':>8}")  # fmt: skip
    for kind in work:
        print(row(came, kind, able[kind]))
    return came


def row(came: Storm, kind: str, able: float) -> str:
    good, refused = came.number(kind, OK[kind]), came.number(kind, 503)
    other = came.number(kind) - good - refused
    text = f"{kind:<10}{came.number(kind) / came.seconds:>10.0f}{good / came.seconds:>11.0f}"
    text += f"{refused / came.seconds:>10.0f}{other:>7}{good / came.seconds / able:>20.0%}"
    for status, width in ((OK[kind], 14), (503, 13)):
        text += "".join(f"{each:>{width if place == 0 else 7 + place // 2}.0f}"
                        for place, each in enumerate(percentiles(came, kind, status)))  # fmt: skip
    return text


def percentiles(came: Storm, kind: str | None, status: int) -> tuple[float, ...]:
    """p50, p95 and p99 of what was answered so, in ms since it was due."""
    took = [seconds for each, what, seconds in came.came if kind in (None, each) and what == status]
    if len(took) < 2:
        return (0.0, 0.0, 0.0)
    cuts = quantiles(took, n=100)
    return tuple(cuts[percent - 1] * 1000 for percent in (50, 95, 99))


def targets(name: str, came: Storm, able: dict[str, float]) -> list[Target]:
    good = sum(came.number(kind, OK[kind]) / came.seconds / rate for kind, rate in able.items())
    return [
        Target(f"{name}: accepted votes, p99", percentiles(came, VOTES, OK[VOTES])[2], "ms", most=1000),
        Target(f"{name}: refused, p99", percentiles(came, None, 503)[2], "ms", most=50),
        Target(f"{name}: what is done, of what can be", good, "", least=0.8),
    ]


if __name__ == "__main__":
    main(float(sys.argv[1]))
