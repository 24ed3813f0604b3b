"""The front page: shelves, choosing, what the cards say, and the pictures on them."""

import pytest
from django.test import Client

from deliberation.consultations.models import Consultation
from deliberation.obligations.queries import obligation_numbered
from deliberation.obligations.steps import offer, reply_to_offer
from deliberation.web import home, pictures
from tests.cast import (
    CLOSING,
    DAY,
    NOON,
    WEEK,
    already,
    answer,
    closed_and_bound,
    commitment,
    draft,
    founded,
    not_yet,
    opened,
    published,
    seeded,
    voted_world,
)
from tests.hall import meeting_owed


def seen(path: str = "/", **chosen: object) -> str:
    response = Client().get(path, chosen)
    assert response.status_code == 200
    return " ".join(response.content.decode().split())


def test_an_empty_house_is_kind(db: None) -> None:
    page = seen()
    assert "Nothing is being asked at the moment. Come back soon" in page
    assert '<form method="get"' not in page.split("<main")[1]


def test_the_cards_say_what_is_going_on(db: None, clock) -> None:
    world = published(voted_world(closes_at=NOON + 2 * WEEK, topic="Streets"))
    clock.move_to(NOON + DAY)
    page = seen()
    assert '<h2 id="open">Open now</h2>' in page
    assert "Open for 13 more days" in page
    assert "City of Springfield asks; Ministry of Transport answers" in page
    assert "About 40 people took part." in page  # 42, as published
    assert ">Streets</span>" in page
    clock.move_to(NOON + 2 * WEEK - DAY)
    assert "Closes in 1 day<" in seen()
    assert "Voting ends within 7 days." in seen()
    clock.move_to(NOON + 2 * WEEK - DAY / 24)
    assert "Closes today" in seen()
    clock.move_to(NOON + 2 * WEEK)
    assert "the result is being worked out" in seen()
    world = closed_and_bound(world)
    assert "Ministry of Transport has to answer by" in seen()
    clock.move_to(NOON + 90 * DAY)
    assert "Ministry of Transport had to answer by" in seen()
    assert "0 of 3 duties answered." in seen()
    for duty, given in zip(world.consultation.obligations.all(), (not_yet(), commitment(), already()), strict=True):
        answer(obligation=duty, draft=given, by=world.cast.omar, now=NOON + 3 * WEEK)
    assert '<h2 id="answered">Answered</h2>' in seen()
    assert "3 of 3 duties answered." in seen()


def test_a_card_says_what_is_due_first_and_who_has_it_now(db: None, clock) -> None:
    clock.move_to(CLOSING + DAY)
    cast = founded()
    hall = meeting_owed(cast, "hall", CLOSING)
    assert "Ministry of Transport has to hold a public meeting by" in seen()
    offer(obligation=hall, to=cast.health, reason="The law makes this their task.", by=cast.omar, now=CLOSING + DAY)
    taken = obligation_numbered(hall.pk)
    reply_to_offer(obligation=taken, accepted=True, reason="", by=cast.hana, now=CLOSING + DAY)
    assert "Ministry of Health has to hold a public meeting by" in seen()
    assert "City of Springfield asks; Ministry of Health answers" in seen()
    clock.move_to(CLOSING + 90 * DAY)
    assert "Ministry of Health had to hold a public meeting by" in seen()


def test_before_the_first_release_nobody_counts(db: None) -> None:
    voted_world()
    assert "took part" not in seen()


@pytest.mark.parametrize("shelf", ["", "closing"])
def test_it_asks_the_database_as_often_for_many_as_for_one(db: None, django_assert_num_queries, shelf: str) -> None:
    cast = founded()
    published(voted_world(cast, slug="one", topic="Streets"))
    closed_and_bound(voted_world(cast, slug="two"))
    with django_assert_num_queries(7 if shelf else 10):
        seen(shelf=shelf)
    for number in range(30):
        opened(cast, slug=f"other-{number}", topic=f"Topic {number}")
    closed_and_bound(voted_world(cast, slug="three"))
    with django_assert_num_queries(7 if shelf else 10):
        seen(shelf=shelf)


