"""Seals and their leaves, append-only as the journal itself."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import append_only


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0002_guard'),
    ]

    operations = [
        migrations.CreateModel(
            name='Leaf',
            fields=[
                ('entry', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='journal.entry')),
                ('position', models.IntegerField()),
                ('digest', models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name='Seal',
            fields=[
                ('number', models.BigIntegerField(primary_key=True, serialize=False)),
                ('day', models.DateField()),
                ('place', models.IntegerField()),
                ('count', models.IntegerField()),
                ('first_entry', models.BigIntegerField()),
                ('last_entry', models.BigIntegerField()),
                ('root', models.BinaryField()),
                ('day_root', models.BinaryField()),
                ('previous', models.BinaryField()),
                ('day_before', models.BinaryField()),
                ('sealed_at', models.DateTimeField()),
                ('public_key', models.BinaryField()),
                ('salt', models.BinaryField()),
                ('digest', models.BinaryField()),
                ('signature', models.BinaryField()),
                ('cluster', models.BigIntegerField(help_text="Identifier of the database server's files")),
                ('sealed_below', models.BigIntegerField(help_text='Earlier transactions have no unsealed entry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('day', 'place'), name='journal_seal_day')],
            },
        ),
        migrations.AddIndex(
            model_name='entry',
            index=django.contrib.postgres.indexes.BrinIndex(fields=['transaction_id'], name='journal_entry_sealing'),
        ),
        migrations.AddField(
            model_name='leaf',
            name='seal',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.seal'),
        ),
        migrations.AddConstraint(
            model_name='leaf',
            constraint=models.UniqueConstraint(fields=('seal', 'position'), name='journal_leaf_place'),
        ),
        append_only('journal_seal'),
        append_only('journal_leaf'),
    ]
