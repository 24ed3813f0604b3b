"""Saying what a statement says in another language, over both faces."""

from hashlib import sha256

import pytest
from django.conf import settings as configured

from deliberation.consultations.actions import close
from deliberation.errors import Conflict
from deliberation.record.models import Entry
from deliberation.statements.actions import translate
from deliberation.statements.models import Statement
from deliberation.statements.moderating import rule
from deliberation.statements.translations import public_translations
from tests.cast import CLOSING, DAY, NOON, TEXTS, published, written

pytestmark = pytest.mark.django_db
TEXT = "يجب أن تسير الحافلات الليلية كل نصف ساعة."


@pytest.fixture(autouse=True)
def every_language(settings):
    settings.LANGUAGES = list(configured.TRANSLATED.items())


def there(consultation, language="ar"):
    return public_translations(consultation, language)


def test_a_facilitator_translates_and_the_record_says_so(face, world):
    cast, consultation = world
    face.sign_in(cast.fay)
    assert face.translate("streets", 0, "ar", f" {TEXT}  ").done
    assert there(consultation) == {0: TEXT}
    assert Statement.objects.get(number=0).text == TEXTS[0]
    entry = Entry.objects.get(act="statement.translated")
    digest = sha256(TEXT.encode()).hexdigest()
    assert (entry.subject, entry.details) == ("statement/0", {"language": "ar", "sha256": digest})
    assert entry.actor == "facilitator, City of Springfield"


def test_a_better_one_takes_its_place_and_an_empty_one_withdraws_it(face, world):
    cast, consultation = world
    face.sign_in(cast.fay)
    for text in (TEXT, TEXT, "أفضل", "", ""):
        assert face.translate("streets", 0, "ar", text).done
        assert there(consultation) == ({0: text} if text else {})
    acts = [entry.act for entry in Entry.objects.filter(subject="statement/0").order_by("id")]
    assert acts[1:] == ["statement.translated", "statement.translated", "statement.translation-withdrawn"]


@pytest.mark.parametrize(
    ("number", "language", "text", "status", "sentence"),
    [
        (0, "ar", "x" * 1001, 400, "Shorten it to 1000 characters"),
        (0, "ar", "a\u202eb", 400, "Remove the invisible characters"),
        (0, "en", "Buses", 404, "not translated into this language"),
        (0, "xx", "Buses", 404, "not translated into this language"),
        (99, "ar", "Buses", 404, "There is no such statement."),
        (5, "ar", "Buses", 409, "Only accepted statements are translated."),
    ],
)
def test_what_cannot_be_a_translation_is_refused(face, world, number, language, text, status, sentence):
    cast, consultation = world
    written(consultation, "zoe", "Benches belong on every square.")
    face.sign_in(cast.fay)
    answer = face.translate("streets", number, language, text)
    assert answer.status == status
    assert answer.says(sentence)
    assert there(consultation) == {}


@pytest.mark.parametrize("text", ["أفضل", ""])
def test_after_closing_none_changes(face, world, at, text):
    cast, consultation = world
    translate(statement=Statement.objects.get(number=0), language="ar", text=TEXT, by=cast.fay, now=NOON)
    close(consultation=consultation, by=None, now=CLOSING)
    at(CLOSING + DAY)
    face.sign_in(cast.fay)
    answer = face.translate("streets", 0, "ar", text)
    assert answer.status == 409
    assert answer.says("This consultation closed on")
    assert there(consultation) == {0: TEXT}


def test_a_ruling_made_meanwhile_counts(world):
    cast, _consultation = world
    stale = Statement.objects.select_related("ruling", "consultation").get(number=0)
    assert stale.standing == "accepted"
    rule(statement=Statement.objects.get(number=0), outcome="rejected", reason="abuse", by=cast.fay, now=NOON)
    with pytest.raises(Conflict):
        translate(statement=stale, language="ar", text=TEXT, by=cast.fay, now=NOON)


@pytest.mark.parametrize("who", [None, "filip", "omar"])
def test_nobody_else_translates(face, world, who):
    cast, consultation = world
    if who:
        face.sign_in(getattr(cast, who))
    assert not face.translate("streets", 0, "ar", TEXT).done
    assert there(consultation) == {}


def test_it_is_hidden_with_its_statement(face, world):
    cast, consultation = world
    statement = Statement.objects.get(number=0)
    translate(statement=statement, language="ar", text=TEXT, by=cast.fay, now=NOON)
    rule(statement=statement, outcome="rejected", reason="abuse", by=cast.fay, now=NOON)
    assert there(consultation) == {}
    assert not face.translations("streets", "ar").says(TEXT)


def test_readers_of_the_language_get_it(face, at):
    world = published()
    statement = Statement.objects.get(consultation=world.consultation, number=0)
    translate(statement=statement, language="ar", text=TEXT, by=world.cast.fay, now=NOON)
    assert face.translations("streets", "ar").says(TEXT)
    assert not face.translations("streets", "fr").says(TEXT)
