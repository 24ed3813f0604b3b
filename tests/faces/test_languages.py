"""The languages of a consultation, over both faces: chosen in a draft, in the record, and followed by its pages."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from deliberation.record.models import Entry
from tests.cast import draft, fresh, opened, seeded

pytestmark = pytest.mark.django_db
SCHEDULE = {"closes_at": "2026-04-10T12:00Z", "opens_at": "2026-03-10T12:00Z"}
CHOSEN = re.compile(r'<a href="[^"]+" lang="([^"]+)" hreflang')


@pytest.fixture
def fay(face, world):
    face.sign_in(world[0].fay)
    return face


@pytest.fixture
def park(world):
    cast, _streets = world
    consultation = opened(cast, slug="park", language="es-MX", languages=["fr"])
    seeded(cast, consultation)
    return consultation


def chooser(address, **headers):
    return CHOSEN.findall(Client(headers=headers).get(address).content.decode())


def test_they_are_chosen_kept_in_the_record_and_taken_along(fay, world, another):
    plan = draft(world[0], slug="park")
    assert fresh(plan).languages == ["en", "zh-hant", "es", "fr", "ar"]
    assert fay.fill("park", "schedule", **SCHEDULE, language="es-MX", languages=["fr"]).done
    assert fresh(plan).languages == ["es", "fr"]  # its own is added
    assert fay.open("park").done
    entry = Entry.objects.get(act="consultation.opened", consultation="park")
    assert (entry.details["language"], entry.details["languages"]) == ("es-MX", ["es", "fr"])
    assert another().look("park").says("fr")
    assert fay.begin(template="park", question="Again?", slug="again", host="springfield").done
    assert plan._meta.model.objects.get(slug="again").languages == ["es", "fr"]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"language": "norsk bokmål", "languages": ["en"]}, "Write a language tag such as en or zh-Hant."),
        ({"language": "en", "languages": ["xx"]}, ""),
    ],
)
def test_what_is_no_language_is_refused_over_both_faces(fay, world, fields, sentence):
    plan = draft(world[0], slug="park")
    refused = fay.fill("park", "schedule", **SCHEDULE, **fields)
    assert refused.status == 400
    assert refused.says(sentence)
    assert fresh(plan).language == "en"


def test_without_pages_in_any_of_them_it_does_not_open(fay, world):
    draft(world[0], slug="park")
    assert fay.fill("park", "schedule", **SCHEDULE, language="nb", languages=[]).done
    for answer in (fay.checklist("park"), fay.open("park")):
        assert answer.says("Choose at least one language that it is offered in.")


def test_the_chooser_and_the_offer_name_no_other_language(park):
    assert chooser("/es/c/park/") == ["es", "fr"]
    assert chooser("/fr/c/park/") == ["es", "fr"]
    assert chooser("/ar/c/park/moderation/") == ["es", "fr", "ar"]  # the address says the language, as ever
    assert chooser("/es/c/streets/") == ["en", "zh-Hant", "es", "fr", "ar"]
    for wish, found in (("fr", True), ("ar", False)):
        page = Client(headers={"accept-language": wish}).get("/c/park/").content.decode()
        assert ('<p class="offer">' in page) is found
    assert "العربيّة" not in Client().get(reverse("web:poster", args=["park"])).content.decode().partition("<main")[2]


def test_statements_are_translated_into_these_only(fay, park):
    assert fay.translate("park", 0, "fr", "Des bus la nuit.").done
    for language in ("es", "ar"):
        assert fay.translate("park", 0, language, "x").status == 404
    desk = fay.client.get(reverse("web:consultation-desk", args=["park"])).content.decode()
    assert reverse("web:translations", args=["park", "fr"]) in desk
    assert reverse("web:translations", args=["park", "ar"]) not in desk
