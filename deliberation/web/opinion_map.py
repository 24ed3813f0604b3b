"""The map of opinions as shapes to draw: a pure function of the published document.

Every group has a shape, a letter and a dashed outline of its own, so that nothing hangs on colour.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SIDE = 400.0  # of the square drawing, in its own units
LINE = 22  # between the lines under a picture
COLOURS = ("#1f5fa6", "#a35200", "#22724b", "#7b3fa0", "#56606b")  # on white paper; pages have their own, css/site.css
DASHES = ("", "9 5", "2 5", "12 4 2 4", "5 3")
SHAPES = ("circle", "square", "diamond", "triangle", "cross")
SMALLEST, LARGEST = 0.30, 0.95  # of a cell: the mark of the fewest and of the most people


@dataclass(frozen=True)
class Mark:
    """People in one square of the map."""

    path: str
    people: int


@dataclass(frozen=True)
class Region:
    """One opinion group on the map, or everybody where there are none."""

    label: str  # empty for everybody
    style: int  # 1 to 5: which colour, dash and shape
    shape: str
    colour: str
    dash: str
    outline: str  # the points of the hull; empty when the group is too small for one
    marks: tuple[Mark, ...]
    label_x: float
    label_y: float


def regions(document: Mapping[str, Any]) -> list[Region]:
    """The groups of a publication as they are drawn, in the order of their letters; else everybody, if told."""
    chart = document["map"]
    most = max((cell["people"] for cell in chart["cells"]), default=1)
    names = [group["label"] for group in document["groups"]] or [name for name in ("",) if chart["hulls"].get(name)]
    return [_region(place, name, chart, most) for place, name in enumerate(names)]


@dataclass(frozen=True)
class Row:
    """A group's line under the picture."""

    region: Region
    share: int  # percent of those in groups
    mark: str
    y: int


@dataclass(frozen=True)
class Picture:
    """The map as a file of its own: drawing, a line for each group, two lines of source."""

    regions: list[Region]
    rows: list[Row]
    source_y: int
    height: int


def picture(document: Mapping[str, Any]) -> Picture:
    """What a file shows that no page stands around."""
    drawn = regions(document)
    below = int(SIDE) + 28
    rows = [
        Row(region, group["share"], _path(region.shape, 16, below + LINE * place - 5, 6), below + LINE * place)
        for place, (region, group) in enumerate(zip(drawn, document["groups"], strict=False))
    ]
    source_y = below + LINE * len(rows)
    return Picture(drawn, rows, source_y, source_y + 2 * LINE)


def _region(place: int, label: str, chart: Mapping[str, Any], most: int) -> Region:
    corners = [_on_paper(point, chart["extent"]) for point in chart["hulls"].get(label, [])]
    width = chart["cell"] / (2 * chart["extent"]) * SIDE
    shape = SHAPES[place % len(SHAPES)]
    marks, middles = [], []
    for cell in (cell for cell in chart["cells"] if cell["group"] == label):
        x, y = _on_paper((cell["x"] + chart["cell"] / 2, cell["y"] + chart["cell"] / 2), chart["extent"])
        radius = width / 2 * (SMALLEST + (LARGEST - SMALLEST) * (cell["people"] / most) ** 0.5)
        marks.append(Mark(_path(shape, x, y, radius), cell["people"]))
        middles.append((x, y))
    label_x, label_y = _middle(corners or middles)
    outline = " ".join(f"{x:g},{y:g}" for x, y in corners) if len(corners) > 2 else ""
    colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
    return Region(label, place % 5 + 1, shape, colour, dash, outline, tuple(marks), label_x, label_y)


def _on_paper(point: Sequence[float], extent: float) -> tuple[float, float]:
    """From the map's coordinates (up is up) to the drawing's (down is down)."""
    x, y = point
    return round((x + extent) / (2 * extent) * SIDE, 1), round((extent - y) / (2 * extent) * SIDE, 1)


def _middle(points: Sequence[tuple[float, float]]) -> tuple[float, float]:
    if not points:
        return SIDE / 2, SIDE / 2
    return (
        round(sum(x for x, _y in points) / len(points), 1),
        round(sum(y for _x, y in points) / len(points), 1),
    )


def _path(shape: str, x: float, y: float, radius: float) -> str:
    """The outline of a mark around a point; all shapes cover about the same area."""
    r = round(radius, 1)
    s = round(radius * 0.88, 1)
    if shape == "circle":
        return f"M{x - r:g} {y:g}a{r:g} {r:g} 0 1 0 {2 * r:g} 0a{r:g} {r:g} 0 1 0 {-2 * r:g} 0z"
    if shape == "square":
        return f"M{x - s:g} {y - s:g}h{2 * s:g}v{2 * s:g}h{-2 * s:g}z"
    if shape == "diamond":
        return f"M{x:g} {y - r:g}l{r:g} {r:g}l{-r:g} {r:g}l{-r:g} {-r:g}z"
    if shape == "triangle":
        return f"M{x:g} {y - r:g}l{r:g} {1.8 * r:g}h{-2 * r:g}z"
    t = round(radius / 3, 1)
    return (
        f"M{x - t:g} {y - r:g}h{2 * t:g}v{r - t:g}h{r - t:g}v{2 * t:g}h{t - r:g}v{r - t:g}"
        f"h{-2 * t:g}v{t - r:g}h{t - r:g}v{-2 * t:g}h{r - t:g}z"
    )
