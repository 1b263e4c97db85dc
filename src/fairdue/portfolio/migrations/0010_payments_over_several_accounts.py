"""Payments at a provider that are spread over several accounts."""

import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import guard


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_seals'),
        ('portfolio', '0009_agreed_rates'),
    ]

    operations = [
        migrations.CreateModel(
            name='IntentPart',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField(help_text='From 1, in the order of the spreading')),
                ('amount_minor', models.BigIntegerField()),
                ('account', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.account')),
                ('intent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='parts', to='portfolio.paymentintent')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('intent', 'account'), name='portfolio_part_once'), models.UniqueConstraint(fields=('intent', 'number'), name='portfolio_part_number'), models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='portfolio_part_positive')],
            },
        ),
        guard("portfolio_intentpart"),
    ]
