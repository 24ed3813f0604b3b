"""Which way the map of a model with two factors is looked at."""

from typing import NamedTuple

import numpy as np

from clustering.alignment import Earlier, turn_towards
from clustering.arrays import Floats, Ints
from clustering.model import Model


class View(NamedTuple):
    """components: (2, S), unit vectors; axes: (2, 2), where places (1, 0) and (0, 1) are on the map, as columns."""

    components: Floats
    axes: Floats


def view(model: Model, statement_ids: Ints, earlier: Earlier | None = None) -> View:
    """The map of a model with two factors, turned so that it looks like the earlier one.

    Distances are those of votes: position . (components of statement j) is by how much somebody there is expected to
    deviate from j's center.
    """
    lengths = np.linalg.norm(model.loadings, axis=0)
    components = (model.loadings / np.where(lengths > 0, lengths, 1.0)).T
    turn = turn_towards(components, statement_ids, earlier)
    return View(turn @ components, turn * lengths)
