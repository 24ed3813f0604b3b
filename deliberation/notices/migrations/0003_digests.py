"""A notice tells of a day and no longer of one entry; what was told stays told, and what was not yet is found anew."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_unsent(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Of entries only: they are told by the next notice."""
    apps.get_model("notices", "Notice").objects.filter(sent_at=None, entry__isnull=False).delete()


def keep_told(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """A row for each entry that was told."""
    sent = apps.get_model("notices", "Notice").objects.filter(entry__isnull=False)
    told = apps.get_model("notices", "Told")
    rows = (told(notice_id=row.pk, subscription_id=row.subscription_id, entry_id=row.entry_id) for row in sent)
    told.objects.bulk_create(rows, batch_size=1000)


MAIL = {
    "tries": models.PositiveSmallIntegerField(default=0),
    "due_at": models.DateTimeField(help_text="Not before; while somebody is trying, when others may."),
    "sent_at": models.DateTimeField(
        null=True, help_text="When the mail server had taken it, or nothing was left to say."
    ),
    "fault": models.CharField(blank=True, max_length=10, help_text="Of the last try: server, or letter: not writable."),
    "bounced_at": models.DateTimeField(null=True, help_text="When we heard that it never arrived."),
}


def named(key: str) -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name=key)


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_reminders"), ("record", "0001_initial")]

    operations = [
        # Before anything refers to notices: PostgreSQL alters no table that has deletions to check.
        migrations.RunPython(forget_unsent, migrations.RunPython.noop),
        migrations.CreateModel(
            name="Alarm",
            fields=[
                ("id", named("ID")),
                *MAIL.items(),
                ("day", models.DateField(unique=True, help_text="In UTC.")),
            ],
            options={"abstract": False},
        ),
        migrations.CreateModel(
            name="Told",
            fields=[
                ("id", named("ID")),
                ("asks", models.BooleanField(default=False, help_text="Asks whether what was reported did happen.")),
                (
                    "entry",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="record.entry"),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told", to="notices.notice"
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="told", to="notices.subscription"
                    ),
                ),
            ],
            options={"ordering": ["entry_id", "id"]},
        ),
        migrations.RunPython(keep_told, migrations.RunPython.noop),
        migrations.RemoveConstraint("notice", name="one_notice_per_entry"),
        migrations.RemoveField("notice", "entry"),
        migrations.AddField(
            "notice",
            "day",
            models.DateField(null=True, help_text="Where the consultation is held; null: asks about the address."),
        ),
        *(
            operation(model, name, MAIL[name])
            for model in ("notice", "reminder")
            for name, operation in (
                ("fault", migrations.AddField),
                ("bounced_at", migrations.AddField),
                ("sent_at", migrations.AlterField),
            )
        ),
        migrations.AddField(
            "reminder",
            "keys",
            models.JSONField(default=list, help_text="Of the matters it told of; see matters.Matter."),
        ),
        migrations.AddField(
            "reminder",
            "alarm",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="reminders",
                to="notices.alarm",
                help_text="That told of its failure.",
            ),
        ),
        migrations.AddConstraint(
            "notice", models.UniqueConstraint(fields=("subscription", "day"), name="one_notice_a_day")
        ),
        migrations.AddConstraint(
            "told", models.UniqueConstraint(fields=("subscription", "entry", "asks"), name="told_once")
        ),
    ]
