"""The map shows where groups are, and where nobody in particular is."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from deliberation.results.disclosure import Disclosure
from deliberation.results.opinion_map import draw

RULE = Disclosure(suppress_below=10, round_to=5)
NAMES = ["A", "B", "C"]


@st.composite
def crowds(make):
    """People on a plane, some in groups and some in none."""
    count = make(st.integers(0, 80))
    places = make(arrays(float, (count, 2), elements=st.floats(-50, 50, allow_nan=False).map(lambda x: round(x, 4))))
    labels = make(arrays(np.int64, count, elements=st.integers(-1, 2)))
    return places, labels


def people_in(cell: dict, width: float, places, labels) -> int:
    inside = labels == NAMES.index(cell["group"])
    for axis, name in enumerate("xy"):
        low = cell[name]
        clipped = np.clip(places[:, axis], -EXTENT[0], EXTENT[0] - 1e-9)
        inside &= (clipped >= low - 1e-5) & (clipped < low + width + 1e-5)
    return int(inside.sum())


EXTENT = [0.0]


@settings(max_examples=60, deadline=None)
@given(crowds())
def test_every_cell_holds_at_least_the_threshold(crowd) -> None:
    places, labels = crowd
    drawn = draw(places, labels, NAMES, RULE)
    EXTENT[0] = drawn["extent"]
    for cell in drawn["cells"]:
        assert people_in(cell, drawn["cell"], places, labels) >= 10
        assert cell["people"] % 5 == 0


@settings(max_examples=60, deadline=None)
@given(crowds())
def test_every_corner_of_a_hull_is_a_mean_of_as_many_people_as_the_threshold(crowd) -> None:
    """In its own direction a corner lies no further out than the mean of the ten furthest people."""
    places, labels = crowd
    for group, name in enumerate(NAMES):
        members = places[labels == group]
        drawn = draw(places, labels, NAMES, RULE)
        hull = np.array(drawn["hulls"][name]).reshape(-1, 2)
        assert bool(len(hull)) == (len(members) >= 10)
        for direction in np.linspace(0, 2 * np.pi, 24, endpoint=False):
            towards = np.array([np.cos(direction), np.sin(direction)])
            if len(hull):
                furthest = np.sort(members @ towards)[-10:].mean()
                assert (hull @ towards).max() <= furthest + drawn["extent"] / 20  # corners lie on a grid


def test_nobodys_position_is_in_the_document() -> None:
    chance = np.random.default_rng(3)
    labels = np.repeat([0, 1, 2], 30)
    places = chance.normal(size=(90, 2)) + np.array([[4, 0], [-4, 0], [0, 4]])[labels]
    drawn = draw(places, labels, NAMES, RULE)
    corners = [corner for hull in drawn["hulls"].values() for corner in hull]
    spots = corners + [[cell["x"], cell["y"]] for cell in drawn["cells"]]
    assert len(corners) >= 9
    assert drawn["cells"]
    on_grid = np.array(corners) / (drawn["extent"] / 20)
    np.testing.assert_allclose(on_grid, on_grid.round(), atol=1e-4)  # too coarse to tell where one person stands
    assert not {tuple(place) for place in places.round(6).tolist()} & {tuple(spot) for spot in spots}


def test_moving_one_person_far_away_moves_no_corner_there() -> None:
    chance = np.random.default_rng(3)
    places = np.vstack([chance.normal(size=(39, 2)), [[100.0, 0.0]]])
    hull = np.array(draw(places, np.zeros(40, dtype=np.int64), ["A"], RULE)["hulls"]["A"])
    assert hull[:, 0].max() < 15


def test_a_group_under_the_threshold_has_no_hull_and_nobody_gives_an_empty_map() -> None:
    few = draw(np.ones((9, 2)), np.zeros(9, dtype=np.int64), ["A"], RULE)
    assert (few["hulls"], few["cells"], few["cell"]) == ({"A": []}, [], 0.0)
    none = draw(np.empty((0, 2)), np.empty(0, dtype=np.int64), [], RULE)
    assert none == {"extent": 1.0, "cell": 0.0, "cells": [], "hulls": {}}


def test_ten_on_one_spot_are_one_corner() -> None:
    drawn = draw(np.full((10, 2), 2.0), np.zeros(10, dtype=np.int64), ["A"], RULE)
    assert drawn["hulls"] == {"A": [[2.0, 2.0]]}
    assert [cell["people"] for cell in drawn["cells"]] == [10]
