"""Worlds of tests: built once by the real actions, and put back from memory where they are asked for again.

A third of a run went into building the same few worlds in every test. `@kept` on a builder (tests/cast.py) keeps what
it wrote and what it returned. The key is all that its work can hang on: what the database held, what it was given,
the settings and the language. What the database holds is known only as long as it began empty and nobody but such
builders wrote to it; any other write ends that for the rest of the test, and builders then simply build.
Nor is anything kept where something was patched, or where other processes write to the same database.

    STAGE.begin(...)    before each test: nothing is known yet
"""

import copy
import functools
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, timedelta
from enum import Enum
from itertools import count
from pathlib import Path
from typing import Any, ParamSpec, TypeVar
from uuid import UUID

import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, transaction
from django.db.backends.signals import connection_created
from django.db.backends.utils import CursorWrapper
from django.db.models import Model
from django.utils.translation import get_language

from deliberation import settings as configured
from deliberation.consultations import queries
from deliberation.statements import similar

P, T = ParamSpec("P"), TypeVar("T")
Tables = dict[str, dict[str, str]]  # by table and key: the whole row, as SQL writes it

AT_MOST = 150  # kept by one process; those that nobody asked for again go first
CHUNK = 200_000  # characters of one statement
PLAIN = (str, bytes, int, float, date, timedelta, UUID, Enum, range, Path, type(None))
# What is different in every test, and nothing that is written down hangs on it.
PLACES = {"SNAPSHOTS", "MEDIA_ROOT", "DATABASES", "CACHES", "TEMPLATES", "LOGGING"}
READING = re.compile(r"\s*(\(?SELECT|SAVEPOINT|RELEASE|BEGIN|COMMIT|SET|PRAGMA|SHOW|EXPLAIN)\b", re.IGNORECASE)
WRITING = re.compile(r'\b(?:INSERT (?:OR IGNORE )?INTO|UPDATE(?! SET\b)|DELETE FROM) "?(\w+)')


class Undescribed(Exception):
    """Something of which two that are alike cannot be told from two that differ."""


@dataclass(frozen=True)
class Kept:
    """What a builder did: to the database, to what it was given and to the folder of snapshots."""

    number: int
    statements: list[str]
    tables: Tables
    given: list[Model]
    result: Any
    files: dict[str, bytes]


@dataclass
class Stage:
    """What is known of the database of this process."""

    known: int | None = None  # the number of the world that is all it holds; 0: it is empty
    untouched: bool = False
    busy: int | None = None  # the thread that is building
    written: set[str] = field(default_factory=set)
    clear: bool = True  # whether all writing while building was understood
    tables: Tables = field(default_factory=dict)
    patches: pytest.MonkeyPatch | None = None

    def begin(self, patches: pytest.MonkeyPatch | None) -> None:
        """A test starts; without `patches` nothing is kept in it."""
        self.known, self.untouched, self.busy, self.patches = None, True, None, patches
        forget()

    def note(self, statement: str) -> None:
        """Something is about to be executed."""
        if READING.match(statement):
            return
        if self.busy == threading.get_ident():
            tables = set(WRITING.findall(statement))
            self.written |= tables
            understood = tables <= models().keys() if tables else statement.startswith("ROLLBACK TO")
            self.clear = self.clear and understood
        else:
            self.known, self.untouched, self.clear = None, False, False

    def is_known(self) -> bool:
        if self.busy or self.patches is None or any(name != "SNAPSHOTS" for _what, name, _was in self.patches._setattr):
            return False
        if self.known is None and self.untouched and is_empty():
            self.known, self.tables = 0, {}
        return self.known is not None


STAGE, NUMBERS = Stage(), count(1)
KEPT: OrderedDict[str, Kept] = OrderedDict()


def kept(build: Callable[P, T]) -> Callable[P, T]:
    """A builder whose work is done once for each key."""

    @functools.wraps(build)
    def built(*args: P.args, **named: P.kwargs) -> T:
        if not STAGE.is_known():
            return build(*args, **named)
        given: list[Model] = []
        try:
            key = repr((STAGE.known, build.__qualname__, described((args, named), given), surroundings()))
        except Undescribed:
            return build(*args, **named)
        if key in KEPT:
            KEPT.move_to_end(key)
            return put_back(KEPT[key], given)
        return keep(key, functools.partial(build, *args, **named), given)

    return built


def keep(key: str, build: Callable[[], T], given: list[Model]) -> T:
    """Build, and remember what that did."""
    before, files = STAGE.tables, files_of_snapshots()
    STAGE.known, STAGE.busy, STAGE.written, STAGE.clear = None, threading.get_ident(), set(), True
    try:
        result = build()
        if not STAGE.clear:
            return result
        after = {table: rows_of(table) for table in sorted(STAGE.written)}
    finally:
        STAGE.busy = None
        STAGE.untouched = False
        forget()
    changed = {name: data for name, data in files_of_snapshots().items() if files.get(name) != data}
    statements = [each for table in after for each in difference(table, before.get(table, {}), after[table])]
    remembered, returned = copy.deepcopy((given, result))
    STAGE.tables = before | after
    KEPT[key] = Kept(next(NUMBERS), statements, STAGE.tables, remembered, returned, changed)
    STAGE.known = KEPT[key].number
    while len(KEPT) > AT_MOST:
        KEPT.popitem(last=False)
    return result


