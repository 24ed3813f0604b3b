"""The figures as tables: medians, and beside them how far the rounds lie apart."""

from pathlib import Path
from statistics import median

from tests.bench.measure import Figures
from tests.bench.stages import STAGES

TITLES = ("votes of", "votes", "cold s", "min-max", "cpu s", "refresh s", "cpu s", "x", "ARI", "MB", "of votes",
          "floor ms", "min-max", "cold/floor", "dense s", "x", "red-dwarf s", "x")  # fmt: skip
WIDTHS = (34, 12, 8, 13, 8, 11, 8, 6, 7, 6, 10, 10, 15, 12, 9, 7, 13, 7)
EXPLAINED = """\
cold: an analysis by method default without resampling, from the matrix in memory; cpu: on all cores together
refresh: the same begun from the analysis of a hundredth of the votes ago; x: how many times quicker
ARI: of the labels of a refresh with those of cold
MB: most memory in use during the first analysis, the votes included, beyond imports and compiled code
floor: every packed vote read once, on all cores; its min-max tells how noisy the machine is
dense: scikit-learn's SimpleImputer, PCA(2) and KMeans for 2 to 5 groups on a dense matrix, made outside the clock
red-dwarf: its run_pipeline on a list of votes, made outside the clock; x: how many times as long as cold
Every figure is the median of three rounds, all but red-dwarf's taken in turns, after a warm-up that compiles."""


def headings() -> str:
    """The line above `row`."""
    return _line(TITLES)


def row(figures: Figures, rival: list[float], why: str) -> str:
    """Everything about the votes of one size or folder; of red-dwarf the seconds, or `why` there are none."""
    seconds = {name: median(taken) for name, taken in figures.seconds.items()}
    cold, floor, seen = seconds["cold"], seconds["floor"], figures.megabytes
    return _line((
        Path(figures.name).name, f"{figures.votes:,}", f"{cold:.3f}", _apart(figures.seconds["cold"]),
        f"{figures.cpu['cold']:.3f}", f"{seconds['refresh']:.3f}", f"{figures.cpu['refresh']:.3f}",
        f"{cold / seconds['refresh']:.1f}", f"{figures.ari:.3f}",
        f"{seen['peak']:.0f}" if seen else "-", f"{seen['votes']:.0f}" if seen else "-",
        f"{floor * 1e3:.3f}", _apart(figures.seconds["floor"], 1e3), f"{cold / floor:.0f}",
        *_times(seconds.get("dense"), cold), *_times(median(rival) if rival else None, cold),
    )) + (f"  {why}" if why else "")  # fmt: skip


def stage_table(measured: list[Figures]) -> list[str]:
    """Seconds per stage and how many times the floor that is, of every size, cold and refreshed."""
    kinds = [(figures, kind) for figures in measured for kind in figures.stages]
    lines = [f"{'':<18}" + "".join(f"{f'{figures.name} {kind}':>24}" for figures, kind in kinds)]
    lines.append(f"{'stage':<18}" + f"{'s':>15}{'x floor':>9}" * len(kinds))
    for stage in STAGES:
        cells = ((figures.stages[kind][stage], median(figures.seconds["floor"])) for figures, kind in kinds)
        lines.append(f"{stage:<18}" + "".join(f"{taken:>15.4f}{taken / floor:>9.1f}" for taken, floor in cells))
    return lines


def _line(cells: tuple[str, ...]) -> str:
    first, *others = zip(cells, WIDTHS, strict=True)
    return f"{first[0]:<{first[1]}}" + "".join(f"{cell:>{width}}" for cell, width in others)


def _apart(taken: list[float], scale: float = 1.0) -> str:
    return f"{min(taken) * scale:.3f}-{max(taken) * scale:.3f}"


def _times(taken: float | None, cold: float) -> tuple[str, str]:
    return ("-", "-") if taken is None else (f"{taken:.2f}", f"{taken / cold:.1f}")
