"""Empties the tables that have rows; most tests fill a dozen of a hundred."""

from functools import cache

from django.apps import apps
from django.db import connection, transaction

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
