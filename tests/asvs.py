"""The table that judges this site by OWASP ASVS 5.0.0 (docs/security/asvs.csv): python -m tests.asvs counts it."""

import csv
import re
from collections import Counter
from pathlib import Path
from typing import NamedTuple

TABLE = Path(__file__).resolve().parent.parent / "docs" / "security" / "asvs.csv"
VERDICTS = ("met", "partly", "not met", "not applicable")


class Row(NamedTuple):
    """One requirement: its number in the standard, its level, what it asks in our words, and how we stand."""

    id: str
    level: str
    asks: str
    verdict: str
    evidence: str
    owner: str
    due: str
    note: str

    @property
    def chapter(self) -> int:
        return int(re.fullmatch(r"V(\d+)\.\d+\.\d+", self.id)[1])

    @property
    def shown_by(self) -> list[str]:
        return [each.strip() for each in self.evidence.split(";") if each.strip()]


def rows() -> list[Row]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        head, *lines = csv.reader(file)
    assert tuple(head) == Row._fields
    return [Row(*line) for line in lines]


def counts() -> list[str]:
    """How many requirements have which verdict, by level."""
    by = Counter((row.level, row.verdict) for row in rows())
    lines = [f"{'level':>7}" + "".join(f"{verdict:>16}" for verdict in VERDICTS) + f"{'all':>7}"]
    for name, levels in (("1", "1"), ("2", "2"), ("1 + 2", "12")):
        of = [sum(by[level, verdict] for level in levels) for verdict in VERDICTS]
        lines.append(f"{name:>7}" + "".join(f"{number:>16}" for number in of) + f"{sum(of):>7}")
    return lines


if __name__ == "__main__":
    print("\n".join(counts()))  # noqa: T201 - for whoever asked
