"""Three real consultations, moved here and read: that by which Taiwan regulated Uber, one of Canada, one of London.

With PICTURES=folder in the environment they are photographed for docs/real-results.md:

    PICTURES=docs/pictures make test  (or only this file)
"""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from deliberation.consultations.models import Consultation
from deliberation.results.actions import analyse, release
from deliberation.results.models import Publication
from deliberation.votes.models import CurrentVote, Participant, Vote
from tests.browsing import too_wide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
LARGEST = 200_000  # bytes of a picture in the documentation
SCREENS = [(360, 740, "light"), (768, 1000, "dark"), (1280, 900, "light")]


@pytest.fixture
def released(shared_data: Path, request: pytest.FixtureRequest) -> tuple[Consultation, Publication]:
    name, language = request.param
    slug = name.replace(".", "-")
    call_command("import_polis", str(shared_data / "polis-open-data" / name), slug=slug, language=language)
    consultation = Consultation.objects.with_facts().get(slug=slug)
    analyse(consultation=consultation, now=timezone.now())
    publication = release(consultation=consultation, now=timezone.now())
    assert publication is not None
    return consultation, publication


def photographed(page: Page, name: str) -> None:
    """Keeps what the screen shows, where somebody asked for pictures."""
    if folder := os.environ.get("PICTURES"):
        picture = page.screenshot(path=Path(folder) / f"{name}.png", timeout=60_000)
        assert len(picture) <= LARGEST


REAL = [("vtaiwan.uberx", "zh-Hant"), ("canadian-electoral-reform", "en"), ("london.youth.policing", "en")]


@pytest.mark.parametrize("released", REAL, indirect=True, ids=[name for name, _ in REAL])
def test_results_are_readable_on_every_screen(released: Any, visit: Any, live_server: Any, axe: Any) -> None:
    consultation, publication = released
    page = visit()
    page.goto(f"{live_server.url}/c/{consultation.slug}/results/")
    for width, height, scheme in SCREENS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=scheme)
        assert not too_wide(page)
        if consultation.language == "zh-Hant" or width == SCREENS[0][0]:  # one in every way, the others on a phone
            assert axe(page) == []
    if consultation.language == "zh-Hant":
        in_chinese(page, consultation, publication)
    page = visit(viewport=(900, 1300))
    page.goto(f"{live_server.url}/c/{consultation.slug}/results/")
    for part in ("words", "map", "consensus"):
        if page.locator(f"#{part}").count():
            page.evaluate(f"document.getElementById('{part}').scrollIntoView()")
            if part == "map":
                expect(page.locator("[data-statement] option").nth(1)).to_be_attached()
            photographed(page, f"real-{consultation.slug}-{part}")


def in_chinese(page: Page, consultation: Consultation, publication: Publication) -> None:
    """What was counted, and the words of the participants as they wrote them."""
    assert (Participant.objects.count(), Vote.objects.count(), CurrentVote.objects.count()) == (1921, 49997, 49443)
    first = publication.document["consensus"][0]["statement"]
    text = page.locator("[aria-labelledby=consensus] [lang=zh-Hant]").first
    assert text.inner_text() == consultation.statements.get(number=first).text
    assert text.get_attribute("dir") == "auto"