def test_a_long_shelf_is_cut_and_has_pages_of_its_own(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(home, "CARDS_OF_A_SHELF", 2)
    monkeypatch.setattr(home, "CARDS_OF_A_PAGE", 2)
    cast = founded()
    for number in range(5):
        opened(cast, slug=f"c-{number}", topic="Streets", closes_at=NOON + WEEK - number * DAY)
    page = seen(topic="Streets")
    assert page.count('class="picture"') == 2
    assert 'href="?topic=Streets&amp;shelf=closing">Show all 5: Closing soon</a>' in page
    first, last = seen(topic="Streets", shelf="closing"), seen(topic="Streets", shelf="closing", page=3)
    assert [f"/c/c-{number}/" in first for number in range(5)] == [False, False, False, True, True], "the soonest first"
    assert 'href="?topic=Streets&amp;shelf=closing&amp;page=2"' in first
    assert "/c/c-0/" in last


def test_choices_that_do_not_exist_find_nothing_and_break_nothing(db: None) -> None:
    opened(founded())
    assert "Nothing fits this choice right now." in seen(topic="Housing")
    assert "Nothing fits this choice right now." in seen(ministry="no\0where")
    assert '<h2 id="closing">' in seen(shelf="nonsense")
    assert "Nothing fits this choice right now." in seen(shelf="overdue")


def test_topics_of_drafts_are_not_offered(db: None) -> None:
    cast = founded()
    opened(cast, topic="Streets")
    draft(cast, slug="secret", topic="Secret plan")
    assert "Secret plan" not in seen()
    assert '<option value="Streets">' in seen()


def test_the_picture_is_the_published_map(db: None) -> None:
    world = published()
    before = Client().get("/c/streets/picture-0.svg")
    after = Client().get("/c/streets/picture-1.svg")
    assert (before.status_code, after.status_code) == (200, 200)
    assert before["Content-Type"] == "image/svg+xml; charset=utf-8"
    assert b"<polygon" not in before.content
    hulls = [hull for hull in world.publication.document["map"]["hulls"].values() if len(hull) > 2]
    assert after.content.count(b"<polygon") == len(hulls) > 0
    assert 'src="/c/streets/picture-1.svg"' in seen()


def test_the_picture_for_links_has_the_size_they_ask_for(db: None) -> None:
    published()
    for number in (0, 1):
        answer = Client().get(f"/c/streets/picture-{number}.png")
        assert answer["Content-Type"] == "image/png"
        assert answer.content[:8] == b"\x89PNG\r\n\x1a\n"
        assert [int.from_bytes(answer.content[at : at + 4], "big") for at in (16, 20)] == [1200, 630]
        assert len(answer.content) < 200_000


@pytest.mark.parametrize("name", ["picture-2.svg", "picture-1.gif", "picture-9999999999999999999.svg"])
def test_there_is_no_other_picture(db: None, name: str) -> None:
    published()
    assert Client().get(f"/c/streets/{name}").status_code == 404


def test_a_draft_has_no_picture_for_strangers(db: None) -> None:
    cast = founded()
    draft(cast)
    assert Client().get("/c/streets/picture-0.svg").status_code == 404
    facilitator = Client()
    facilitator.force_login(cast.fay)
    assert facilitator.get("/c/streets/picture-0.svg")["Cache-Control"] == "private, no-store"


def test_two_consultations_look_different_and_each_stays_the_same() -> None:
    assert pictures.picture("one", None) == pictures.picture("one", None) != pictures.picture("two", None)


def test_everything_stays_within_the_picture(db: None) -> None:
    drawn = pictures.picture("streets", published().publication.document)
    corners = [corner for area in drawn.areas for corner in area.corners]
    assert corners
    assert all(0 <= x <= pictures.WIDTH and 0 <= y <= pictures.HEIGHT for x, y in corners)
    assert all(0 <= disc.x <= pictures.WIDTH and 0 <= disc.y <= pictures.HEIGHT for disc in drawn.discs)


def test_a_site_with_a_name_in_another_script_has_a_picture() -> None:
    assert pictures.png(pictures.picture("one", None), "公民諮詢").startswith(b"\x89PNG")


def test_what_is_public_is_in_order(db: None) -> None:
    """Seeded statements do not multiply a consultation on the shelf."""
    streets = opened(founded())
    seeded(founded(), streets)
    assert seen().count('class="picture"') == Consultation.objects.count() == 1
