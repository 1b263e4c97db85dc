"""What the night publishes by the million is linked by sets, without an index twice."""

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models
from fairdue.engine.links import link, roomy


class Migration(migrations.Migration):

    dependencies = [
        ('delinquency', '0001_initial'),
        ('portfolio', '0004_not_theirs'),
    ]

    operations = [
        migrations.AlterField(
            model_name='case',
            name='customer',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer'),
        ),
        migrations.AlterField(
            model_name='caseevent',
            name='case',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delinquency.case'),
        ),
        migrations.AlterField(
            model_name='standing',
            name='account',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.account'),
        ),
        migrations.AddIndex(
            model_name='caseevent',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['on'], name='delinquency_case_event_on'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['as_of'], name='delinquency_standing_as_of'),
        ),
        link("delinquency_standing", "account_id", "portfolio_account"),
        link("delinquency_caseevent", "case_id", "delinquency_case"),
        roomy("delinquency_case"),
    ]
