"""Legal steps that texts may speak of, approved for a customer."""

import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import guard


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0012_plan_and_payment_holds'),
        ('journal', '0003_seals'),
        ('portfolio', '0011_match_decisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='LegalStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(help_text='Of wording.LEGAL_STEPS', max_length=20)),
                ('of', models.CharField(help_text='The record it rests on: matter:12', max_length=40)),
                ('from_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', 'from_at'], name='compliance_legalstep_customer')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('customer', 'step', 'of'), name='compliance_legalstep_once')],
            },
        ),
        guard('compliance_legalstep', by_customer=True),
    ]
