"""Papers, bundles of evidence and judgements: journalled, and released by two others only."""

import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import guard
from fairdue.legal.guarding_papers import release_by_two_others


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_seals'),
        ('legal', '0001_initial'),
        ('portfolio', '0011_match_decisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='EvidenceBundle',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('language', models.CharField(max_length=10)),
                ('as_of_at', models.DateTimeField(help_text="What happened later isn't in it")),
                ('last_entry', models.BigIntegerField(help_text='The newest journal entry looked at')),
                ('last_seal', models.BigIntegerField(help_text='The newest seal the proof leads to')),
                ('contents', models.JSONField(help_text='[{name, sha256, bytes}] of every file, in order')),
                ('pages', models.PositiveIntegerField(help_text='Of the PDF')),
                ('bytes', models.PositiveBigIntegerField()),
                ('folder_sha256', models.CharField(help_text='Of the folder as one archive', max_length=64)),
                ('pdf_sha256', models.CharField(max_length=64)),
                ('for_police', models.BooleanField(help_text="With places for the staff's signature and seal")),
                ('made_by', models.CharField(max_length=150)),
                ('made_at', models.DateTimeField()),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='legal.matter')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PaperBatch',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('lawyers_letter', "Lawyer's letter"), ('payment_order', 'Application for a payment order'), ('complaint', 'Civil complaint'), ('evidence_list', 'List of evidence'), ('power_of_attorney', 'Power of attorney'), ('settlement', 'Settlement'), ('enforcement', 'Application for enforcement')], max_length=20)),
                ('language', models.CharField(max_length=10)),
                ('as_of', models.DateField()),
                ('entered_sealed', models.BinaryField(help_text='What was entered for all of them, as JSON')),
                ('asked', models.PositiveIntegerField(help_text='How many matters')),
                ('started_by', models.CharField(max_length=150)),
                ('started_at', models.DateTimeField()),
                ('finished_at', models.DateTimeField(null=True)),
                ('sha256', models.CharField(blank=True, help_text='Of the files as one archive', max_length=64)),
                ('bytes', models.PositiveBigIntegerField(null=True)),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('lawyers_letter', "Lawyer's letter"), ('payment_order', 'Application for a payment order'), ('complaint', 'Civil complaint'), ('evidence_list', 'List of evidence'), ('power_of_attorney', 'Power of attorney'), ('settlement', 'Settlement'), ('enforcement', 'Application for enforcement')], max_length=20)),
                ('series', models.CharField(max_length=6)),
                ('year', models.PositiveSmallIntegerField()),
                ('serial', models.PositiveIntegerField(help_text='In the series and year, from 1')),
                ('template_version', models.PositiveSmallIntegerField()),
                ('template_digest', models.CharField(help_text="SHA-256 of the template's words", max_length=64)),
                ('language', models.CharField(max_length=10)),
                ('as_of', models.DateField(help_text='The day of the figures')),
                ('court', models.CharField(blank=True, max_length=80)),
                ('state', models.CharField(choices=[('written', 'Waiting for release'), ('released', 'Released'), ('withdrawn', 'Withdrawn')], default='written', max_length=10)),
                ('sheet_sealed', models.BinaryField(help_text='typesetting.Document as JSON')),
                ('sheet_digest', models.CharField(help_text='SHA-256 of what it says', max_length=64)),
                ('written_by', models.CharField(max_length=150)),
                ('written_at', models.DateTimeField()),
                ('released_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.CharField(blank=True, max_length=150)),
                ('withdrawal_reason', models.CharField(blank=True, max_length=400)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='legal.matter')),
                ('batch', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='legal.paperbatch')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('series', 'year', 'serial'), name='legal_paper_number'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'released'), _negated=True), ('released_at__isnull', False), _connector='OR'), name='legal_paper_released'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), ('withdrawn_at__isnull', False), models.Q(('withdrawn_by', ''), _negated=True)), models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_at__isnull', True)), _connector='OR'), name='legal_paper_withdrawn')],
            },
        ),
        migrations.CreateModel(
            name='PaperBatchLine',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('problem_en', models.CharField(blank=True, max_length=600)),
                ('problem_zh', models.CharField(blank=True, max_length=600)),
                ('batch', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='legal.paperbatch')),
                ('matter', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='legal.matter')),
                ('paper', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='legal.paper')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('batch', 'matter'), name='legal_paperbatchline_once')],
            },
        ),
        migrations.CreateModel(
            name='PaperRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('releaser', models.CharField(max_length=150)),
                ('role', models.CharField(max_length=20)),
                ('at', models.DateTimeField()),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('paper', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='legal.paper')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('paper', 'releaser'), name='legal_paperrelease_once')],
            },
        ),
        migrations.CreateModel(
            name='Exhibit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('application', 'Application for the card'), ('contract', 'Card contract as signed'), ('identity', 'Proof of identity'), ('statements', 'Card statements'), ('receipt', 'Receipt of delivery'), ('court', 'Paper of a court'), ('other', 'Other')], max_length=12)),
                ('title', models.CharField(max_length=120)),
                ('proves', models.CharField(help_text='What it is to prove', max_length=200)),
                ('pages', models.PositiveIntegerField()),
                ('bytes', models.PositiveBigIntegerField()),
                ('sha256', models.CharField(max_length=64)),
                ('path', models.CharField(help_text='Sealed, below settings.VAR', max_length=200)),
                ('added_by', models.CharField(max_length=150)),
                ('added_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('withdrawn_by', models.CharField(blank=True, max_length=150)),
                ('withdrawal_reason', models.CharField(blank=True, max_length=400)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='legal.matter')),
            ],
            options={
                'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at', None)), fields=('matter', 'sha256'), name='legal_exhibit_once')],
            },
        ),
        migrations.CreateModel(
            name='OverdraftJudgement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('as_of', models.DateField()),
                ('limbs', models.JSONField(help_text='[{limb, state, rule, evidence}]: rules.limbs.as_kept')),
                ('stated', models.JSONField(help_text='What the officer stated: {name of limbs.STATED: bool}')),
                ('limbs_digest', models.CharField(max_length=64)),
                ('all_stand', models.BooleanField(help_text='Every objective limb was met on that day')),
                ('may_be_spoken_of', models.BooleanField(help_text='Whether texts may speak of a police report')),
                ('reasons_sealed', models.BinaryField()),
                ('judged_by', models.CharField(max_length=150)),
                ('judged_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(help_text='When it was taken back or overtaken', null=True)),
                ('ended_by', models.CharField(blank=True, max_length=150)),
                ('end_reason', models.CharField(blank=True, max_length=400)),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('matter', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='legal.matter')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('may_be_spoken_of', False), ('all_stand', True), _connector='OR'), name='legal_overdraftjudgement_limbs'), models.UniqueConstraint(condition=models.Q(('ended_at', None)), fields=('matter',), name='legal_overdraftjudgement_one')],
            },
        ),
        guard('legal_paper', by_customer=True),
        guard('legal_paperrelease'),
        guard('legal_paperbatch'),
        guard('legal_exhibit', by_customer=True),
        guard('legal_evidencebundle', by_customer=True),
        guard('legal_overdraftjudgement', by_customer=True),
        release_by_two_others(),
    ]
