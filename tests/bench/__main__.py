"""make bench: this core beside a pass over the votes, scikit-learn the plain way, and red-dwarf, all in one run.

Absolute figures drift with the machine and with whatever else it does; ratios are what to compare. Every size has a
process of its own. Run with the word quick, the largest sizes, resampling and the vote log are left out.
"""

import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

from tests.bench import casting, loading, overload, rivals, serving, sizes, tables
from tests.bench.measure import Figures
from tests.bench.targets import Target, show
from tests.bench.votes import ROOT, folders

SMALL, MIDDLE, LARGE = "10000x1000", "100000x1000", "1000000x1000"
MILLIONS = 10.0
Row = tuple[Figures, list[float]]


def main(*, quick: bool = False) -> None:
    """Everything, printed as it is found."""
    print(f"{len(os.sched_getaffinity(0))} processors; load before this began {os.getloadavg()[0]:.1f}")
    why = "red-dwarf left out" if quick else without_red_dwarf()
    print(f"{tables.EXPLAINED}\n\n{tables.headings()}")
    made_up = measured([SMALL], ["memory", "dense"], why)
    made_up += measured([MIDDLE], ["memory"] if quick else ["memory", "dense"], "not tried: too slow")
    made_up += [] if quick else measured([LARGE], ["memory"], "not tried: too slow")
    real = measured(folders(), ["dense"] if quick else ["dense", "full"], why)
    print("", *tables.stage_table([figures for figures, _ in made_up]), "", sep="\n")
    show(size_targets(made_up) + folder_targets([figures for figures, _ in real]))
    print("\nVoting, through the web server into a PostgreSQL of its own:", flush=True)
    casting.main(4.0 if quick else 8.0)
    print("\nFive times what the web server can do:", flush=True)
    overload.main(5.0 if quick else 15.0)
    print("\nServing, from a PostgreSQL of its own:", flush=True)
    serving.main()
    print("\nEvery page, in consultations of several sizes:", flush=True)
    sizes.main(sizes.QUICK, rounds=sizes.FEW) if quick else sizes.main()
    if quick:
        print("\nLeft out: the largest sizes, red-dwarf, resampling, the vote log. `make bench` has them.")
    else:
        print(f"\nFrom a PostgreSQL of its own, {MILLIONS:g} million votes:", flush=True)
        loading.main(MILLIONS)


def without_red_dwarf() -> str:
    """Why it cannot be compared with, loudly; nothing when it can."""
    why = rivals.install()
    if why:
        print(f"\nRED-DWARF IS MISSING, it could not be installed: {why}\n")
    return why and "NO RED-DWARF"


def measured(names: list[str], extra: list[str], why: str) -> list[Row]:
    """The figures of all these in one process, printed and returned; `why` there shall be no red-dwarf."""
    if not names:
        print("NO REAL CONSULTATIONS: set ANSWERABLE_DATA to the folder that holds them")
        return []
    command = [sys.executable, "-m", "tests.bench.measure", ",".join(extra), *names]
    said = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, text=True).stdout
    figures = [Figures(**json.loads(line)) for line in said.splitlines()]
    rival, why = ([[] for _ in names], why) if why else rivals.seconds(names)
    for each, taken in zip(figures, rival, strict=True):
        print(tables.row(each, taken, why), flush=True)
    return list(zip(figures, rival, strict=True))


def size_targets(rows: list[Row]) -> list[Target]:
    """What was promised of made-up votes."""
    cold = {figures.name: median(figures.seconds["cold"]) for figures, _ in rows}
    found = [
        Target(f"{name}, cold", cold[name], most=most) for name, most in ((MIDDLE, 0.4), (LARGE, 2.0)) if name in cold
    ]
    for figures, rival in rows:
        name, refresh = figures.name, median(figures.seconds["refresh"])
        if name == LARGE and figures.megabytes:
            found.append(Target(f"{name}, memory", figures.megabytes["peak"], "MB", most=500))
        if name != SMALL:
            found.append(Target(f"{name}, refresh", cold[name] / refresh, "x quicker", least=4))
            found.append(Target(f"{name}, labels of a refresh", figures.ari, "ARI", least=0.99))
        if name == MIDDLE and "dense" in figures.seconds:
            times = median(figures.seconds["dense"]) / cold[name]
            found.append(Target(f"{name}, beside dense scikit-learn", times, "x", least=70))
        if rival:
            found.append(Target(f"{name}, beside red-dwarf", median(rival) / cold[name], "x", least=150))
    return found


def folder_targets(measured: list[Figures]) -> list[Target]:
    """What was promised of every real consultation."""
    return [
        Target(f"{Path(figures.name).name}, {words}", median(figures.seconds[kind]), most=most)
        for kind, words, most in (("cold", "without resampling", 0.05), ("full", "with resampling", 5.0))
        for figures in measured
        if kind in figures.seconds
    ]


if __name__ == "__main__":
    main(quick="quick" in sys.argv[1:])
