"""What was promised, beside what was measured."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Target:
    """A figure that has to stay below `most`, or reach `least`."""

    what: str
    figure: float
    unit: str = "s"
    most: float | None = None
    least: float | None = None

    @property
    def met(self) -> bool:
        return self.figure <= self.most if self.most is not None else self.figure >= (self.least or 0.0)

    def __str__(self) -> str:
        limit = f"at most {self.most:g}" if self.most is not None else f"at least {self.least:g}"
        return f"{'ok' if self.met else 'MISSED':<8}{self.what:<64}{self.figure:>9.3f} {self.unit:<12}{limit}"


def show(targets: list[Target]) -> None:
    """One line each."""
    for target in targets:
        print(target)
