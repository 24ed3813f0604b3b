"""The picture of a consultation: its newest published map as plain shapes, or a quiet pattern before there is one.

It decorates and says nothing that the words beside it do not say; figures are read off the map of the results page.
The same shapes are written as SVG for the cards and as PNG for links shared elsewhere. There is no text of the
consultation in it: letters of all scripts would need fonts of many megabytes (docs/decisions).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from random import Random
from typing import Any

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 1200, 630  # what services that show links ask for
MARGIN = 70
MOST_DISCS = 150
GROUND = "#16324f"
AREAS = ("#2b5580", "#66523a", "#2d6253", "#54507a", "#4b6073")  # the outlines of groups
DISCS = ("#7fb2ec", "#f0a35e", "#6cc79b", "#c79be6", "#b3bcc6")
BRAND = "#0062ba"
Point = tuple[int, int]


@dataclass(frozen=True)
class Disc:
    """A round mark."""

    x: int
    y: int
    radius: int
    colour: str


@dataclass(frozen=True)
class Area:
    """A filled outline."""

    corners: tuple[Point, ...]
    colour: str

    @property
    def points(self) -> str:
        """As SVG writes them."""
        return " ".join(f"{x},{y}" for x, y in self.corners)


@dataclass(frozen=True)
class Picture:
    """Areas below, discs above."""

    areas: tuple[Area, ...]
    discs: tuple[Disc, ...]


def picture(slug: str, document: Mapping[str, Any] | None) -> Picture:
    """Of a published document; without one, or where it shows nobody, of the short name."""
    chart = document["map"] if document else {"cells": [], "hulls": {}}
    return _of_map(chart) if chart["cells"] or any(chart["hulls"].values()) else _pattern(slug)


def _of_map(chart: Mapping[str, Any]) -> Picture:
    half = chart["cell"] / 2
    cells = sorted(chart["cells"], key=lambda cell: -cell["people"])[:MOST_DISCS]
    middles = [(cell["x"] + half, cell["y"] + half) for cell in cells]
    names = sorted({*chart["hulls"], *(cell["group"] for cell in cells)})
    corners = [tuple(corner) for hull in chart["hulls"].values() for corner in hull]
    paper = _Paper([*middles, *corners])
    most = max((cell["people"] for cell in cells), default=1)
    areas = [
        Area(tuple(paper.at(*corner) for corner in chart["hulls"][name]), AREAS[place % len(AREAS)])
        for place, name in enumerate(names)
        if len(chart["hulls"].get(name, [])) > 2
    ]
    discs = [
        Disc(
            *paper.at(*middle),
            max(3, round(half * paper.scale * (cell["people"] / most) ** 0.5)),
            DISCS[names.index(cell["group"]) % len(DISCS)],
        )
        for cell, middle in zip(cells, middles, strict=True)
    ]
    return Picture(tuple(areas), tuple(discs))


class _Paper:
    """Puts a part of the map into the middle of the picture, as large as fits, with the same scale both ways."""

    def __init__(self, points: list[tuple[float, ...]]) -> None:
        xs, ys = [point[0] for point in points], [point[1] for point in points]
        self.middle = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
        wide, high = max(max(xs) - min(xs), 1e-6), max(max(ys) - min(ys), 1e-6)
        self.scale = min((WIDTH - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high)

    def at(self, x: float, y: float) -> Point:
        """Up is up on the map and down in the picture."""
        across, up = (x - self.middle[0]) * self.scale, (y - self.middle[1]) * self.scale
        return round(WIDTH / 2 + across), round(HEIGHT / 2 - up)


def _pattern(slug: str) -> Picture:
    """Discs of several sizes, always the same for a short name."""
    chance = Random(slug)
    discs = []
    for column in range(8):
        for row in range(4):
            x = (column + 0.5 + chance.uniform(-0.3, 0.3)) * WIDTH / 8
            y = (row + 0.5 + chance.uniform(-0.3, 0.3)) * HEIGHT / 4
            colour = chance.choice(AREAS if chance.random() < 0.7 else DISCS)
            discs.append(Disc(round(x), round(y), chance.randrange(12, 62), colour))
    return Picture((), tuple(discs))


def png(drawn: Picture, site_name: str) -> bytes:
    """1200 x 630 pixels, with the site's mark; its name beside it where the built-in letters can write it."""
    image = Image.new("RGB", (2 * WIDTH, 2 * HEIGHT), GROUND)  # twice as large, then halved: smooth edges
    pen = ImageDraw.Draw(image)
    for area in drawn.areas:
        pen.polygon([(2 * x, 2 * y) for x, y in area.corners], fill=area.colour)
    for disc in drawn.discs:
        pen.circle((2 * disc.x, 2 * disc.y), 2 * disc.radius, fill=disc.colour)
    image = image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
    _sign(image, site_name)
    stored = BytesIO()
    image.save(stored, "PNG", optimize=True)
    return stored.getvalue()


def _sign(image: Image.Image, site_name: str) -> None:
    pen = ImageDraw.Draw(image)
    left, top, side = 40, HEIGHT - 104, 64
    font = ImageFont.load_default(40)
    written = site_name if site_name.isascii() else ""
    right = left + side + (24 + int(pen.textlength(written, font)) if written else 0)
    pen.rounded_rectangle((left - 16, top - 16, right + 24, top + side + 16), 22, fill="#ffffff")
    pen.rounded_rectangle((left, top, left + side, top + side), 14, fill=BRAND)
    for stroke in (((7, 10), (25, 10)), ((7, 16), (17, 16)), ((16, 22), (19.5, 25.5), (26, 18))):
        pen.line([(left + 2 * x, top + 2 * y) for x, y in stroke], fill="#ffffff", width=6, joint="curve")
    pen.text((left + side + 20, top + side / 2), written, fill=GROUND, font=font, anchor="lm")
