"""The map of opinions: hulls and binned density of groups. Nobody's position is in it.

Density: people are counted in square cells; a cell of a group with fewer people than the disclosure threshold
is left out. Hull: every corner is the mean of as many people as the threshold says, namely those who stand
furthest in one direction; the set of all such means is convex, and the hull is its outline.
"""

from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.spatial import ConvexHull, QhullError

from deliberation.results.disclosure import Disclosure

Points = npt.NDArray[np.float64]
Labels = npt.NDArray[np.int64]
Cell = tuple[tuple[int, ...], int]
FINEST_TO_COARSEST = (32, 24, 16, 12, 8, 6, 4)
ENOUGH = 0.5  # the finest grid on which half of the grouped people stand in cells that may be shown
DIRECTIONS = 48
STEPS = 20  # corners lie on a grid of a twentieth of the extent: between two neighbouring corners one person is
# exchanged for another, and exact means would tell where those two stand from each other


def draw(positions: Points, labels: Labels, names: list[str], rule: Disclosure) -> dict[str, Any]:
    """Cells and hulls.

    positions: P x 2; labels: P, -1 for people without a group; names: one per group.
    Returns {"extent": half the width of the square map, "cell": width of a cell (0: no cells),
    "cells": [{"group", "x", "y" (lower left corner), "people" (rounded)}],
    "hulls": {name: [[x, y], ...] anticlockwise, empty for a group under the threshold}}.
    """
    grouped = labels >= 0
    extent = _extent(positions[grouped])
    cells, steps = _finest(positions[grouped], labels[grouped], extent, rule)
    width = 2 * extent / steps if steps else 0.0
    drawn = [
        {
            "group": names[group],
            "x": round(column * width - extent, 6),
            "y": round(row * width - extent, 6),
            "people": rule.rounded(people),
        }
        for (group, column, row), people in cells
    ]
    hulls = {
        name: _hull(positions[labels == group], rule.suppress_below, extent / STEPS) for group, name in enumerate(names)
    }
    return {"extent": extent, "cell": round(width, 6), "cells": drawn, "hulls": hulls}


def _extent(positions: Points) -> float:
    """A round half-width that holds 98 in 100 people: no single person sets it."""
    if not len(positions):
        return 1.0
    reach = float(np.quantile(np.abs(positions).max(axis=1), 0.98))
    return _round_up(max(reach, 0.01))


def _round_up(reach: float) -> float:
    """The next of 1, 1.5, 2, 3, 5, 7, 10 times a power of ten."""
    power = 10.0 ** np.floor(np.log10(reach))
    return float(next(step * power for step in (1, 1.5, 2, 3, 5, 7, 10) if step * power >= reach))


def _finest(positions: Points, labels: Labels, extent: float, rule: Disclosure) -> tuple[list[Cell], int]:
    """The cells that may be shown on the finest grid that shows enough people, and its steps; else none."""
    for steps in FINEST_TO_COARSEST:
        cells = _cells(positions, labels, extent, steps, rule.suppress_below)
        if cells and sum(people for _cell, people in cells) >= ENOUGH * len(positions):
            return cells, steps
    return [], 0


def _cells(positions: Points, labels: Labels, extent: float, steps: int, least: int) -> list[Cell]:
    """((group, column, row), people) of cells with at least `least` people, in order."""
    if not len(positions):
        return []
    squares = np.clip(((positions + extent) / (2 * extent) * steps).astype(np.int64), 0, steps - 1)
    keys, people = np.unique(np.column_stack([labels, squares]), axis=0, return_counts=True)
    pairs = zip(keys.tolist(), people.tolist(), strict=True)
    return [(tuple(key), count) for key, count in pairs if count >= least]


def _hull(members: Points, least: int, step: float) -> list[list[float]]:
    """The outline of all means of `least` members; [] for fewer members, one point where all stand together."""
    if len(members) < least:
        return []
    angles = np.arange(DIRECTIONS) * (2 * np.pi / DIRECTIONS)
    reach = members @ np.vstack([np.cos(angles), np.sin(angles)])
    furthest = np.argsort(-reach, axis=0, kind="stable")[:least]
    corners = np.unique((members[furthest].mean(axis=0) / step).round() * step + 0.0, axis=0)
    try:
        outline = corners[ConvexHull(corners).vertices]
    except (QhullError, ValueError):  # fewer than three corners, or all on one line
        outline = corners
    return [[round(x, 6), round(y, 6)] for x, y in outline.tolist()]
