"""What the night loads by the million is linked by sets, without an index twice."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models
from fairdue.engine.links import link, roomy


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_seals'),
        ('portfolio', '0004_not_theirs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='balance',
            name='account',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.account'),
        ),
        migrations.AlterField(
            model_name='balance',
            name='journal_entry',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry'),
        ),
        migrations.AlterField(
            model_name='contactpoint',
            name='customer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer'),
        ),
        migrations.AlterField(
            model_name='payment',
            name='account',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.account'),
        ),
        migrations.AlterField(
            model_name='payment',
            name='journal_entry',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry'),
        ),
        migrations.AddIndex(
            model_name='balance',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['as_of'], name='portfolio_balance_as_of'),
        ),
        link("portfolio_balance", "account_id", "portfolio_account"),
        link("portfolio_payment", "account_id", "portfolio_account"),
        roomy("portfolio_customer"),
        roomy("portfolio_account"),
    ]
