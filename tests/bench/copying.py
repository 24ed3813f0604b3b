"""Rows that numpy made, into a table of PostgreSQL, as fast as it takes them."""

import struct
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import numpy as np
from django.db import connection

SIGNATURE = b"PGCOPY\n\xff\r\n\0" + struct.pack(">ii", 0, 0)
Columns = Mapping[str, Any]  # by name an array, or one value for all rows


def copy_in(table: str, fields: Mapping[str, str], blocks: Iterable[Columns]) -> None:
    """`fields`: by column how numpy writes it in PostgreSQL's binary form, such as ">i8"; every row is as
    long. Rows made later get higher numbers."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # no look at each foreign key
        names = ", ".join(f'"{name}"' for name in fields)
        with cursor.cursor.copy(f"COPY {table} ({names}) FROM STDIN (FORMAT binary)") as copy:
            copy.write(SIGNATURE)
            for columns in blocks:
                copy.write(_packed(fields, columns))
            copy.write(b"\xff\xff")
        cursor.execute("SET session_replication_role = DEFAULT")
        cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")


def _packed(fields: Mapping[str, str], columns: Columns) -> bytes:
    """Rows as COPY takes them: every field has its length before it."""
    parts = [part for name, kind in fields.items() for part in ((f"length of {name}", ">i4"), (name, kind))]
    rows = np.zeros(max(np.size(column) for column in columns.values()), dtype=[("fields", ">i2"), *parts])
    rows["fields"] = len(fields)
    for name, kind in fields.items():
        rows[f"length of {name}"], rows[name] = np.dtype(kind).itemsize, columns[name]
    return rows.tobytes()


@contextmanager
def without_indexes(table: str) -> Iterator[None]:
    """They are made once all rows are there."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass"
            " AND contype IN ('p', 'u')", [table],
        )  # fmt: skip
        constraints = cursor.fetchall()
        for name, _ in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        cursor.execute("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = %s", [table])
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _, made in indexes:
            cursor.execute(made)
        for name, made in constraints:
            cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {made}')
