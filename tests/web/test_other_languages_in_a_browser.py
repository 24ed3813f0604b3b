"""Another language is chosen in a real browser, with keys and without scripts."""

import pytest
from django.conf import settings as configured

from tests.browsing import too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_another_language_is_chosen_with_keys_and_without_scripts(streets, settings, live_server, visit):
    settings.LANGUAGES = list(configured.TRANSLATED.items())
    for width in (360, 1280):
        page = visit(javascript=False, viewport=(width, 800))
        page.goto(f"{live_server.url}/c/streets/record/?page=1")
        page.locator(".languages > summary").press("Enter")
        arabic = page.get_by_role("link", name="العربيّة")
        box = arabic.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        arabic.press("Enter")
        page.wait_for_url("**/ar/c/streets/record/?page=1")
        page.locator(".languages > summary").click()
        assert page.locator(".languages [aria-current]").inner_text() == "العربيّة"
        assert not too_wide(page)
