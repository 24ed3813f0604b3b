"""Everybody on the map of a model with two factors."""

import numpy as np

from clustering.arrays import Floats, frozen
from clustering.findings import Placed
from clustering.model import Model
from clustering.projection import Projection
from clustering.view import View


def drawn(model: Model, seen: View, places: Floats) -> Placed:
    """Everybody on the map; `places`: Passes.places() with the axes of the view."""
    return Placed(
        Projection(model.center, seen.components),
        places[:, :2],
        _lone_vote(model),
        noise=model.noise,
        spread=frozen(seen.axes @ seen.axes.T),
        uncertainty=frozen(places[:, 2:5]),
    )


def _lone_vote(model: Model) -> Floats:
    """How far from 0 one lone agreeing vote places its voter, per statement: (S,), in the units of positions."""
    lengths = np.linalg.norm(model.loadings, axis=0)
    pull = np.abs(1.0 - model.center) / ((model.loadings**2).sum(axis=1) + model.noise)
    distances: Floats = np.linalg.norm(model.loadings * lengths, axis=1) * pull
    return distances
