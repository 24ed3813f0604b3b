"""The database is brought up to date while the version before runs: no migration takes away what that still uses."""

import pytest
from django.apps import apps
from django.db import models
from django.db.migrations import Migration, operations
from django.db.migrations.loader import MigrationLoader

from deliberation.migrating import AddConstraintBeside, AddIndexBeside
from tests.house.migrating import BASELINE, LARGE, faults

LOADER = MigrationLoader(None)
OURS = {config.label for config in apps.get_app_configs() if config.name.startswith("deliberation.")}
NEW = sorted(key for key in LOADER.disk_migrations if key[0] in OURS and key[1] > BASELINE.get(key[0], ""))


def before(app, name):
    return LOADER.project_state((app, name), at_end=False)


def test_migrations_and_large_tables_are_there():
    assert set(BASELINE) < OURS
    assert set(BASELINE.items()) <= set(LOADER.disk_migrations)
    assert {(model._meta.app_label, model._meta.model_name) for model in apps.get_models()} >= LARGE
    assert NEW, "the newest are looked at"


@pytest.mark.parametrize(("app", "name"), NEW)
def test_no_migration_stops_the_version_before(app, name):
    found = list(faults(LOADER.disk_migrations[app, name], before(app, name)))
    assert not found, f"{app} {name} {found}; see Upgrading in docs/operations.md"


CHECK = models.CheckConstraint(condition=models.Q(value__lt=2), name="small")
INDEX = models.Index(fields=["value"], name="by_value")
UNIQUE = models.UniqueConstraint(fields=["value"], name="once")
NOTED = models.CharField(max_length=9, null=True)


def add(name, field, model="vote"):
    return operations.AddField(model, name, field)


@pytest.mark.parametrize(
    ("fault", "wrong"),
    [
        ("the version before still uses it", [operations.RemoveField("vote", "counted")]),
        ("the version before still uses it", [operations.RenameField("vote", "value", "worth")]),
        ("the version before still uses it", [operations.DeleteModel("Tally")]),
        ("writes rows without it", [add("note", models.CharField(max_length=9, default=""))]),
        ("writes rows without it", [operations.AlterField("erasure", "erased_at", models.DateTimeField())]),
        ("index or foreign key", [add("note", models.CharField(max_length=9, null=True, unique=True))]),
        ("index or foreign key", [add("by", models.ForeignKey("votes.Participant", models.CASCADE, null=True))]),
        ("another column", [operations.AlterField("vote", "value", models.BigIntegerField())]),
        ("AddIndexBeside", [operations.AddIndex("vote", INDEX)]),
        ("AddConstraintBeside", [operations.AddConstraint("currentvote", CHECK)]),
        (
            "unique index beside",
            [operations.AddConstraint("vote", UNIQUE)],
        ),
        ("rows and tables at once", [add("note", NOTED), operations.RunPython(operations.RunPython.noop)]),
        ("does several things", [AddIndexBeside("vote", INDEX), add("note", NOTED)]),
    ],
)
def test_what_would_stop_it_is_noticed(fault, wrong):
    migration = Migration("newer", "votes")
    migration.operations = wrong
    migration.atomic = not any(isinstance(each, AddIndexBeside) for each in wrong)
    state = LOADER.project_state()
    state.alter_field("votes", "erasure", "erased_at", models.DateTimeField(null=True), preserve_default=True)
    found = list(faults(migration, state))
    assert len(found) == 1
    assert fault in found[0]


@pytest.mark.parametrize(
    "fine",
    [
        add("note", NOTED),
        add("weight", models.SmallIntegerField(db_default=1)),
        add("by", models.ForeignKey("people.Person", models.CASCADE, null=True), "erasure"),
        operations.AlterField("vote", "value", models.SmallIntegerField(help_text="In other words.")),
        operations.AddIndex("erasure", models.Index(fields=["erased_at"], name="by_day")),
        AddIndexBeside("vote", INDEX),
        AddConstraintBeside("currentvote", CHECK),
    ],
    ids=lambda fine: fine.describe(),
)
def test_what_nobody_notices_is_fine(fine):
    migration = Migration("newer", "votes")
    migration.operations = [fine]
    assert list(faults(migration, LOADER.project_state())) == []


def test_what_nothing_uses_any_more_may_go():
    migration = Migration("newer", "votes")
    migration.operations, migration.contracts = [operations.DeleteModel("Tally")], "nothing reads it since 0.2"
    assert list(faults(migration, LOADER.project_state())) == []
