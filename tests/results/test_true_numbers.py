"""Every number in the sentences of a result is one of its published figures, and every statement in them the right one.

The sentences are read back by patterns written here a second time, and compared with the document, not with the code
that made them. A sentence that no pattern knows fails.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from deliberation.consultations.models import Consultation
from deliberation.results.actions import analyse, release
from deliberation.results.words import END, ISOLATE, summary
from deliberation.statements.queries import public_texts
from tests.cast import World, noisy_world, published, voted_world

pytestmark = pytest.mark.django_db
Found = re.Match[str]
Document = dict[str, Any]
NUMBERS = {"two": 2, "three": 3, "four": 4, "five": 5}


def text_of(document: Document, texts: dict[int, str], found: Found) -> set[int]:
    """The numbers of the statements with the words that are quoted."""
    return {number for number, text in texts.items() if text == found["text"]}


def rows(document: Document) -> dict[int, Document]:
    return {row["number"]: row for row in document["statements"]}


def agreed(document: Document, direction: str) -> list[int]:
    return [entry["statement"] for entry in document["consensus"] if entry["direction"] == direction]


def is_first(document: Document, quoted: set[int], found: Found) -> bool:
    return bool(quoted & set(agreed(document, found["direction"])[:1]))


def is_rest(document: Document, quoted: set[int], found: Found) -> bool:
    return int(found["rest"]) == len(agreed(document, found["direction"])) - 1


def is_group(document: Document, quoted: set[int], found: Found) -> bool:
    (group,) = (group for group in document["groups"] if group["label"] == found["label"])
    first = group["representative"][0]
    told = (first["direction"], first["share"], group["share"])
    return first["statement"] in quoted and told == (found["direction"], int(found["share"]), int(found["size"]))


def is_apart(document: Document, quoted: set[int], found: Found) -> bool:
    return {rows(document)[number]["divisiveness"] for number in quoted} == {int(found["points"])}


def is_furthest(document: Document, quoted: set[int], found: Found) -> bool:
    most = max(row["divisiveness"] or 0 for row in document["statements"])
    return is_apart(document, quoted, found) and int(found["points"]) == most


def shares_of_skips(document: Document) -> dict[int, float]:
    known = [row for row in document["statements"] if row["skip"] and row["voters"]]
    return {row["number"]: 100 * row["skip"] / row["voters"] for row in known}


def is_skipped(document: Document, quoted: set[int], found: Found) -> bool:
    shares = shares_of_skips(document)
    told = int(found["share"])
    return any(abs(shares[number] - told) <= 2.5 and shares[number] > max(shares.values()) - 2.5 for number in quoted)


def is_how_many_skipped(document: Document, quoted: set[int], found: Found) -> bool:
    least = int(found["least"]) - 2.5  # shares are told to the nearest five
    return int(found["count"]) == sum(share >= least for share in shares_of_skips(document).values())


def is_few(document: Document, quoted: set[int], found: Found) -> bool:
    below = [row for row in document["statements"] if (row["voters"] or 0) < int(found["least"])]
    return int(found["least"]) == document["consensus_rule"]["min_voters"] and int(found["count"]) == len(below)


def is_unclear(document: Document, quoted: set[int], found: Found) -> bool:
    told = document["stability"]
    figures = (told["found"], told["people"], told["clear_from"])
    return figures == (int(found["found"]), int(found["people"]), int(found["from"])) and not document["groups"]


def is_turnout(document: Document, quoted: set[int], found: Found) -> bool:
    return (document["participants"], document["votes"]) == (int(found["people"]), int(found["votes"]))


SUBJECT = "(?:All groups(?: that are large enough to have a voice)?|Most people)"
QUOTED = f"“{ISOLATE}(?P<text>[^{END}]*){END}”"
CHECKS: dict[str, Callable[[Document, set[int], Found], bool]] = {
    r"About (?P<people>\d+) people cast about (?P<votes>\d+) votes\.": is_turnout,
    r"There are (?P<count>\w+) opinion groups\.": lambda d, q, found: NUMBERS[found["count"]] == len(d["groups"]),
    r"No clear groups: (?P<found>\d+) were looked at, but with other people they would have come out differently\. "
    r"They agree to (?P<people>\d+) %, and groups are shown from (?P<from>\d+) %\.": is_unclear,
    r"That is a result too: [^\d]*": lambda d, q, found: not d["groups"],
    f"{SUBJECT} (?P<direction>agree|disagree): {QUOTED}": is_first,
    r"(?:They|Most people) (?P<direction>agree|disagree) (?:on|with) (?P<rest>\d+) more statements?\.": is_rest,
    rf"Group (?P<label>[A-E]), about (?P<size>\d+) % of those in groups, stands out by \w+ing: {QUOTED} "
    r"About (?P<share>\d+) % of the group (?P<direction>agree|disagree)\.": is_group,
    rf"What divides the groups most: {QUOTED} They are about (?P<points>\d+) percentage points apart\.": is_apart,
    r"On no statement does most of one group agree and most of another disagree\.": lambda d, q, found: True,
    rf"They are furthest apart, about (?P<points>\d+) percentage points, on: {QUOTED}": is_furthest,
    r"(?P<count>\d+) statements? (?:was|were) skipped in about (?P<least>\d+) % of (?:its|their) votes or more\.": (
        is_how_many_skipped
    ),
    rf"Skipped most often: {QUOTED} About (?P<share>\d+) % of the votes on it were skips\.": is_skipped,
    r"(?P<count>\d+) statements? ha(?:s|ve) few votes, under about (?P<least>\d+): [^\d]*": is_few,
}


def untrue(document: Document, texts: dict[int, str]) -> list[str]:
    """The sentences whose numbers are not those of the document, and those that no pattern knows."""
    return [sentence for sentence in summary(document, texts) if not _true(sentence, document, texts)]


def _true(sentence: str, document: Document, texts: dict[int, str]) -> bool:
    for pattern, holds in CHECKS.items():
        if found := re.fullmatch(pattern, sentence):
            quoted = text_of(document, texts, found) if "text" in found.groupdict() else set()
            return holds(document, quoted, found)
    return False


REAL = {
    "vtaiwan.uberx": (2, 10, "zh-Hant"),
    "canadian-electoral-reform": (2, 10, "en"),
    "london.youth.policing": (0, 8, "en"),
}


@pytest.mark.parametrize("name", REAL)
@pytest.mark.once
def test_of_real_consultations(shared_data, name: str) -> None:
    groups, sentences, language = REAL[name]
    call_command("import_polis", str(shared_data / "polis-open-data" / name), slug="real", language=language)
    consultation = Consultation.objects.with_facts().get(slug="real")
    analyse(consultation=consultation, now=timezone.now())
    document = release(consultation=consultation, now=timezone.now()).document
    texts = public_texts(consultation)
    assert len(document["groups"]) == groups
    assert len(summary(document, texts)) >= sentences
    assert untrue(document, texts) == []


@pytest.mark.parametrize("world", [voted_world, noisy_world])
def test_of_planted_worlds(world: Callable[[], World]) -> None:
    made = published(world())
    assert untrue(made.publication.document, public_texts(made.consultation)) == []


def test_a_wrong_number_is_noticed() -> None:
    made = published()
    document, texts = made.publication.document, public_texts(made.consultation)
    told = summary(document, texts)
    wrong = {**document, "participants": 45, "groups": document["groups"][::-1], "consensus": document["consensus"][:2]}
    assert [sentence for sentence in told if not _true(sentence, wrong, texts)] != []
    assert not _true(told[0], wrong, texts)
    assert not _true("About seven people wrote.", document, texts)
