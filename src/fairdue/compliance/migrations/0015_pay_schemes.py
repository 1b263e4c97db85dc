"""Pay schemes: journalled, never on recovered amounts alone."""

import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import guard


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0014_no_visits'),
        ('journal', '0003_seals'),
    ]

    operations = [
        migrations.CreateModel(
            name='PayScheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('recovered_percent', models.PositiveSmallIntegerField()),
                ('other_parts', models.JSONField(help_text='Percent by code of rules.pay.PARTS')),
                ('in_force_from', models.DateField()),
                ('note', models.TextField(blank=True)),
                ('recorded_by', models.CharField(max_length=150)),
                ('recorded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('ended_by', models.CharField(blank=True, max_length=150)),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('recovered_percent__lt', 100)), name='compliance_pay_not_recovery_alone'), models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('name',), name='compliance_pay_name')],
            },
        ),
        guard('compliance_payscheme'),
    ]
