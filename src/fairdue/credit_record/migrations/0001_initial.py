"""Corrections, notices, files and rejections: journalled, and by two people."""

import django.db.models.deletion
from django.db import migrations, models

from fairdue.credit_record.guarding import keep_two_people
from fairdue.journal.guard import append_only, guard


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('compliance', '0013_legal_steps'),
        ('people', '0004_field_and_law'),
        ('journal', '0003_seals'),
        ('portfolio', '0011_match_decisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Submission',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('bureau', models.CharField(choices=[('pboc', 'Financial credit database (China)'), ('metro2', 'Credit bureaus, Metro 2 (United States)')], max_length=10)),
                ('month', models.DateField(help_text='Its last day')),
                ('number', models.PositiveSmallIntegerField(help_text='Of the files of this bureau and month')),
                ('state', models.CharField(choices=[('made', 'Made, not sent'), ('sent', 'Sent, answer awaited'), ('acknowledged', 'Taken'), ('rejected', 'Rejected in part')], default='made', max_length=14)),
                ('records', models.PositiveIntegerField()),
                ('held', models.JSONField(default=dict, help_text='Accounts held back, by reason')),
                ('length', models.BigIntegerField(help_text='Bytes, as sent')),
                ('sha256', models.CharField(help_text='Of the file as sent', max_length=64)),
                ('path', models.CharField(help_text='Sealed, below settings.VAR', max_length=200)),
                ('made_by', models.CharField(max_length=150)),
                ('made_at', models.DateTimeField()),
                ('sent_on', models.DateField(null=True)),
                ('answered_on', models.DateField(help_text='Acknowledged, or rejected in part', null=True)),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('bureau', 'month', 'number'), name='credit_submission_number')],
            },
        ),
        migrations.CreateModel(
            name='Rejection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_ref', models.CharField(max_length=64)),
                ('code', models.CharField(max_length=20)),
                ('reason', models.CharField(blank=True, max_length=200)),
                ('account', models.ForeignKey(help_text='Null: not loaded here', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.account')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('submission', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='credit_record.submission')),
            ],
            options={
                'indexes': [models.Index(fields=['submission'], name='credit_rejection_submission')],
            },
        ),
        migrations.CreateModel(
            name='Correction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField(help_text='Its last day')),
                ('character', models.CharField(blank=True, help_text='What the month is called; empty: deleted', max_length=1)),
                ('reason', models.CharField(max_length=400)),
                ('state', models.CharField(choices=[('proposed', 'Waits for a second person'), ('approved', 'Approved'), ('declined', 'Declined')], default='proposed', max_length=10)),
                ('proposed_by', models.CharField(max_length=150)),
                ('proposed_at', models.DateTimeField()),
                ('decided_by', models.CharField(blank=True, max_length=150)),
                ('decided_at', models.DateTimeField(null=True)),
                ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.account')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('dispute', models.ForeignKey(help_text='That it follows from', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='compliance.dispute')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['account', 'month'], name='credit_correction_account'), models.Index(fields=['customer'], name='credit_correction_customer'), models.Index(condition=models.Q(('state', 'proposed')), fields=['proposed_at'], name='credit_correction_waiting')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'proposed')), fields=('account', 'month'), name='credit_correction_one_waits')],
            },
        ),
        migrations.CreateModel(
            name='Notice',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('told_on', models.DateField()),
                ('evidence', models.CharField(help_text='Where the proof is kept', max_length=200)),
                ('recorded_by', models.CharField(max_length=150)),
                ('recorded_at', models.DateTimeField()),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', 'told_on'], name='credit_notice_customer')],
            },
        ),
        guard("credit_record_correction", by_customer=True),
        guard("credit_record_notice", by_customer=True),
        guard("credit_record_submission"),
        guard("credit_record_rejection"),
        append_only("credit_record_notice"),
        append_only("credit_record_rejection"),
        keep_two_people(),
    ]
