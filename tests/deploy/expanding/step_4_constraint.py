"""A constraint on a table that every vote writes to."""

from django.db import migrations, models

from deliberation.migrating import AddConstraintBeside


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("votes", "step_3_index")]
    operations = [
        AddConstraintBeside(
            "currentvote",
            models.CheckConstraint(condition=models.Q(value__in=[-1, 0, 1]), name="three_values"),
        )
    ]
