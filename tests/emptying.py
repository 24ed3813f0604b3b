"""Empties the tables that have rows; most tests fill a dozen of a hundred."""

from collections.abc import Callable
from functools import cache
from itertools import count

from django.apps import apps
from django.db import connection, transaction
from django.test import TestCase

OFTEN, LARGE = 100, 5_000_000  # tests; bytes
# What migrations and nobody else writes.
LEFT = {"django_migrations", "django_content_type", "auth_permission"}


@cache
def _tables() -> tuple[str, ...]:
    models = apps.get_models(include_auto_created=True)
    return tuple(sorted({model._meta.db_table for model in models if model._meta.managed} - LEFT))


def after(_test: object) -> None:
    """Delete every row, without looking at what refers to it: that goes too."""
    asked = " UNION ALL ".join(f"SELECT '{name}' WHERE EXISTS (SELECT 1 FROM \"{name}\")" for name in _tables())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(asked)
        filled = [name for (name,) in cursor.fetchall()]
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger asks who refers to a row
        for name in filled:
            cursor.execute(f'DELETE FROM "{name}"')


def tidied(roll_back: Callable[[TestCase], None]) -> Callable[[TestCase], None]:
    """What a test took back still lies in files of PostgreSQL, and is read over and over: nobody else tidies here."""
    ends = count(1)

    def ended(test: TestCase) -> None:
        roll_back(test)
        if next(ends) % OFTEN == 0 and connection.vendor == "postgresql":
            _tidy()

    return ended


def _tidy() -> None:
    """As new to the planner too, which would go by what VACUUM happened to find."""
    large = "SELECT relname FROM pg_class WHERE relname = ANY(%s) AND pg_relation_size(oid) > %s"
    with connection.cursor() as cursor:
        cursor.execute(large, [list(_tables()), LARGE])
        if names := ", ".join(f'"{name}"' for (name,) in cursor.fetchall()):
            cursor.execute(f"TRUNCATE {names} CASCADE")