def put_back(found: Kept, given: list[Model]) -> Any:
    """The same again: rows, files, what changed in the objects that were given, and what was returned."""
    STAGE.busy = threading.get_ident()
    with transaction.atomic(), connection.cursor() as cursor, nobody_checks_again(cursor):
        for statement in found.statements:
            cursor.execute(statement)
    STAGE.busy, STAGE.known, STAGE.untouched, STAGE.tables = None, found.number, False, found.tables
    for name, data in found.files.items():
        path = settings.SNAPSHOTS / name
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.write_bytes(data)
    forget()
    same: dict[int, Any] = {id(old): new for old, new in zip(found.given, given, strict=True)}
    result = copy.deepcopy(found.result, same)
    for old, new in zip(found.given, given, strict=True):
        renewed = copy.deepcopy(old.__dict__, same)
        new.__dict__.clear()
        new.__dict__.update(renewed)
    return result


@contextmanager
def nobody_checks_again(cursor: CursorWrapper) -> Iterator[None]:
    """PostgreSQL saw to the keys of these rows when they were written first; else it would at the end of each test."""
    if connection.vendor != "postgresql":
        yield
        return
    cursor.execute("SET LOCAL session_replication_role = replica")
    yield  # what fails rolls back, and this with it
    cursor.execute("SET LOCAL session_replication_role = origin")


def forget() -> None:
    """What the process keeps in memory: test databases give the same numbers again."""
    similar.SHELVES.clear()
    queries._lately.clear()
    cache.clear()


# What a builder's work hangs on


def described(value: Any, found: list[Model]) -> Any:
    """Two that are alike have the same; the rows among them are added to `found`."""
    if isinstance(value, Model):
        found.append(value)
        columns = [each.attname for each in value._meta.concrete_fields if each.attname in value.__dict__]
        return value._meta.label, [repr(value.__dict__[name]) for name in columns]
    if isinstance(value, dict):
        return [(repr(name), described(each, found)) for name, each in value.items()]
    if isinstance(value, list | tuple):
        return [described(each, found) for each in value]
    if is_dataclass(value) and not isinstance(value, type):
        return type(value).__qualname__, [described(getattr(value, each.name), found) for each in fields(value)]
    if isinstance(value, PLAIN):
        return repr(value)
    raise Undescribed(repr(value))


def surroundings() -> list[str]:
    names = [name for name in dir(configured) if name.isupper() and name not in PLACES]
    return [str(get_language()), *(repr(getattr(settings, name, None)) for name in names)]


def files_of_snapshots() -> dict[str, bytes]:
    folder = settings.SNAPSHOTS
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# The database


def watch(sender: object, connection: Any, **ignored: object) -> None:
    """Every connection of this process, the live server's too."""
    if watched not in connection.execute_wrappers:
        connection.execute_wrappers.append(watched)


def watched(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
    STAGE.note(str(sql))
    return execute(sql, params, many, context)


connection_created.connect(watch)


def is_empty() -> bool:
    """Whether nobody has done anything yet: whatever somebody does begins with one of these."""
    asked = " OR ".join(f"EXISTS (SELECT 1 FROM {table})" for table in ("people_person", "people_organisation",
                                                                        "record_entry"))  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {asked}")
        return not cursor.fetchone()[0]


@functools.cache
def models() -> dict[str, type[Model]]:
    """By table."""
    return {each._meta.db_table: each for each in apps.get_models(include_auto_created=True)}


@functools.cache
def columns_of(table: str) -> tuple[str, list[str]]:
    """The key of a table and all its columns, quoted."""
    facts = models()[table]._meta
    return f'"{facts.pk.column}"', [f'"{each.column}"' for each in facts.concrete_fields]


def rows_of(table: str) -> dict[str, str]:
    key, names = columns_of(table)
    written = "quote({})" if connection.vendor == "sqlite" else "quote_nullable({}::text)"
    row = " || ',' || ".join(written.format(name) for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT {written.format(key)}, {row} FROM "{table}"')
        return dict(cursor.fetchall())


def difference(table: str, before: dict[str, str], after: dict[str, str]) -> Iterator[str]:
    """Statements that make one of the other."""
    gone = [key for key in before if before[key] != after.get(key)]
    new = [f"({row})" for key, row in after.items() if row != before.get(key)]
    key, names = columns_of(table)
    for some in chunks(gone):
        yield f'DELETE FROM "{table}" WHERE {key} IN ({some})'
    for some in chunks(new):
        yield f'INSERT INTO "{table}" ({", ".join(names)}) VALUES {some}'


def chunks(parts: list[str]) -> Iterator[str]:
    taken: list[str] = []
    size = 0
    for part in parts:
        if taken and size + len(part) > CHUNK:
            yield ", ".join(taken)
            taken, size = [], 0
        taken.append(part)
        size += len(part)
    if taken:
        yield ", ".join(taken)
