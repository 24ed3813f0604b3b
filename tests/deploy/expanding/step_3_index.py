"""An index on the largest table."""

from django.db import migrations, models

from deliberation.migrating import AddIndexBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("votes", "step_2_table")]
    operations = [AddIndexBeside("vote", models.Index(fields=["cast_at", "value"], name="votes_by_time"))]
