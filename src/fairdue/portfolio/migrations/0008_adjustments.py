"""What is waived, and corrections of what is owed, as records of their own."""

import django.db.models.deletion
from django.db import migrations, models

from fairdue.engine.links import link
from fairdue.journal.guard import guard


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_seals'),
        ('portfolio', '0007_payments_at_a_provider'),
    ]

    operations = [
        migrations.CreateModel(
            name='Adjustment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('adjustment_ref', models.CharField(max_length=80, unique=True)),
                ('kind', models.CharField(choices=[('waiver', 'Waiver'), ('adjustment', 'Adjustment')], max_length=10)),
                ('component', models.CharField(blank=True, choices=[('principal', 'Principal'), ('interest', 'Interest'), ('fees', 'Fees'), ('instalment_fee', 'Instalment fee')], help_text='None: charges first', max_length=14)),
                ('effective_on', models.DateField()),
                ('amount_minor', models.BigIntegerField()),
                ('currency', models.CharField(max_length=3)),
                ('in_figures_from', models.DateField(help_text="First day whose issuer's balance has it in it")),
                ('account', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.account')),
                ('journal_entry', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['account'], name='portfolio_adjustment_account')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('amount_minor__gt', 0), ('kind', 'waiver')), models.Q(('kind', 'adjustment'), models.Q(('component', ''), _negated=True)), _connector='OR'), name='portfolio_adjustment_kind')],
            },
        ),
        link("portfolio_adjustment", "account_id", "portfolio_account"),
        guard("portfolio_adjustment"),
    ]
