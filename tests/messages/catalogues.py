"""One message file per language: what the sources ask for, with the translations there are."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import polib
from django.utils.translation import to_locale

from tests.messages.sources import ROOT, Message

LOCALE = ROOT / "locale"
PLURALS = {
    "zh-hant": "nplurals=1; plural=0;",
    "es": "nplurals=2; plural=(n != 1);",
    "fr": "nplurals=2; plural=(n > 1);",
    "ar": "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
}
PLACEHOLDER = re.compile(r"%\(\w+\)[sdr]|(?<!\{)\{\w+\}|%%|%[sd]")
TAG = re.compile(r"</?\w+[^>]*>")


def path_of(language: str) -> Path:
    return LOCALE / to_locale(language) / "LC_MESSAGES" / "django.po"


def read(language: str) -> polib.POFile:
    path = path_of(language)
    return polib.pofile(str(path), wrapwidth=100) if path.exists() else polib.POFile()


def renewed(language: str, messages: Mapping[Message, list[str]], known: polib.POFile) -> polib.POFile:
    """The file with exactly the messages of the sources: known ones keep their translation, none is guessed."""
    translated = {key_of(entry): entry for entry in known}
    catalogue = polib.POFile(wrapwidth=100)
    catalogue.metadata = {
        "Language": to_locale(language),
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": PLURALS[language],
    }
    for message, files in messages.items():
        catalogue.append(_entry(message, files, translated.get(message), forms_of(language)))
    return catalogue


def forms_of(language: str) -> int:
    """How many forms a counted thing has in the language."""
    found = re.match(r"nplurals=(\d)", PLURALS[language])
    assert found
    return int(found.group(1))


def key_of(entry: polib.POEntry) -> Message:
    return Message(entry.msgctxt or "", entry.msgid, entry.msgid_plural)


def _entry(message: Message, files: list[str], known: polib.POEntry | None, forms: int) -> polib.POEntry:
    counted = {form: known.msgstr_plural.get(form, "") if known else "" for form in range(forms)}
    return polib.POEntry(
        msgctxt=message.context or None,
        msgid=message.text,
        msgid_plural=message.plural,
        msgstr=known.msgstr if known and not message.plural else "",
        msgstr_plural=counted if message.plural else {},
        occurrences=[(name, "") for name in files],
        comment=known.comment if known else "",
    )


def save(language: str, catalogue: polib.POFile) -> None:
    """Both forms: the one people edit, and the one that pages read."""
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(path))
    path.with_suffix(".mo").write_bytes(compiled(catalogue))


def compiled(catalogue: polib.POFile) -> bytes:
    return bytes(catalogue.to_binary())


def translations(entry: polib.POEntry) -> list[str]:
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def faults(entry: polib.POEntry, forms: int) -> list[str]:
    """What is wrong with a translation. What is not translated at all is not wrong, it is missing."""
    given = translations(entry)
    if not any(given):
        return []
    checks = {
        "is fuzzy": "fuzzy" in entry.flags,
        "lacks a form": not all(given) or (bool(entry.msgid_plural) and len(given) != forms),
        "has other placeholders": not _same(PLACEHOLDER, entry, given),
        "has other tags": not _same(TAG, entry, given),
        "begins or ends with another space or line": any(_edges(text) != _edges(entry.msgid) for text in given),
    }
    return [f"{entry.msgid!r} {fault}" for fault, found in checks.items() if found]


def _same(pattern: re.Pattern[str], entry: polib.POEntry, given: Iterable[str]) -> bool:
    """Of a counted thing, a form may leave the number out where the source does: "one day"."""
    sources = [set(pattern.findall(text)) for text in filter(None, (entry.msgid, entry.msgid_plural))]
    allowed, needed = set.union(*sources), set.intersection(*sources)
    if entry.msgid_plural:
        needed = needed - {"%(count)s", "%(days)s", "%(number)s", "%(people)s", "%(votes)s", "{count}", "{number}"}
    return all(needed <= set(pattern.findall(text)) <= allowed for text in given)


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
