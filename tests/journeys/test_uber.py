"""The consultation by which Taiwan regulated Uber, moved here and read on a phone."""

import pytest
from django.core.management import call_command
from django.utils import timezone

from deliberation.consultations.models import Consultation
from deliberation.results.actions import analyse, release
from deliberation.votes.models import CurrentVote, Participant, Vote

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NO_SIDEWAYS = "document.documentElement.scrollWidth <= document.documentElement.clientWidth"


def test_results_in_chinese_are_readable_on_a_phone(shared_data, visit, live_server, axe):
    folder = shared_data / "polis-open-data" / "vtaiwan.uberx"
    call_command("import_polis", str(folder), slug="uberx", language="zh-Hant")
    assert (Participant.objects.count(), Vote.objects.count(), CurrentVote.objects.count()) == (1921, 49997, 49443)

    consultation = Consultation.objects.with_facts().get(slug="uberx")
    analyse(consultation=consultation, now=timezone.now())
    publication = release(consultation=consultation, now=timezone.now())

    page = visit(viewport=(360, 740))
    page.goto(f"{live_server.url}/c/uberx/results/")
    first = publication.document["consensus"][0]["statement"]
    text = page.locator("[aria-labelledby=consensus] [lang=zh-Hant]").first
    assert text.inner_text() == consultation.statements.get(number=first).text
    assert text.get_attribute("dir") == "auto"
    assert page.evaluate(NO_SIDEWAYS)
    assert axe(page) == []
