"""Tables that another system exported: CSV files whose every fault is named with file, line and reason."""

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.utils.translation import gettext as _

from deliberation.errors import Invalid

WHOLE = re.compile(r"-?[0-9]{1,18}")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_YEAR = datetime(2010, 1, 1, tzinfo=UTC)  # before any system of this kind
LARGEST = 2_147_483_647  # what a number of a statement may be in the database

csv.field_size_limit(10_000_000)


class Row(NamedTuple):
    """A row and the line its first cell stands in."""

    line: int
    cells: list[str]


@dataclass(frozen=True)
class Table:
    """A file's header and rows; every row has as many cells as the header."""

    name: str
    sha256: str
    header: list[str]
    rows: list[Row]

    def __post_init__(self) -> None:
        twice = sorted({name for name in self.header if self.header.count(name) > 1})
        if twice:
            raise self.refusal(1, _("The column %(name)r is there twice.") % {"name": twice[0]})

    def refusal(self, line: int, reason: str) -> Invalid:
        """What is wrong in which line, ready to be raised."""
        return fault(self.name, line, reason)

    def places(self, names: Sequence[str]) -> list[int]:
        """Where these columns stand; refuses a table that lacks one."""
        missing = [name for name in names if name not in self.header]
        if missing:
            wanted = {"missing": ", ".join(missing), "header": ", ".join(self.header[:8])}
            raise self.refusal(1, _("These columns are missing: %(missing)s. There are: %(header)s.") % wanted)
        return [self.header.index(name) for name in names]

    def columns(self, names: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        """Line and the cells of these columns, row by row."""
        places = self.places(names)
        for line, cells in self.rows:
            yield line, [cells[place] for place in places]

    def whole(self, line: int, column: str, cell: str, least: int = 0, most: int = LARGEST) -> int:
        """A cell that must hold a whole number within bounds."""
        if WHOLE.fullmatch(cell) and least <= (number := int(cell)) <= most:
            return number
        said = {"column": column, "cell": cell[:40], "least": least, "most": most}
        sentence = _("%(column)s is %(cell)r: a whole number from %(least)s to %(most)s goes there.")
        raise self.refusal(line, sentence % said)

    def instant(self, line: int, cell: str, now: datetime) -> datetime:
        """A cell that must hold a time in milliseconds, neither absurdly early nor after `now`."""
        if WHOLE.fullmatch(cell) and FIRST_YEAR <= (instant := EPOCH + _milliseconds(cell)) <= now:
            return instant
        said = {"cell": cell[:40], "first": FIRST_YEAR.year}
        sentence = _("timestamp is %(cell)r: milliseconds since 1970 go there, after %(first)s and not in the future.")
        raise self.refusal(line, sentence % said)


def _milliseconds(cell: str) -> timedelta:
    return timedelta(milliseconds=max(-(10**14), min(int(cell), 10**14)))  # what a date can still hold


def fault(name: str, line: int | None, reason: str) -> Invalid:
    """A refusal that names the file and, where there is one, the line."""
    where = _("%(name)s, line %(line)s") % {"name": name, "line": line} if line else name
    return Invalid("import-refused", f"{where}: {reason}")


def read_table(path: Path) -> Table:
    """A CSV file with a header, in UTF-8. Lines without anything in them are left out."""
    content = _content(path)
    rows = list(_rows(path.name, _text(path.name, content)))
    if not rows:
        raise fault(path.name, 1, _("The file is empty; a line with the names of its columns goes first."))
    header, *body = rows
    for row in body:
        if len(row.cells) != len(header.cells):
            said = {"cells": len(row.cells), "columns": len(header.cells)}
            raise fault(path.name, row.line, _("The row has %(cells)s cells, the header %(columns)s.") % said)
    return Table(path.name, hashlib.sha256(content).hexdigest(), [cell.strip() for cell in header.cells], body)


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError as error:
        raise fault(path.name, None, _("There is no such file in %(folder)s.") % {"folder": path.parent}) from error
    except OSError as error:
        raise fault(path.name, None, _("It cannot be read: %(why)s.") % {"why": error.strerror}) from error


def _text(name: str, content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise fault(name, line, _("It is not UTF-8; save the file with that encoding.")) from error


def _rows(name: str, text: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for cells in reader:
            if cells:
                yield Row(line, cells)
            line = reader.line_num + 1
    except csv.Error as error:
        raise fault(name, line, _("It is not CSV: %(why)s.") % {"why": error}) from error
