"""What is the same for everybody is made once, and asked for again without being sent again."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.test import Client

from deliberation.kept import kept
from deliberation.statements.models import Statement
from deliberation.statements.moderating import rule
from tests.cast import AGREE, DAY, HOUR, NOON, World, citizen, draft, founded, published, vote, voted_world

ADDRESSES = [
    "/feed.atom",
    "/ar/feed.atom",
    "/c/streets/feed.atom",
    "/c/streets/qr.svg",
    "/c/streets/picture-1.svg",
    "/c/streets/picture-1.png",
    "/c/streets/picture-0.png",
    "/c/streets/results/over-time.csv",
    "/api/v1/consultations/streets/results/over-time",
]


@pytest.fixture
def world(db: None) -> World:
    return published(voted_world())


@pytest.mark.parametrize("path", ADDRESSES)
def test_what_somebody_has_already_is_not_sent_again(world: World, path: str) -> None:
    first = Client().get(path)
    assert first.status_code == 200
    assert first["Cache-Control"].startswith("public")
    again = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])


@pytest.mark.parametrize("path", ADDRESSES)
def test_its_tag_does_not_move_with_a_vote(world: World, path: str) -> None:
    before = Client().get(path)["ETag"]
    vote(citizen(world.consultation, "bob", NOON + HOUR), 4, AGREE, NOON + HOUR)
    assert Client().get(path)["ETag"] == before


@pytest.mark.parametrize("path", [path for path in ADDRESSES if "over-time" in path])
def test_what_is_hidden_or_released_is_seen_at_once(world: World, path: str) -> None:
    before = Client().get(path)
    statement = Statement.objects.get(number=2)
    rule(statement=statement, outcome="rejected", reason="abuse", by=world.cast.fay, now=NOON + HOUR)
    hidden = Client().get(path, headers={"If-None-Match": before["ETag"]})
    assert hidden.status_code == 200
    assert len(hidden.content) < len(before.content)
    for person in world.people[:8]:
        vote(person, 4, AGREE, NOON + DAY)
    published(world, NOON + DAY + HOUR)
    assert Client().get(path)["ETag"] != hidden["ETag"]


@pytest.mark.parametrize(
    ("path", "most"),
    [("/c/streets/results/over-time/", 6), ("/c/streets/results/over-time.csv", 2), ("/feed.atom", 1),
     ("/c/streets/picture-1.png", 1), ("/api/v1/search?q=measure+number", 3)],
)  # fmt: skip
def test_asking_again_costs_little(world: World, path: str, most: int, django_assert_max_num_queries: Any) -> None:
    Client().get(path)
    with django_assert_max_num_queries(most):
        assert Client().get(path).status_code == 200


def test_a_draft_is_kept_by_nobody(db: None) -> None:
    cast = founded()
    draft(cast)
    office = Client()
    office.force_login(cast.fay)
    for path in ADDRESSES[3:4] + ADDRESSES[6:]:
        answer = office.get(path)
        assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store"), path
        assert Client().get(path).status_code == 404


def test_many_at_once_make_it_once() -> None:
    start, made = Barrier(8), []

    def make() -> int:
        made.append(1)
        return len(made)

    def ask() -> None:
        start.wait()
        kept(("many at once",), 60, make)

    threads = [Thread(target=ask) for _each in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]
