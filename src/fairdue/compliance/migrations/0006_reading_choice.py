"""Which reading of the law was chosen, and why; journalled."""

import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import guard


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0005_facts_version'),
        ('journal', '0002_guard'),
    ]

    operations = [
        migrations.CreateModel(
            name='ReadingChoice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=64)),
                ('parameter', models.CharField(max_length=64)),
                ('reading', models.CharField(blank=True, help_text='"": as the profile has it', max_length=40)),
                ('reason', models.TextField()),
                ('chosen_by', models.CharField(max_length=150)),
                ('chosen_at', models.DateTimeField()),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['rule', 'parameter', '-chosen_at'], name='compliance_reading_rule')],
            },
        ),
        guard("compliance_readingchoice"),
    ]
