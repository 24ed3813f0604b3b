"""What differs between two texts, word by word."""

import re
from difflib import SequenceMatcher
from typing import NamedTuple

# A word, a sign of a script that is written without spaces, or any other sign, each with the space that follows.
PIECE = re.compile(r"(?:[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\W\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+|\W)\s*")
LINE = re.compile(r"[^\n]*\n|[^\n]+")
MOST_PIECES = 4_000  # of a text; longer ones are compared line by line


class Part(NamedTuple):
    """A stretch of text that is the same in both, only in the one before ("gone") or only in the one after ("new")."""

    kind: str
    text: str


def compare(before: str, after: str) -> list[Part]:
    """The parts in reading order: what is gone stands before what is new in its place."""
    first, second = PIECE.findall(before), PIECE.findall(after)
    if max(len(first), len(second)) > MOST_PIECES:
        first, second = LINE.findall(before), LINE.findall(after)
    parts = []
    for kind, i, j, k, m in SequenceMatcher(None, first, second, autojunk=False).get_opcodes():
        gone, new = "".join(first[i:j]), "".join(second[k:m])
        found = [Part("same", gone)] if kind == "equal" else [Part("gone", gone), Part("new", new)]
        parts += [part for part in found if part.text]
    return parts
