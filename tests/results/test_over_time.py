"""Publications side by side: only what each of them told."""

from datetime import UTC, datetime
from typing import Any

import pytest

from deliberation.results.over_time import courses, moved, releases, shares_of_groups, spread_out
from deliberation.results.over_time_words import over_time
from deliberation.results.words import isolated
from tests.cast import AGREE, DAY, HOUR, NOON, World, published, vote, voted_world


def release(number: int, *rows: tuple[int | None, int | None, int | None], groups: str = "AB") -> dict[str, Any]:
    kinds = ("agree", "disagree", "skip")
    return {
        "number": number,
        "final": False,
        "published_at": datetime(2026, 3, number, tzinfo=UTC),
        "participants": 100,
        "disclosure": {"suppress_below": 10, "round_to": 5},
        "groups": [{"label": label, "size": 50, "share": 100 // len(groups)} for label in groups],
        "statements": [{"number": place, **dict(zip(kinds, row, strict=True))} for place, row in enumerate(rows)],
    }


@pytest.mark.parametrize(
    ("last", "numbers"), [(0, []), (1, [1]), (3, [1, 2, 3]), (12, list(range(1, 13))), (23, list(range(1, 24, 2)))]
)
def test_many_publications_are_spread_out_with_the_first_and_the_last(last: int, numbers: list[int]) -> None:
    assert spread_out(last) == numbers
    assert len(spread_out(1009)) == 12
    assert (spread_out(1009)[0], spread_out(1009)[-1]) == (1, 1009)


def test_what_was_hidden_in_one_publication_stays_hidden_there() -> None:
    found = [release(1, (40, 40, 20)), release(2, (None, 60, None)), release(3, (60, 20, 20))]
    (course,) = courses(found, [0])
    assert [shares["agree"] for shares in course.shares] == [40, None, 60]
    assert [shares["disagree"] for shares in course.shares] == [40, None, 20]
    assert course.change == 20


def test_a_statement_that_came_later_has_nothing_before() -> None:
    (course,) = courses([release(1), release(2, (30, 10, 10))], [0])
    assert ([shares["agree"] for shares in course.shares], course.change) == ([None, 60], 0)


def test_changes_that_rounding_makes_are_not_told() -> None:
    found = [release(1, (40, 50, 10), (40, 50, 10)), release(2, (45, 45, 10), (20, 70, 10))]
    assert [course.statement for course in moved(found, courses(found, [0, 1]))] == [1]


def test_a_statement_that_may_not_be_read_has_no_course() -> None:
    found = [release(1, (40, 50, 10), (40, 50, 10)), release(2, (90, 0, 10), (20, 70, 10))]
    assert [course.statement for course in courses(found, [1])] == [1]


def test_a_group_that_was_not_there_is_missing() -> None:
    assert shares_of_groups([release(1), release(2, groups="ABC")]) == [
        ("A", [50, 33]),
        ("B", [50, 33]),
        ("C", [None, 33]),
    ]


def test_the_sentences_have_the_figures() -> None:
    found = [release(1, (40, 50, 10)), release(2, (70, 20, 10), groups="ABC")]
    sentences = over_time(found, moved(found, courses(found, [0])), {0: "Trams."})
    assert sentences[0].startswith("The number of opinion groups changed: 2 in publication 1, 3 in publication 2.")
    assert sentences[1] == "Agreement with 1 statement changed by more than rounding does."
    changed = f"It changed most with: “{isolated('Trams.')}” First about 40 % agreed, at last about 70 %."
    assert sentences[2] == changed
    calm = over_time([found[0], {**found[0], "number": 2}], [], {})
    assert calm == [
        "There are 2 opinion groups in publication 2, as many as in publication 1.",
        "Agreement with no statement changed by more than rounding does.",
    ]
    alone = [release(1, groups="A"), release(2, groups="A")]
    assert over_time(alone, [], {})[0] == "There is 1 opinion group in publication 2, as there was in publication 1."
    assert over_time(found[:1], [], {}) == [
        "There is one publication so far: what has moved is shown from the second on."
    ]


def converted() -> World:
    """The second and the third group come to agree with what only the first agreed with."""
    world = published(voted_world())
    for person in (*world.group(1), *world.group(2)):
        vote(person, 3, AGREE, NOON + DAY)
    return published(world, NOON + DAY + HOUR)


@pytest.mark.django_db
def test_real_publications_are_compared_with_two_queries(django_assert_num_queries: Any) -> None:
    world = converted()
    with django_assert_num_queries(2):
        found = releases(world.consultation)
    assert [each["number"] for each in found] == [1, 2]
    assert [group["label"] for group in found[1]["groups"]] == ["A", "B", "C"]
    assert set(found[0]) == {
        "number", "final", "published_at", "groups", "statements", "participants", "disclosure"
    }  # fmt: skip
