"""Columns that the version before does not know of: it goes on writing rows without them."""

from django.db import migrations, models

from tests.deploy.expanding import NEWEST


class Migration(migrations.Migration):
    dependencies = [("votes", NEWEST)]
    operations = [
        migrations.AddField("participant", "colour", models.CharField(max_length=20, null=True)),
        migrations.AddField("vote", "weight", models.SmallIntegerField(db_default=1)),
    ]
