"""Rates that were agreed or granted, and waivers that are taken back."""

import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import guard


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_seals'),
        ('portfolio', '0008_adjustments'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreedRate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rate_ref', models.CharField(help_text='Of the record it comes from', max_length=80, unique=True)),
                ('currency', models.CharField(blank=True, help_text='None: every currency', max_length=3)),
                ('because', models.CharField(choices=[('hardship', 'Hardship'), ('agreement', 'Agreement')], max_length=10)),
                ('rule', models.CharField(help_text="Of the lender's policy", max_length=60)),
                ('from_on', models.DateField()),
                ('until_on', models.DateField(help_text='The last day; none: until further notice; before the first: never', null=True)),
                ('daily_rate', models.DecimalField(decimal_places=10, help_text='A share', max_digits=12)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('daily_rate__gte', 0)), name='portfolio_agreedrate_positive')],
                'indexes': [models.Index(fields=['customer'], name='portfolio_agreedrate_customer')],
            },
        ),
        migrations.RemoveConstraint(
            model_name='adjustment',
            name='portfolio_adjustment_kind',
        ),
        migrations.AddField(
            model_name='adjustment',
            name='reverses',
            field=models.CharField(db_default='', help_text='adjustment_ref of the waiver that is taken back', max_length=80),
        ),
        migrations.AlterField(
            model_name='adjustment',
            name='kind',
            field=models.CharField(choices=[('waiver', 'Waiver'), ('adjustment', 'Adjustment'), ('restored', 'Waiver taken back')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='adjustment',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('amount_minor__gt', 0), ('kind', 'waiver')), models.Q(('kind', 'adjustment'), models.Q(('component', ''), _negated=True)), models.Q(('amount_minor__gt', 0), ('kind', 'restored'), models.Q(('component', ''), _negated=True), models.Q(('reverses', ''), _negated=True)), _connector='OR'), name='portfolio_adjustment_kind'),
        ),
        migrations.AddConstraint(
            model_name='adjustment',
            constraint=models.UniqueConstraint(condition=models.Q(('reverses', ''), _negated=True), fields=('reverses',), name='portfolio_adjustment_restored_once'),
        ),
        guard("portfolio_agreedrate"),
    ]
