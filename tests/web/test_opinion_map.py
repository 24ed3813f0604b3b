"""From a published map to shapes on paper."""

from typing import Any
from xml.etree import ElementTree

from django.conf import settings
from django.test import Client

from deliberation.web.figures import dividing
from deliberation.web.opinion_map import picture, regions
from tests.cast import published


def document(**chart: Any) -> dict[str, Any]:
    square = {"extent": 2.0, "cell": 1.0, "cells": [], "hulls": {"A": [], "B": []}, **chart}
    return {"groups": [{"label": "A"}, {"label": "B"}], "map": square}


def test_up_on_the_map_is_up_on_paper() -> None:
    found = regions(document(hulls={"A": [[-2, -2], [2, -2], [2, 2]], "B": []}))
    assert found[0].outline == "0,400 400,400 400,0"


def test_a_hull_of_fewer_than_three_corners_is_not_drawn() -> None:
    found = regions(document(hulls={"A": [[0, 0], [1, 1]], "B": [[0, 0]]}))
    assert [region.outline for region in found] == ["", ""]


def test_groups_differ_in_more_than_colour() -> None:
    cells = [{"group": name, "x": 0, "y": 0, "people": 10} for name in "AB"]
    a, b = regions(document(cells=cells))
    assert a.shape != b.shape
    assert a.marks[0].path != b.marks[0].path


def test_more_people_make_a_larger_mark_in_the_middle_of_the_cell() -> None:
    cells = [{"group": "A", "x": -2, "y": -2, "people": 10}, {"group": "A", "x": 0, "y": 0, "people": 40}]
    small, large = (mark.path for mark in regions(document(cells=cells))[0].marks)
    assert small.startswith("M18.8 350")  # a circle around (50, 350)
    assert large.startswith("M202.5 150")  # and one around (250, 150), nearly as wide as its cell


def test_without_groups_there_is_no_map() -> None:
    assert regions({"groups": [], "map": {"extent": 1.0, "cell": 0.0, "cells": [], "hulls": {}}}) == []


def row(number: int, *groups: tuple[int | None, int | None, int | None]) -> dict[str, Any]:
    cells = [dict(zip(("agree", "disagree", "skip"), group, strict=True)) for group in groups]
    return {"number": number, "agree": None, "disagree": None, "skip": None, "groups": cells}


def test_what_divides_is_measured_with_the_rules_own_share() -> None:
    figures = {
        "groups": [{"label": "A", "representative": []}, {"label": "B", "representative": []}],
        "consensus_rule": {"min_share": 0.6},
        "disclosure": {"suppress_below": 10, "round_to": 5},
        "statements": [
            row(0, (80, 10, 10), (10, 80, 10)),
            row(1, (55, 45, 0), (10, 80, 10)),
            row(2, (80, None, 10), (10, 80, 10)),
        ],
    }
    texts = {0: "zero", 1: "one", 2: "two"}
    assert [entry["statement"] for entry in dividing(figures, texts)] == [0]
    assert dividing(figures, {1: "one"}) == []


def test_without_groups_everybody_is_drawn_without_a_letter() -> None:
    chart = {"extent": 2.0, "cell": 0.0, "cells": [], "hulls": {"": [[-2, -2], [2, -2], [2, 2]]}}
    (everybody,) = regions({"groups": [], "map": chart})
    assert (everybody.label, everybody.outline) == ("", "0,400 400,400 400,0")
    assert regions({"groups": [], "map": {**chart, "hulls": {"": []}}}) == []


def test_the_picture_stands_by_itself(db: None) -> None:
    """It names what it is of, whose shares it shows and where it is from, and has no style that a page would bring."""
    document = published().publication.document
    answer = Client().get("/c/streets/results/1.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml; charset=utf-8"
    root = ElementTree.fromstring(answer.content)
    words = " ".join(" ".join(root.itertext()).split())
    assert words.startswith("How should the streets of the old town be used?")
    for group in document["groups"]:
        assert f"Group {group['label']}: about {group['share']} %." in words
    assert f"publication 1 {settings.BASE_URL}/c/streets/results/1/" in words
    assert root.findall(".//{*}style") == []
    assert len(root.findall(".//{*}polygon")) == 3
    assert root.find("{*}rect").get("height") == root.get("height")


def test_a_picture_without_groups_has_no_lines_for_them() -> None:
    chart = {"extent": 2.0, "cell": 0.0, "cells": [], "hulls": {"": [[-2, -2], [2, -2], [2, 2]]}}
    drawn = picture({"groups": [], "map": chart})
    assert (len(drawn.regions), drawn.rows) == (1, [])
