"""The page of how views moved, its table for a spreadsheet and its API say the same."""

import csv
import re
from io import StringIO
from typing import Any

import pytest
from django.test import Client

from deliberation.results.models import Publication
from deliberation.statements.models import Statement
from deliberation.statements.moderating import rule
from deliberation.web.over_time import line
from tests.cast import DAY, DISAGREE, HOUR, NOON, WORLD_TEXTS, World, opened, published, vote, voted_world

PAGE, SHEET, API = "/c/streets/results/over-time/", "/c/streets/results/over-time.csv", (
    "/api/v1/consultations/streets/results/over-time"
)  # fmt: skip


def turned(world: World, day: int, people: int) -> World:
    """So many more people turn against what everybody agreed with; then there is another publication."""
    for person in world.people[people - 12 : people]:
        vote(person, 0, DISAGREE, NOON + day * DAY)
    return published(world, NOON + day * DAY + HOUR)


@pytest.fixture
def world(db: None) -> World:
    return turned(turned(published(voted_world()), 1, 12), 2, 24)


def rows_of_sheet() -> list[dict[str, str]]:
    body = Client().get(SHEET).content.decode().removeprefix("\ufeff")
    return list(csv.DictReader(StringIO(body)))


def test_page_sheet_and_api_say_the_same(world: World) -> None:
    told = Client().get(API).json()
    assert [release["number"] for release in told["releases"]] == [1, 2, 3]
    assert len(told["statements"]) == 12
    page = re.sub(r"\s+", " ", Client().get(PAGE).content.decode())
    assert all(f'<li dir="auto">{sentence}</li>' in page for sentence in told["summary"])
    assert page.count("line-chart") >= 3
    rows = rows_of_sheet()
    for statement in told["statements"]:
        for kind in ("agree", "disagree", "skip"):
            cells = [row[kind] for row in rows if (row["kind"], row["name"]) == ("statement", str(statement["number"]))]
            assert cells == ["" if share is None else str(share) for share in statement[kind]]
    groups = [(row["publication"], row["name"], row["share"]) for row in rows if row["kind"] == "group"]
    assert groups == [
        (str(release["number"]), group["label"], str(group["share"]))
        for release in told["releases"]
        for group in release["groups"]
    ]


def test_a_publication_is_compared_by_its_own_figures_only(world: World) -> None:
    """The first says nothing of who disagreed or skipped, for they were under ten: nor does the comparison."""
    (first,) = (row for row in Client().get(API).json()["statements"] if row["number"] == 0)
    documents = [each.document for each in Publication.objects.order_by("number")]
    told = [next(row for row in document["statements"] if row["number"] == 0) for document in documents]
    for place, row in enumerate(told):
        assert (first["agree"][place] is None) == (None in (row["agree"], row["disagree"], row["skip"]))


def test_a_text_hidden_later_is_hidden_here_too(world: World) -> None:
    statement = Statement.objects.get(consultation=world.consultation, number=0)
    rule(statement=statement, outcome="rejected", reason="abuse", note="", by=world.cast.fay, now=NOON + 3 * DAY)
    assert WORLD_TEXTS[0] not in Client().get(PAGE).content.decode()
    assert WORLD_TEXTS[0] not in Client().get(SHEET).content.decode()
    assert 0 not in [row["number"] for row in Client().get(API).json()["statements"]]


def test_before_the_first_publication_there_is_nothing_to_compare(db: None, cast: Any) -> None:
    opened(cast)
    assert "Nothing is published yet." in Client().get(PAGE).content.decode()
    assert rows_of_sheet() == []
    assert Client().get(API).json() == {"releases": [], "statements": [], "summary": []}


def test_pages_ask_the_same_of_one_and_three_publications(db: None, django_assert_num_queries: Any) -> None:
    world = published(voted_world())
    with django_assert_num_queries(5):
        Client().get(PAGE)
    turned(turned(world, 1, 12), 2, 24)
    with django_assert_num_queries(5):
        Client().get(PAGE)


def test_the_result_links_to_it(world: World) -> None:
    assert f'href="{PAGE}"' in Client().get("/c/streets/results/").content.decode()


def test_a_line_is_broken_where_nothing_is_told() -> None:
    assert line([0, 100, None, 50, 50]) == {
        "path": "M0 50L25 0M75 25L100 25",
        "dots": "M0 50h0M25 0h0M75 25h0M100 25h0",
    }
    assert line([40])["path"] == "M0 30"
