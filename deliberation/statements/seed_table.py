"""Statements to begin with, read from a table that a spreadsheet has written: every row with what is wrong with it."""

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.utils.translation import gettext as _

from deliberation.consultations.wording import hides
from deliberation.errors import Conflict, Invalid, Refusal
from deliberation.statements.content import fault, tidy
from deliberation.statements.models import LONGEST

COLUMN_NAMES = ("statement", "text")  # what the column may be called, in any capitals
DELIMITERS = ",;\t"
MOST_ROWS = 1000
MOST_BYTES = 1_000_000
UNREADABLE = "\N{REPLACEMENT CHARACTER}"  # what decoding leaves where a byte is no UTF-8
OTHER_ENCODINGS = (b"\xff\xfe", b"\xfe\xff")  # the marks with which UTF-16 begins


@dataclass(frozen=True)
class Row:
    """A row by its number in the spreadsheet, the header being row 1, and why it cannot be taken; empty: it can."""

    number: int
    text: str
    fault: str = ""

    @property
    def shown(self) -> str:
        """The text, with a mark in place of what would hide or reorder it on a page."""
        return "".join(UNREADABLE if hides(character) else character for character in self.text)


@dataclass(frozen=True)
class Preview:
    """What would be taken from a table, and what not."""

    rows: tuple[Row, ...]

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.fault]

    @property
    def bad(self) -> list[Row]:
        return [row for row in self.rows if row.fault]

    @property
    def these(self) -> str:
        """What tells these good texts from any others: who confirms a preview confirms exactly them."""
        return sha256(json.dumps([row.text for row in self.good]).encode()).hexdigest()[:16]


def decoded(content: bytes) -> str:
    """The file as text. What is no UTF-8 becomes UNREADABLE, so that its rows can be named. Raises Invalid."""
    if len(content) > MOST_BYTES:
        raise _unread(_("The table is larger than %(most)s bytes. Divide it.") % {"most": MOST_BYTES})
    if content.startswith(OTHER_ENCODINGS):
        raise _unread(_("The table is not in UTF-8. Save it as “CSV UTF-8”."))
    return content.decode("utf-8", errors="replace")


def preview(content: str, there: Mapping[str, int]) -> Preview:
    """Every row of a table, good or not. `there`: the folded texts that exist already, with their numbers.

    Raises Invalid for what is no table: no column of a known name, too many rows, broken quotes.
    """
    cells = list(_cells(content.removeprefix("\ufeff")))
    if len(cells) > MOST_ROWS:
        words = {"most": MOST_ROWS, "count": len(cells)}
        raise _unread(_("At most %(most)s rows can be taken at once; this table has %(count)s. Divide it.") % words)
    return Preview(tuple(_judged(cells, there)))


def folded(text: str) -> str:
    """Texts that differ in capitals and spaces only are the same."""
    return tidy(text).casefold()


def as_confirmed(these: str, found: Preview) -> Refusal | None:
    """Is it what was confirmed, and is there anything to take?"""
    if not found.good:
        return _unread(_("No row of this table can be taken."))
    if these == found.these:
        return None
    sentence = _("Other rows than those you confirmed can be taken now. Look at them again; nothing was added.")
    return Conflict("preview-changed", sentence)


def _unread(sentence: str) -> Invalid:
    return Invalid("seed-table", sentence, {"content": sentence})


def _cells(content: str) -> Iterator[tuple[int, str, str]]:
    """The row's number, what stands in the column, and what is wrong with the row's shape. Blank lines are left out."""
    header: list[str] | None = None
    for number, row in _numbered(content):
        if header is None:
            header, column = row, _column(row)
        else:
            yield number, row[column] if column < len(row) else "", _misshapen(row, column, len(header))
    if header is None:
        raise _unread(_no_column())


def _misshapen(row: list[str], column: int, width: int) -> str:
    """A comma within a sentence divides it where nobody put it in quotation marks: half of it would be taken."""
    if column >= len(row):
        return _("The row ends before the column “%(name)s”.") % {"name": COLUMN_NAMES[0]}
    if any(map(tidy, row[width:])):
        return _("It has more cells than the first row. Put a text that holds commas or semicolons in quotation marks.")
    return ""


def _numbered(content: str) -> Iterator[tuple[int, list[str]]]:
    number = 0
    try:
        for number, row in enumerate(csv.reader(io.StringIO(content, newline=""), _dialect(content), strict=True), 1):
            if row:
                yield number, row
    except csv.Error as error:
        sentence = _("Row %(number)s cannot be read. Look at its quotation marks.") % {"number": number + 1}
        raise _unread(sentence) from error


def _dialect(content: str) -> type[csv.Dialect]:
    """Commas, semicolons or tabs between the cells: what the first line with a word in it has most of."""
    first = next(filter(str.strip, content.splitlines()), "")

    class Dialect(csv.excel):
        delimiter = max(DELIMITERS, key=first.count)

    return Dialect


def _column(header: list[str]) -> int:
    names = [tidy(cell).casefold() for cell in header]
    found = next((names.index(name) for name in COLUMN_NAMES if name in names), None)
    if found is None:
        raise _unread(_no_column())
    return found


def _no_column() -> str:
    return _("The first row has to name the columns, and one of them “%(name)s”.") % {"name": COLUMN_NAMES[0]}


def _judged(cells: Iterable[tuple[int, str, str]], there: Mapping[str, int]) -> Iterator[Row]:
    before: dict[str, int] = {}
    for number, cell, misshapen in cells:
        text = tidy(cell)
        sentence = misshapen or _fault(text) or _twin(folded(text), before, there)
        before.setdefault(folded(text), number)
        yield Row(number, text, sentence)


def _fault(text: str) -> str:
    if not text:
        return _("It is empty.")
    if UNREADABLE in text:
        return _("It holds characters that cannot be read. Save the table as “CSV UTF-8”.")
    refusal = fault(text, LONGEST)
    return refusal.detail if refusal else ""


def _twin(text: str, before: Mapping[str, int], there: Mapping[str, int]) -> str:
    if text in before:
        return _("Row %(number)s says the same.") % {"number": before[text]}
    if text in there:
        return _("It is there already, as statement %(number)s.") % {"number": there[text]}
    return ""
