"""Pages in Arabic and the other languages in a real browser: nothing for axe, nothing too wide, a chooser for keys."""

import os
from pathlib import Path

import pytest
from django.conf import settings as configured

from deliberation.statements.actions import translate
from tests.cast import NOON, closed_and_bound, founded, published, voted_world

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PAGES = ("", "how/", "c/streets/", "c/streets/vote/", "c/streets/write/", "c/streets/mine/", "c/streets/results/",
         "c/streets/record/", "c/two/", "ministries/transport/", "sign-in/", "nothing/")  # fmt: skip


@pytest.fixture
def site(settings, live_server):
    """Two consultations, in every language."""
    settings.LANGUAGES = list(configured.TRANSLATED.items())
    cast = founded()
    streets = published(voted_world(cast)).consultation
    for statement in streets.statements.all():
        words = f"تحتاج المدينة القديمة إلى {statement.number}."
        translate(statement=statement, language="ar", text=words, by=cast.fay, now=NOON)
    closed_and_bound(voted_world(cast, slug="two"))
    return live_server.url


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_axe_finds_nothing_in_arabic(site, visit, axe, width):
    page = visit(viewport=(width, 800))
    for path in PAGES:
        page.goto(f"{site}/ar/{path}")
        assert page.evaluate("getComputedStyle(document.querySelector('main')).direction") == "rtl", path
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        if folder := os.environ.get("PICTURES"):
            page.screenshot(path=Path(folder) / f"ar-{width}-{path.replace('/', '-')}.png", full_page=True)


@pytest.mark.parametrize("language", ["zh-hant", "es", "fr"])
def test_axe_finds_nothing_in_the_others(site, visit, axe, language):
    page = visit(viewport=(360, 800))
    for path in PAGES:
        page.goto(f"{site}/{language}/{path}")
        assert axe(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path


@pytest.mark.parametrize("width", [360, 1280])
def test_another_language_is_chosen_with_keys_and_without_scripts(site, visit, axe, width):
    page = visit(javascript=False, viewport=(width, 800))
    page.goto(f"{site}/c/streets/record/?page=1")
    page.locator(".languages > summary").press("Enter")
    arabic = page.get_by_role("link", name="العربيّة")
    box = arabic.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    arabic.press("Enter")
    page.wait_for_url("**/ar/c/streets/record/?page=1")
    page.locator(".languages > summary").click()
    assert page.locator(".languages [aria-current]").inner_text() == "العربيّة"
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
