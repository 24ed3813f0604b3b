"""Does every page take as long with 500,000 participants as with 1,000? 5,000 statements each.

    .venv/bin/python -m tests.bench.sizes [--keep FOLDER] [--rounds N] [PEOPLE ...]

Starts a PostgreSQL of its own with one database for each size, fills them (half a million people: some minutes and
about 6 GB), asks for every page through Django's test client, and prints a table. With --keep the databases stay in
that folder for the next time. What is filled in is in sizes_filling.py, what is asked for in sizes_pages.py.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import psycopg

from deliberation.embedded import postgres
from deliberation.embedded.supervisor import Supervisor, conclude
from tests.bench.database import fresh_folder, migrate, run, settings_for
from tests.bench.loading import STOPPED

SIZES, QUICK = (1_000, 50_000, 500_000), (1_000, 10_000)
ROUNDS, FEW = 20, 5
FLAT, AT_MOST = 1.5, 5.0  # times the smallest; or so many ms more than it, which is what such a figure drifts by
Figures = dict[str, dict[str, float]]


def main(sizes: Sequence[int] = SIZES, *, keep: Path | None = None, rounds: int = ROUNDS) -> int:
    """Print the table; 0 when the figures could be taken."""
    with nullcontext(keep) if keep else fresh_folder() as folder, Supervisor() as supervisor:
        folder.mkdir(mode=0o711, parents=True, exist_ok=True)
        server = postgres.start(supervisor, folder, careless=True)
        found = [_measured(supervisor, folder, server, size, rounds) for size in sizes]
    print(table(sizes, found))
    return 0


def _measured(supervisor: Supervisor, folder: Path, server: str, people: int, rounds: int) -> Figures:
    """Of a database that is filled now, or was before."""
    own, name = folder / str(people), f"size_{people}"
    own.mkdir(exist_ok=True)
    with psycopg.connect(server, autocommit=True) as connection:
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            print(f"  {people:,} participants:", flush=True)
            connection.execute("DROP DATABASE IF EXISTS filling")
            connection.execute("CREATE DATABASE filling")
            settings = settings_for(own, _in(server, "filling"))
            migrate(supervisor, settings)
            run(supervisor, settings, "sizes_figures", "fill", str(people))
            connection.execute(f"ALTER DATABASE filling RENAME TO {name}")
    figures = own / "figures.json"
    run(supervisor, settings_for(own, _in(server, name)), "sizes_figures", "measure", str(figures), str(rounds))
    return json.loads(figures.read_text())


def _in(server: str, database: str) -> str:
    return f"{server.rpartition('/')[0]}/{database}"


def table(sizes: Sequence[int], found: Sequence[Figures]) -> str:
    """A row for each thing that was asked: median and 95th percentile at each size, how many times as long the largest
    takes as the smallest, queries, kB at the largest, and whether that is flat."""
    heads = "".join(f"{f'{size:,}':>18}" for size in sizes)
    lines = [f"{'milliseconds: median (p95)':<48}{heads}{'times':>8}{'queries':>12}{'kB':>8}"]
    for what in found[0]:
        cells = "".join(f"{_cell(each[what]):>18}" for each in found)
        small, large = found[0][what], found[-1][what]
        queries = "-".join(sorted({f"{each[what]['queries']:.0f}" for each in found}, key=int))
        verdict = "" if flat(small["median"], large["median"]) else "  MISSED"
        times = large["median"] / small["median"]
        lines.append(f"{what:<48}{cells}{times:>8.2f}{queries:>12}{large['kB']:>8.0f}{verdict}")
    missed = sum(line.endswith("MISSED") for line in lines)
    judged = f"{missed} of {len(found[0])} take more than {FLAT:g} times as long and {AT_MOST:g} ms more"
    return "\n".join([*lines, judged])


def _cell(figures: dict[str, float]) -> str:
    return f"{figures['median']:.1f} ({figures['p95']:.1f})"


def flat(small: float, large: float) -> bool:
    """Of two medians, in ms."""
    return large <= FLAT * small or large <= small + AT_MOST


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.sizes")
    parser.add_argument("people", nargs="*", type=int, default=SIZES, help="Participants of each consultation.")
    parser.add_argument("--keep", type=Path, help="Where the databases stay.")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="How often everything is asked.")
    return parser.parse_args()


if __name__ == "__main__":
    given = _arguments()
    sys.exit(conclude(lambda: main(given.people, keep=given.keep, rounds=given.rounds), STOPPED))
