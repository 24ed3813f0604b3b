"""The map in a real browser: one's own place is where the analysis has it, and the map moves by keys and buttons."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from playwright.sync_api import Page, expect

from deliberation.results.matrix import computed_at
from deliberation.results.method import METHOD
from deliberation.results.queries import position_of
from deliberation.votes.identity import COOKIE, remember
from deliberation.votes.models import CurrentVote
from tests.cast import World, published

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
ADDRESS = "/c/streets/results/"
PLACED = """async ([script, people, told]) => {
  const { place } = await import(script);
  return people.map((votes) => place(votes, told.loadings, told.spread, told.noise));
}"""


@pytest.fixture(autouse=True)
def clock() -> None:
    """A browser and its server share the clock of the wall."""


def votes_of(world: World) -> list[list[dict[str, int]]]:
    rows = CurrentVote.objects.filter(participant__in=world.people).select_related("statement")
    cast: dict[int, list[dict[str, int]]] = {person.pk: [] for person in world.people}
    for row in rows:
        cast[row.participant_id].append({"statement": row.statement.number, "value": row.value})
    return list(cast.values())


def as_person(page: Page, server: str, number: int) -> None:
    """The browser of one of the people of the world."""
    response = HttpResponse()
    remember(response, f"person {number}")
    page.context.add_cookies([{"name": COOKIE, "value": response.cookies[COOKIE].value, "url": server}])


def test_the_browser_places_people_where_the_analysis_does(page: Page, live_server: Any) -> None:
    """The published loadings are rounded, and centres to a tenth of a vote; "about here" is what the page says."""
    world = published()
    computed = computed_at(world.consultation, position_of(world.consultation), METHOD, None)
    assert computed.participant_ids.tolist() == [person.pk for person in world.people]
    page.goto(live_server.url + ADDRESS)
    told = world.publication.document
    script = live_server.url + staticfiles_storage.url("js/opinion-map.js")
    found = page.evaluate(PLACED, [script, votes_of(world), told])
    off = np.hypot(*(computed.positions - np.array([[one["x"], one["y"]] for one in found])).T)
    assert off.max() < 0.04 * told["map"]["extent"]
    assert np.ptp(computed.positions, axis=0).max() > 0.5 * told["map"]["extent"]  # people are not all in one place
    exact = {
        "loadings": [
            {"number": number, "center": center, "x": x, "y": y}
            for number, center, (x, y) in zip(
                computed.statement_ids.tolist(), computed.center.tolist(), computed.components.T.tolist(), strict=True
            )
        ],
        "spread": np.asarray(computed.spread).tolist(),
        "noise": float(computed.noise),
    }
    found = page.evaluate(PLACED, [script, votes_of(world), exact])
    np.testing.assert_allclose([[one["x"], one["y"]] for one in found], computed.positions, atol=1e-6)


def test_a_spread_along_one_line_places_people_on_it(page: Page, live_server: Any) -> None:
    published()
    page.goto(live_server.url + ADDRESS)
    script = live_server.url + staticfiles_storage.url("js/opinion-map.js")
    told = {
        "loadings": [{"number": 1, "center": 0.0, "x": 1.0, "y": 1.0}],
        "spread": [[4.0, 0.0], [0.0, 0.0]],
        "noise": 1.0,
    }
    (found,) = page.evaluate(PLACED, [script, [[{"statement": 1, "value": 1}, {"statement": 9, "value": 1}]], told])
    assert (found["used"], found["x"], found["y"]) == (1, pytest.approx(0.8), 0)
    assert found["covariance"] == [pytest.approx(0.8), 0, 0]


def test_one_sees_oneself_only_when_asking(visit: Any, live_server: Any, axe: Any) -> None:
    published()
    page = visit(viewport=(360, 740), color_scheme="dark")
    as_person(page, live_server.url, 3)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + ADDRESS)
    page.locator("#map").scroll_into_view_if_needed()
    expect(page.locator("[data-statement] option")).to_have_count(13)
    assert not [url for url in asked if "/votes" in url]
    button = page.get_by_role("button", name="Show about where I stand")
    button.click()
    expect(page.locator("[data-say]")).to_contain_text("You stand about here, nearest to the middle of group")
    assert page.locator(".own .dot").count() == 1
    assert axe(page) == []
    button.click()
    expect(page.locator(".own")).to_have_count(0)
    expect(page.locator("[data-say]")).to_have_text("")


def test_a_stranger_has_no_place(page: Page, live_server: Any) -> None:
    published()
    page.goto(live_server.url + ADDRESS)
    page.get_by_role("button", name="Show about where I stand").click()
    expect(page.locator("[data-say]")).to_contain_text("From this browser there are no votes yet")
    assert page.locator(".own").count() == 0


def test_a_statement_shows_where_it_points_and_how_groups_voted(page: Page, live_server: Any) -> None:
    document = published().publication.document
    page.goto(live_server.url + ADDRESS)
    page.locator("#map").scroll_into_view_if_needed()
    expect(page.locator("[data-statement] option")).to_have_count(13)
    page.locator("[data-statement]").select_option("3")
    expect(page.locator("[data-say]")).to_contain_text("The arrow points towards people who rather agree")
    assert page.locator(".towards .tip").count() == 1
    row = next(row for row in document["statements"] if row["number"] == 3)
    cells = page.locator("[data-votes-table] tbody td").all_inner_texts()
    counts = [part[kind] for part in (row, *row["groups"]) for kind in ("agree", "disagree", "skip")]
    assert cells == ["hidden" if count is None else str(count) for count in counts]
    page.locator("[data-statement]").select_option("")
    expect(page.locator("[data-votes-table]")).to_be_hidden()
    assert page.locator(".towards").count() == 0


def test_the_map_moves_by_keys_and_buttons_and_finds_back(page: Page, live_server: Any) -> None:
    published()
    page.goto(live_server.url + ADDRESS)
    picture, pane = page.locator("opinion-map svg").first, page.locator("[data-pane]")
    whole = "0 0 400 400"
    pane.focus()
    page.keyboard.press("ArrowRight")
    assert picture.get_attribute("viewBox") == whole  # all is in sight: nowhere to go
    page.keyboard.press("+")
    x, y, width, height = map(float, picture.get_attribute("viewBox").split())
    assert (x, y, width, height) == pytest.approx((200 / 3, 200 / 3, 800 / 3, 800 / 3))
    page.keyboard.press("ArrowRight")
    assert float(picture.get_attribute("viewBox").split()[0]) > x
    page.keyboard.press("0")
    assert picture.get_attribute("viewBox") == whole
    for _ in range(9):
        page.get_by_role("button", name="Zoom in").click()
    assert picture.get_attribute("viewBox").endswith(" 50 50")
    page.get_by_role("button", name="Whole map").click()
    assert picture.get_attribute("viewBox") == whole


def test_the_picture_can_be_taken_along(page: Page, live_server: Any) -> None:
    published()
    page.goto(live_server.url + ADDRESS)
    with page.expect_download() as saved:
        page.get_by_role("button", name="This map as a picture (PNG)").click()
    assert saved.value.suggested_filename == "streets-1.png"
    assert Path(saved.value.path()).read_bytes().startswith(b"\x89PNG")


def test_without_javascript_the_picture_and_its_file_remain(visit: Any, live_server: Any) -> None:
    published()
    page = visit(javascript=False)
    page.goto(live_server.url + ADDRESS)
    expect(page.locator("opinion-map svg .hull")).to_have_count(3)
    expect(page.get_by_role("button", name="Zoom in")).to_have_count(0)
    expect(page.get_by_role("link", name="This map as a picture (SVG)")).to_be_visible()
