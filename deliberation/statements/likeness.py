"""How alike two statements are, by their words and by their characters, in any script.

A statement is two sets of features, each a number below 2**BITS: its words, and the runs of three and four characters
within them. Scripts that do not part words (Chinese, Japanese, Thai...) give pairs of characters as words, and
characters and pairs as runs. Likeness is the mean of two cosines, in which what few statements say weighs more. Order
does not matter; endings, typing errors and a word more or less matter little. A negation is a word like any other: what
is alike may well say the opposite, so likeness is a reason to show a statement, never one to merge it.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from zlib import crc32

import numpy as np

BITS = 18
ALIKE = 0.55  # from here on a statement is shown as similar; measured, see docs/decisions/
ENOUGH = 3  # characters, below which a text is too short to be like anything

# Latin accents, Hebrew points, Arabic vowels and tatweel, joiners and marks: many people leave them out.
OPTIONAL = re.compile("[\u0300-\u036f\u0591-\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200b-\u200f]")
UNPARTED = re.compile(
    "[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
)
WORD = re.compile(r"[\w\u0300-\u036f\u0900-\u0d7f]+")


def plain(text: str) -> str:
    """The text as it is compared, never as it is stored: NFKC, no case, none of the optional marks."""
    apart = unicodedata.normalize("NFKD", text).casefold()
    return unicodedata.normalize("NFKC", OPTIONAL.sub("", apart))


def features(text: str) -> tuple[np.ndarray, np.ndarray]:
    """Of its words and of its characters: sorted, each once, int32; empty for a text without words."""
    words: set[str] = set()
    runs: set[str] = set()
    for word in WORD.findall(plain(text)):
        pairs = {word[place : place + 2] for place in range(len(word) - 1)}
        if UNPARTED.search(word):
            words |= pairs or {word}
            runs |= pairs | set(word)
        else:
            words.add(word)
            edged = f" {word} "
            runs |= {edged[place : place + long] for long in (3, 4) for place in range(len(edged) - long + 1)}
    return _numbered(words), _numbered(runs)


def _numbered(parts: Iterable[str]) -> np.ndarray:
    """Hashed, the same in every process."""
    hashes = {crc32(part.encode("utf-8", "surrogatepass")) >> (32 - BITS) for part in parts}
    return np.array(sorted(hashes), dtype=np.int32)


@dataclass(frozen=True)
class Sets:
    """Many sets of features, one after the other: `sizes[i]` numbers of `flat` belong to set i. None is empty."""

    flat: np.ndarray
    sizes: np.ndarray

    @classmethod
    def of(cls, rows: Collection[np.ndarray]) -> "Sets":
        """An empty set becomes one of a single feature, which hardly anything else has."""
        filled = [row if row.size else np.zeros(1, dtype=np.int32) for row in rows]
        sizes = np.array([row.size for row in filled], dtype=np.int64)
        return cls(np.concatenate([np.zeros(0, dtype=np.int32), *filled]), sizes)

    @cached_property
    def starts(self) -> np.ndarray:
        return np.cumsum(self.sizes) - self.sizes

    @cached_property
    def weights(self) -> np.ndarray:
        """By feature: the square of its inverse document frequency, float32."""
        frequency = np.bincount(self.flat, minlength=1 << BITS)
        possible = np.arange(frequency.max() + 1)  # few, so few logarithms
        return (np.square(np.log((self.sizes.size + 1) / (possible + 1)) + 1)).astype(np.float32)[frequency]

    @cached_property
    def lengths(self) -> np.ndarray:
        """The Euclidean length of every set."""
        return np.sqrt(np.add.reduceat(self.weights[self.flat], self.starts))

    def cosines(self, asked: np.ndarray) -> np.ndarray:
        """Of one set of features with each of these, 0 to 1."""
        shared = np.zeros(1 << BITS, dtype=np.float32)
        shared[asked] = self.weights[asked]
        length = np.sqrt(shared[asked].sum()) or 1.0
        return np.add.reduceat(shared[self.flat], self.starts) / (self.lengths * length)

    def kept(self, mask: np.ndarray) -> "Sets":
        return Sets(self.flat[np.repeat(mask, self.sizes)], self.sizes[mask])

    def and_then(self, more: "Sets") -> "Sets":
        return Sets(np.concatenate([self.flat, more.flat]), np.concatenate([self.sizes, more.sizes]))


@dataclass(frozen=True)
class Shelf:
    """Texts, by number, to look for similar ones in. It never changes: threads may share it."""

    numbers: np.ndarray
    words: Sets
    runs: Sets

    @classmethod
    def of(cls, texts: Iterable[tuple[int, str]]) -> "Shelf":
        rows = [(number, *features(text)) for number, text in texts]
        numbers = np.array([number for number, _, _ in rows], dtype=np.int64)
        return cls(numbers, Sets.of([words for _, words, _ in rows]), Sets.of([runs for _, _, runs in rows]))

    def __len__(self) -> int:
        return self.numbers.size

    def without(self, numbers: Collection[int]) -> "Shelf":
        mask = ~np.isin(self.numbers, list(numbers))
        return self if mask.all() else Shelf(self.numbers[mask], self.words.kept(mask), self.runs.kept(mask))

    def with_more(self, texts: Iterable[tuple[int, str]]) -> "Shelf":
        more = Shelf.of(texts)
        numbers = np.concatenate([self.numbers, more.numbers])
        return Shelf(numbers, self.words.and_then(more.words), self.runs.and_then(more.runs))

    def likeness(self, text: str) -> np.ndarray:
        """Of the text with each of these, 0 (nothing shared) to 1."""
        words, runs = features(text)
        if not len(self) or not runs.size:
            return np.zeros(len(self))
        return (self.words.cosines(words) + self.runs.cosines(runs)) / 2

    def nearest(self, text: str, most: int) -> list[int]:
        """The numbers of those alike, the most alike first; equally alike ones by number."""
        if len(plain(text)) < ENOUGH:
            return []
        scores = self.likeness(text)
        order = np.lexsort((self.numbers, -scores))[:most]
        return [int(self.numbers[place]) for place in order if scores[place] >= ALIKE]
