"""The message files hold what the sources ask for; a language that is offered is translated whole."""

import polib
import pytest
from django.conf import settings

from tests.messages import catalogues
from tests.messages.sources import Message, all_messages, in_python, in_template

LANGUAGES = sorted(catalogues.PLURALS)
OFFERED = [language for language in LANGUAGES if language in settings.SHIPPED]
MEND = "run `make messages`, and translate what it says is missing"


def test_every_language_but_english_has_a_message_file():
    assert {"en", *LANGUAGES} == set(settings.TRANSLATED)
    assert [language for language in LANGUAGES if not catalogues.path_of(language).exists()] == []


def test_messages_of_templates_are_found():
    source = """{% load i18n %}{% translate "One" %} isn't {% translate 'It’s 60 %' as text %}
      {% blocktranslate count days=n %}{{ days }} day{% plural %}{{ days }} days{% endblocktranslate %}
      {% blocktranslate with a=b context "map" %}Group "{{ a }}"{% endblocktranslate %} {{ x|default:_("none") }}"""
    assert list(in_template(source)) == [
        Message("", "One", ""),
        Message("", "It’s 60 %%", ""),
        Message("", "%(days)s day", "%(days)s days"),
        Message("map", 'Group "%(a)s"', ""),
        Message("", "none", ""),
    ]


def test_messages_of_modules_are_found():
    source = """_("One " "two"), gettext_lazy("Three"), ngettext("a", "b", n), pgettext("map", "c"), _(x), other("d")"""
    assert set(in_python(source)) == {
        Message("", "One two", ""),
        Message("", "Three", ""),
        Message("", "a", "b"),
        Message("map", "c", ""),
    }


@pytest.mark.parametrize("language", OFFERED)
def test_an_offered_language_is_translated_whole(language):
    asked, there = set(all_messages()), catalogues.read(language)
    known = {catalogues.key_of(entry) for entry in there}
    assert (asked - known, known - asked) == (set(), set()), MEND
    assert [entry.msgid for entry in there if not all(catalogues.translations(entry))] == [], MEND


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_placeholders_tags_and_forms(language):
    forms = catalogues.forms_of(language)
    assert [fault for entry in catalogues.read(language) for fault in catalogues.faults(entry, forms)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_read_what_people_edited(language):
    compiled = catalogues.path_of(language).with_suffix(".mo").read_bytes()
    assert compiled == catalogues.compiled(catalogues.read(language)), "run `make messages`"


@pytest.mark.parametrize(
    ("text", "plural", "given", "fault"),
    [
        ("%(a)s and %(b)s", "", ["%(b)s y %(a)s"], ""),
        ("%(a)s and %(b)s", "", ["%(a)s"], "placeholders"),
        ("up to {most}", "", ["hasta {mas}"], "placeholders"),
        ("<b>a</b>", "", ["<b>a"], "tags"),
        ("a", "", ["a "], "space"),
        ("%(days)s day", "%(days)s days", ["un día", "%(days)s días"], ""),
        ("%(days)s day", "%(days)s days", ["%(days)s día"], "form"),
        ("%(a)s, %(days)s day", "%(a)s, %(days)s days", ["%(days)s día", "%(days)s días"], "placeholders"),
        ("a", "", [""], ""),
    ],
)
def test_wrong_translations_are_noticed(text, plural, given, fault):
    entry = polib.POEntry(msgid=text, msgid_plural=plural, msgstr=given[0])
    if plural:
        entry.msgstr_plural = dict(enumerate(given))
    found = catalogues.faults(entry, 2)
    assert (found == []) if not fault else (len(found) == 1 and fault in found[0])


def test_known_translations_stay_and_none_is_guessed():
    known = polib.POFile()
    known.append(polib.POEntry(msgid="Open", msgstr="Abierta"))
    known.append(polib.POEntry(msgid="Gone", msgstr="Ida"))
    renewed = catalogues.renewed("es", {Message("", "Open", ""): ["a"], Message("", "Opens", ""): ["a"]}, known)
    assert [(entry.msgid, entry.msgstr) for entry in renewed] == [("Open", "Abierta"), ("Opens", "")]
    assert not any(entry.flags or entry.obsolete for entry in renewed)
