import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('consultations', '0013_files'),
        ('statements', '0009_appeals_against_rulings'),
        ('votes', '0011_erasures_bounded'),
    ]

    operations = [
        migrations.AlterField(
            model_name='currentvote',
            name='participant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='current', to='votes.participant'),
        ),
        migrations.AlterField(
            model_name='participant',
            name='consultation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='participants', to='consultations.consultation'),
        ),
        migrations.AlterField(
            model_name='served',
            name='participant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='served', to='votes.participant'),
        ),
        migrations.AlterField(
            model_name='vote',
            name='consultation',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='consultations.consultation'),
        ),
        migrations.AlterField(
            model_name='vote',
            name='participant',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='votes', to='votes.participant'),
        ),
        migrations.AddIndex(
            model_name='vote',
            index=models.Index(fields=['participant', 'cast_at'], name='votes_of_participant_by_time'),
        ),
    ]
