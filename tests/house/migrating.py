"""What a migration may not do, because the version before it is still running, and people vote meanwhile.

docs/operations.md, "Upgrading", says how it is done instead.
"""

from collections.abc import Iterator

from django.db import connection
from django.db.migrations import Migration, operations
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Field, UniqueConstraint

from deliberation.migrating import AddConstraintBeside, AddIndexBeside

# Tables that grow with the people who take part: whatever reads or writes all their rows takes long.
LARGE = {
    ("votes", "vote"), ("votes", "currentvote"), ("votes", "served"), ("votes", "participant"), ("votes", "invitation"),
    ("votes", "sheet"), ("votes", "sheetentry"), ("statements", "statement"), ("statements", "ruling"),
    ("votes", "tally"), ("record", "entry"), ("obligations", "rating"), ("obligations", "confirmation"),
    ("notices", "subscription"), ("notices", "notice"), ("notices", "told"), ("search", "passage"),
}  # fmt: skip
# Before the first release: no site runs a version from between these. The last of each app.
BASELINE = {
    "consultations": "0013_files",
    "notices": "0003_digests",
    "obligations": "0008_writers",
    "people": "0003_second_factors",
    "record": "0001_initial",
    "results": "0008_shown_until",
    "search": "0002_utterances",
    "statements": "0009_appeals_against_rulings",
    "votes": "0012_fewer_indexes",
}
GONE = (operations.RemoveField, operations.RenameField, operations.RenameModel, operations.DeleteModel,
        operations.AlterModelTable)  # fmt: skip
DATA = (operations.RunPython, operations.RunSQL)


def faults(migration: Migration, state: ProjectState) -> Iterator[str]:
    """What is wrong with it; `state` is that before it."""
    many = len(migration.operations) > 1
    if not migration.atomic and many:
        yield "is not atomic and does several things: a try that fails in between cannot be made again; one each"
    if many and any(isinstance(each, DATA) for each in migration.operations):
        yield "changes rows and tables at once, and holds the locks of both: one migration each"
    made = set()
    for operation in migration.operations:
        if isinstance(operation, operations.CreateModel):
            made.add(operation.name_lower)
        elif getattr(operation, "model_name_lower", None) not in made:
            yield from _faults_of(operation, migration, state)
        state = state.clone()
        operation.state_forwards(migration.app_label, state)


def _faults_of(operation: Operation, migration: Migration, state: ProjectState) -> Iterator[str]:
    large = (migration.app_label, getattr(operation, "model_name_lower", "")) in LARGE
    if isinstance(operation, GONE) and not getattr(migration, "contracts", ""):
        yield f"{operation.describe()}: the version before still uses it; say in `contracts` since which it does not"
    elif isinstance(operation, operations.AddField):
        yield from _of_new_field(operation, large)
    elif isinstance(operation, operations.AlterField):
        yield from _of_altered_field(operation, migration, state, large)
    elif large and isinstance(operation, operations.AddIndex) and not isinstance(operation, AddIndexBeside):
        yield f"{operation.describe()}: nobody can write meanwhile; use AddIndexBeside"
    elif large and isinstance(operation, operations.AddConstraint):
        if isinstance(operation.constraint, UniqueConstraint):
            yield f"{operation.describe()}: nobody can write meanwhile; make the unique index beside, by RunSQL"
        elif not isinstance(operation, AddConstraintBeside):
            yield f"{operation.describe()}: nobody can write meanwhile; use AddConstraintBeside"


def _of_new_field(operation: operations.AddField, large: bool) -> Iterator[str]:
    field: Field = operation.field
    if not (field.null or field.many_to_many or field.has_db_default()):
        yield f"{operation.describe()}: the version before writes rows without it; null=True, or db_default"
    if large and (field.db_index or field.unique or field.remote_field):
        yield f"{operation.describe()}: nobody can write while its index or foreign key is made; add these beside"


def _of_altered_field(
    operation: operations.AlterField, migration: Migration, state: ProjectState, large: bool
) -> Iterator[str]:
    old = state.models[migration.app_label, operation.model_name_lower].fields[operation.name]
    if old.null and not operation.field.null:
        yield f"{operation.describe()}: the version before writes rows without it"
    with_names = [each.clone() for each in (old, operation.field)]
    for each in with_names:
        each.set_attributes_from_name(operation.name)
    if large and connection.schema_editor()._field_should_be_altered(*with_names):
        yield f"{operation.describe()}: nobody can use the table meanwhile; add another column, fill it, move over"
