"""What was set of capacity is never changed any more: each setting is a row of its own, dated.

What stands in the table counts from when it was set last; what it was before stays in the journal.
"""

from django.db import migrations, models

from fairdue.journal.guard import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('strategy', '0007_capacity'),
    ]

    operations = [
        migrations.RemoveConstraint(model_name='capacity', name='strategy_capacity_place'),
        migrations.RenameField(model_name='capacity', old_name='changed_by', new_name='set_by'),
        migrations.RenameField(model_name='capacity', old_name='changed_at', new_name='set_at'),
        migrations.AddIndex(
            model_name='capacity',
            index=models.Index(fields=['set_at', 'id'], name='strategy_capacity_set_at'),
        ),
        append_only('strategy_capacity'),
    ]
