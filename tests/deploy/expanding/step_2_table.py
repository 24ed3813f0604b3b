"""A table that points to the largest: both are locked until the end of the transaction."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("votes", "step_1_columns")]
    operations = [
        migrations.CreateModel(
            "Doubt",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("vote", models.ForeignKey("votes.Vote", django.db.models.deletion.CASCADE)),
                ("participant", models.ForeignKey("votes.Participant", django.db.models.deletion.CASCADE)),
            ],
        )
    ]
