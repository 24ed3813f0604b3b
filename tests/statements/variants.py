"""Variants of a statement as another person might write it, for measuring what is found as similar."""

import csv
import unicodedata
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from deliberation.statements.likeness import UNPARTED

Variant = Callable[[str, Random, Sequence[str]], str]
FEWEST = 4  # words; a shorter text has no variants that mean the same


def real_statements(folder: Path) -> dict[str, list[str]]:
    """By consultation, each text once, in the order of the export."""
    found = {}
    for export in sorted(folder.glob("polis-open-data/*/comments.csv")):
        with export.open(encoding="utf-8") as file:
            texts = [
                " ".join(unicodedata.normalize("NFC", row["comment-body"]).split()) for row in csv.DictReader(file)
            ]
        found[export.parent.name] = list(dict.fromkeys(text for text in texts if text))
    return found


def pieces(text: str) -> tuple[list[str], str]:
    """Words and what joins them; characters where a script does not part words."""
    return (list(text), "") if UNPARTED.search(text) else (text.split(), " ")


def long_enough(texts: Sequence[str]) -> list[str]:
    return [text for text in texts if len(pieces(text)[0]) >= FEWEST]


def typed_wrongly(text: str, chance: Random, _others: Sequence[str]) -> str:
    """One slip in forty characters: two swapped, one lost, one doubled."""
    letters = list(text)
    for _ in range(max(1, len(text) // 40)):
        place = chance.randrange(len(letters) - 1)
        two = letters[place : place + 2]
        letters[place : place + 2] = chance.choice([two[::-1], two[:1], [two[0], *two]])
    return "".join(letters)


def shouted(text: str, _chance: Random, _others: Sequence[str]) -> str:
    return text.upper().rstrip(".") + "!"


def reordered(text: str, chance: Random, _others: Sequence[str]) -> str:
    parts, joint = pieces(text)
    cut = chance.randrange(1, len(parts))
    return joint.join(parts[cut:] + parts[:cut])


def shortened(text: str, chance: Random, _others: Sequence[str]) -> str:
    """Every seventh word left out."""
    parts, joint = pieces(text)
    for _ in range(max(1, len(parts) // 7)):
        del parts[chance.randrange(len(parts))]
    return joint.join(parts)


def lengthened(text: str, chance: Random, others: Sequence[str]) -> str:
    """For every seventh word one of another statement added."""
    parts, joint = pieces(text)
    for _ in range(max(1, len(parts) // 7)):
        parts.insert(chance.randrange(len(parts) + 1), chance.choice(pieces(chance.choice(others))[0]))
    return joint.join(parts)


def reworded(text: str, chance: Random, others: Sequence[str]) -> str:
    """Every fifth word replaced by one of another statement."""
    parts, joint = pieces(text)
    for _ in range(max(1, len(parts) // 5)):
        parts[chance.randrange(len(parts))] = chance.choice(pieces(chance.choice(others))[0])
    return joint.join(parts)


def ended_otherwise(text: str, chance: Random, _others: Sequence[str]) -> str:
    """Every other longer word with another ending."""
    parts, joint = pieces(text)
    if not joint:
        return text[:-1] + "的"
    return joint.join(
        (part.removesuffix("s") if part.endswith("s") else f"{part}s")
        if len(part) > 3 and chance.random() < 0.5
        else part
        for part in parts
    )


def negated(text: str, _chance: Random, _others: Sequence[str]) -> str:
    parts, joint = pieces(text)
    parts.insert(len(parts) // 2, "not" if joint else "不")
    return joint.join(parts)


VARIANTS: dict[str, Variant] = {
    "typing errors": typed_wrongly,
    "capitals": shouted,
    "order": reordered,
    "words left out": shortened,
    "words added": lengthened,
    "words replaced": reworded,
    "endings": ended_otherwise,
    "negation": negated,
}
