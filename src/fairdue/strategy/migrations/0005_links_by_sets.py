"""Decisions come by the million: linked by sets, without an index twice."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models
from fairdue.engine.links import link


class Migration(migrations.Migration):

    dependencies = [
        ('delinquency', '0002_links_by_sets'),
        ('portfolio', '0005_links_by_sets'),
        ('strategy', '0004_replay'),
    ]

    operations = [
        migrations.AlterField(
            model_name='decision',
            name='account',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.account'),
        ),
        migrations.AlterField(
            model_name='decision',
            name='case',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delinquency.case'),
        ),
        migrations.AddIndex(
            model_name='decision',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['as_of'], name='strategy_decision_as_of'),
        ),
        link("strategy_decision", "account_id", "portfolio_account"),
        link("strategy_decision", "case_id", "delinquency_case"),
    ]
