"""Proves that axe sees: without fonts, for example, it silently misses faults of contrast."""

import pytest

pytestmark = pytest.mark.browser

CANARY = """<!doctype html><html lang="en"><title>Canary</title><body style="background: #fff"><main>
<h1>Canary</h1><p style="color: #ccc">Nearly white on white.</p><img src="data:,"><input type="text">
<button></button></main></body></html>"""
SOUND = (
    """<!doctype html><html lang="en"><title>Sound</title><main><h1>Sound</h1><p>Black on white.</p></main></html>"""
)


def test_axe_finds_the_known_violations(page, axe):
    page.set_content(CANARY)
    rules = {line.split()[0] for line in axe(page)}
    assert rules == {"color-contrast", "image-alt", "label", "button-name"}


def test_axe_is_content_with_a_sound_page(page, axe):
    page.set_content(SOUND)
    assert axe(page) == []


def test_letters_of_other_scripts_are_drawn(page):
    """A missing font draws the same empty box for every letter; then nobody can look at a Chinese statement."""
    page.set_content("<span>交</span><span>通</span>")
    drawn = {page.locator("span").nth(index).screenshot() for index in range(2)}
    assert len(drawn) == 2


def test_a_page_that_asks_the_outside_world_is_caught(visit):
    visit().set_content('<img src="https://example.org/pixel.png" alt="">')
    assert visit.faults == ["asked the outside world for https://example.org/pixel.png"]
    visit.faults.clear()
