"""Changes of large tables that nobody who votes has to wait for: indexes and constraints made beside those who write.

Each stands alone in a migration with `atomic = False`, so that a try that gave way can simply be made again. SQLite,
which has one writer and small tables, does both at once.
"""

from typing import Any

from django.db.migrations.operations import AddConstraint, AddIndex


class AddIndexBeside(AddIndex):
    """An index that is built while rows are written."""

    atomic = False

    def database_forwards(self, *given: Any) -> None:
        app_label, editor, _from_state, to_state = given
        if editor.connection.vendor != "postgresql":
            super().database_forwards(*given)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        # What a try that failed has left is not valid, and stands in the way.
        editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {editor.quote_name(self.index.name)}")
        editor.add_index(model, self.index, concurrently=True)

    def database_backwards(self, *given: Any) -> None:
        app_label, editor, from_state, _to_state = given
        if editor.connection.vendor != "postgresql":
            super().database_backwards(*given)
            return
        model = from_state.apps.get_model(app_label, self.model_name)
        editor.remove_index(model, self.index, concurrently=True)


class AddConstraintBeside(AddConstraint):
    """A constraint that holds for new rows at once, and is then looked for in the old ones while rows are written."""

    atomic = False

    def database_forwards(self, *given: Any) -> None:
        app_label, editor, _from_state, to_state = given
        if editor.connection.vendor != "postgresql":
            super().database_forwards(*given)
            return
        model = to_state.apps.get_model(app_label, self.model_name)
        table, name = (editor.quote_name(each) for each in (model._meta.db_table, self.constraint.name))
        editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {name}")
        editor.execute(f"{self.constraint.create_sql(model, editor)} NOT VALID", params=None)
        editor.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {name}")
