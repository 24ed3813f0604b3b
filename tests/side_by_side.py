"""Running several requests at once, each in a thread with a database connection of its own.

SQLite has one writer at a time and waits, so what these tests look for cannot happen there: `on_postgres`.
"""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection

on_postgres = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite has a single writer: nothing runs side by side there"
)
PATIENCE = 60  # seconds until a test gives up; nothing waits that long when it works


def in_thread(pool: ThreadPoolExecutor, act: Callable[[], Any]) -> Future[Any]:
    """Start `act` with its own connection, which is closed afterwards."""

    def run() -> Any:
        try:
            return act()
        finally:
            connection.close()

    return pool.submit(run)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """Do all of them at the same moment; what each returned, or the exception it raised."""
    gate = Barrier(len(acts))

    def started(act: Callable[[], Any]) -> Any:
        gate.wait(PATIENCE)
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        running = [in_thread(pool, lambda act=act: started(act)) for act in acts]
        return [future.exception(PATIENCE) or future.result() for future in running]


def waits_for_a_lock() -> bool:
    """Is some connection to this database waiting for an advisory lock?"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
        )
        return bool(cursor.fetchone()[0])
