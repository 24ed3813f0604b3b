"""Texts as they are compared: no capitals, no accents, one form of each letter, in any script.

A pure function of the text, so that both databases find the same. Chinese needs no words to be told apart: what is
looked for is found anywhere in a text. Traditional and simplified forms stay different characters.
"""

import unicodedata
from functools import lru_cache

# Letters that Unicode does not take apart, and forms of Arabic letters that people write for one another.
LETTERS = str.maketrans({
    "ø": "o", "đ": "d", "ð": "d", "ł": "l", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th",
    "ٱ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ـ": "",
    "’": "'", "‘": "'", "ʼ": "'",
})  # fmt: skip
# Marks that are left out, by canonical combining class: Hebrew and Arabic points, and accents above and below.
# The marks of Indic scripts, Thai and Japanese have other classes: without them a word would be another word.
POINTS = range(10, 36)
ACCENTS = range(200, 241)


def folded(text: str) -> str:
    """The text as it is compared; runs of white space are one space."""
    return " ".join("".join(map(_folded, text)).split())


@lru_cache(maxsize=20_000)
def _folded(character: str) -> str:
    """One character; nothing for one that is not seen."""
    if character.isspace():
        return " "
    plain = "".join(each for each in unicodedata.normalize("NFKD", character) if _counts(each))
    return "".join(map(_digit, plain.casefold().translate(LETTERS)))


def _counts(character: str) -> bool:
    mark = unicodedata.combining(character)
    return mark not in POINTS and mark not in ACCENTS and unicodedata.category(character) != "Cf"


def _digit(character: str) -> str:
    """A digit of any script as the digit."""
    value = unicodedata.decimal(character, None)
    return character if value is None else str(value)


def where(text: str, term: str) -> tuple[int, int] | None:
    """From where to where in the text the folded term stands first, or None. Both count the text's own characters."""
    origins, letters = [], ""
    for place, character in enumerate(text):
        plain = _folded(character)
        if plain == " " and letters[-1:] in {"", " "}:
            continue  # as in `folded`: one space for a run of them
        letters += plain
        origins += [place] * len(plain)
    start = letters.find(term)
    if start < 0 or not term:
        return None
    end = origins[start + len(term) - 1] + 1
    while end < len(text) and not _folded(text[end]):
        end += 1  # marks belong to the letter before them
    return origins[start], end
