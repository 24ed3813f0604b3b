"""From a model with two factors to the map: unit components, and positions such that distances are those of votes."""

import numpy as np

from clustering.alignment import Earlier, turn_towards
from clustering.arrays import Floats, Ints, frozen
from clustering.findings import Placed
from clustering.model import Model
from clustering.projection import Projection


def drawn(model: Model, found: Floats, statement_ids: Ints, earlier: Earlier | None) -> Placed:
    """The map of a model with two factors: unit components, and positions such that distances are those of votes.

    position_i . (components of statement j) is by how much i is expected to deviate from j's center. Turned
    so that the map looks like the earlier one. `found`: Passes.places().
    """
    lengths = np.linalg.norm(model.loadings, axis=0)
    components = (model.loadings / np.where(lengths > 0, lengths, 1.0)).T
    turn = turn_towards(components, statement_ids, earlier)
    axes = turn * lengths
    return Placed(
        Projection(model.center, turn @ components),
        found[:, :2] @ axes.T,
        _lone_vote(model, lengths),
        noise=model.noise,
        spread=frozen(axes @ axes.T),
        uncertainty=frozen(_turned(found[:, 2:5], axes)),
    )


def _turned(covariances: Floats, axes: Floats) -> Floats:
    """axes C axes' for every covariance C, all as (xx, xy, yy): (P, 3). Linear in them, so one small product."""
    (a, b), (c, d) = axes
    linear = np.array([[a * a, a * c, c * c], [2 * a * b, a * d + b * c, 2 * c * d], [b * b, b * d, d * d]])
    turned: Floats = np.einsum("pi,ij->pj", covariances, linear)
    return turned


def _lone_vote(model: Model, lengths: Floats) -> Floats:
    """How far from 0 one lone agreeing vote places its voter, per statement: (S,), in the units of positions."""
    pull = np.abs(1.0 - model.center) / ((model.loadings**2).sum(axis=1) + model.noise)
    distances: Floats = np.linalg.norm(model.loadings * lengths, axis=1) * pull
    return distances
