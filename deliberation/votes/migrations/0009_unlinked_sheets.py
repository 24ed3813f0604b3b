"""Sheets that were counted keep nothing by which their votes could be found."""

from django.db import migrations, models
from django.db.models import Count, OuterRef, Subquery


def forget_what_links(apps, schema_editor):
    """What stood there before: which statements a counted sheet asked, and when those were served."""
    sheets, served = apps.get_model("votes", "Sheet"), apps.get_model("votes", "Served")
    people = apps.get_model("votes", "Participant")
    for sheet in sheets.objects.filter(counted=False, entries__isnull=False).annotate(n=Count("entries")):
        sheets.objects.filter(pk=sheet.pk).update(typed=sheet.n)
    sheets.objects.filter(counted=True).update(typed=2, numbers=[])
    joined = people.objects.filter(pk=OuterRef("participant")).values("joined_at")
    served.objects.filter(participant__paper=True).update(served_at=Subquery(joined))


class Migration(migrations.Migration):
    dependencies = [("votes", "0008_population")]

    operations = [
        migrations.AddField(
            model_name="sheet",
            name="typed",
            field=models.PositiveSmallIntegerField(default=0, help_text="How often it was typed in: at most twice."),
        ),
        migrations.AddField(
            model_name="sheet",
            name="settled",
            field=models.BooleanField(default=False, help_text="Counted, and its two entries were not alike."),
        ),
        migrations.AlterField(
            model_name="sheet",
            name="by_one",
            field=models.BooleanField(
                default=False,
                help_text="Counted, and one person typed both entries, or one of them and settled the sheet.",
            ),
        ),
        migrations.AlterField(
            model_name="sheet",
            name="numbers",
            field=models.JSONField(help_text="The statements on it, in order; empty once it is counted."),
        ),
        migrations.RemoveField(model_name="sheet", name="printed_at"),
        migrations.RunPython(forget_what_links, migrations.RunPython.noop),
    ]
