"""Statements in the reader's language: marked as translations, the original one tap away."""

import re

import pytest
from django.conf import settings as configured
from django.db import connection
from django.test.utils import CaptureQueriesContext

from deliberation.consultations.models import Consultation
from deliberation.obligations.models import Obligation
from deliberation.statements.actions import translate
from deliberation.statements.models import Statement, Translation
from tests.cast import NOON, TEXTS, Cast, closed_and_bound, published
from tests.web.conftest import Visitor

TEXT = "Los autobuses nocturnos deben pasar cada media hora."
LABELS = {
    "es": "Traducido por el equipo facilitador: mostrar el original",
    "fr": "Traduit par l’équipe d’animation : montrer l’original",
    "en": "Translated by the facilitators: show the original",
}
LABEL = LABELS["es"]


@pytest.fixture(autouse=True)
def every_language(settings: object) -> None:
    settings.LANGUAGES = list(configured.TRANSLATED.items())


def in_spanish(cast: Cast, consultation: Consultation) -> list[Statement]:
    statements = list(Statement.objects.filter(consultation=consultation))
    for statement in statements:
        translate(statement=statement, language="es", text=f"{TEXT} {statement.number}", by=cast.fay, now=NOON)
    return statements


def seen(visitor: Visitor, path: str) -> str:
    return visitor.get(path).content.decode()


def test_the_vote_page_asks_in_the_reader_s_language_and_shows_the_original(
    visitor: Visitor, cast: Cast, streets: Consultation
) -> None:
    in_spanish(cast, streets)
    page = seen(visitor, "/es/c/streets/vote/")
    assert re.search(rf'<blockquote id="statement"[^>]* lang="es" dir="auto">{TEXT} \d<', page)
    assert re.search(rf'<details.*{LABEL}.*<p lang="en" dir="auto">({"|".join(map(re.escape, TEXTS))})</p>', page)


def test_others_read_the_original_alone(visitor: Visitor, cast: Cast, streets: Consultation) -> None:
    in_spanish(cast, streets)
    for path in ("/c/streets/vote/", "/fr/c/streets/vote/"):
        page = seen(visitor, path)
        assert TEXT not in page
        assert not [label for label in LABELS.values() if label in page]


def test_one_s_own_votes_and_the_results_and_what_is_owed_show_it(visitor: Visitor, db: None) -> None:
    world = closed_and_bound()
    for each in Statement.objects.filter(consultation=world.consultation):  # as if made while voting was open
        text = f"{TEXT} {each.number}"
        Translation.objects.create(statement=each, language="es", text=text, by=world.cast.fay, made_at=NOON)
    duty = Obligation.objects.select_related("statement").get(statement__number=0)
    for path in ("/es/c/streets/results/", f"/es/obligations/{duty.pk}/"):
        page = seen(visitor, path)
        assert f'<span lang="es" dir="auto">{TEXT} 0</span>' in page
        assert LABEL in page
        assert duty.statement.text in page
    assert TEXT not in seen(visitor, "/c/streets/results/")


def test_the_results_ask_for_all_translations_at_once(visitor: Visitor, db: None) -> None:
    world = published()
    statements = Statement.objects.filter(consultation=world.consultation)
    counted = []
    for some in (statements[:1], statements[:3]):
        for statement in some:
            translate(statement=statement, language="es", text=TEXT, by=world.cast.fay, now=NOON)
        with CaptureQueriesContext(connection) as queries:
            assert seen(visitor, "/es/c/streets/results/").count(TEXT) >= len(some)
        counted.append(len(queries))
    with CaptureQueriesContext(connection) as queries:
        seen(visitor, "/c/streets/results/")
    assert counted == [len(queries) + 1] * 2


def test_a_facilitator_finds_originals_beside_translations(visitor: Visitor, cast: Cast, streets: Consultation) -> None:
    in_spanish(cast, streets)
    visitor.force_login(cast.fay)
    assert 'href="/desk/consultations/streets/translations/es/"' in seen(visitor, "/desk/consultations/streets/")
    page = seen(visitor, "/desk/consultations/streets/translations/es/")
    assert all(text in page for text in TEXTS)
    assert f"{TEXT} 0</textarea>" in page
    address = "/desk/consultations/streets/statements/0/translations/es/"
    assert visitor.post(address, {"text": "a\u202eb"}).status_code == 400
    answer = visitor.post(address, {"text": ""})
    assert answer.headers["Location"] == "/desk/consultations/streets/translations/es/#statement-0"
    assert f"{TEXT} 0</textarea>" not in seen(visitor, "/desk/consultations/streets/translations/es/")
    assert visitor.get("/desk/consultations/streets/translations/en/").status_code == 404
