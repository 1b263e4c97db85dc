"""Campaigns, whom they are for, and what a dry run found."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import guard


class Migration(migrations.Migration):

    dependencies = [
        ('journal', '0003_seals'),
        ('messaging', '0005_answers'),
        ('portfolio', '0011_match_decisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=80)),
                ('template', models.CharField(max_length=40)),
                ('channel', models.CharField(help_text='sms | email | best', max_length=10)),
                ('at_best_hours', models.BooleanField(help_text="Waits for each person's best hours")),
                ('selection', models.JSONField(help_text='rules.campaigns.Selection')),
                ('starts_at', models.DateTimeField()),
                ('ends_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('looking', 'Dry run under way'), ('ready', 'Dry run done'), ('submitted', 'Awaiting approval'), ('approved', 'Approved'), ('running', 'Running'), ('paused', 'Paused'), ('stopped', 'Stopped'), ('finished', 'Finished'), ('refused', 'Turned down')], max_length=10)),
                ('made_by', models.CharField(max_length=150)),
                ('made_at', models.DateTimeField()),
                ('editors', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=150), size=None)),
                ('changed_at', models.DateTimeField()),
                ('selected', models.PositiveIntegerField(default=0, help_text='People the dry run looks at')),
                ('looked_at', models.DateTimeField(help_text='When the dry run was asked for', null=True)),
                ('needs_approval', models.BooleanField(default=True)),
                ('submitted_by', models.CharField(blank=True, max_length=150)),
                ('decided_by', models.CharField(blank=True, max_length=150)),
                ('decided_at', models.DateTimeField(null=True)),
                ('note', models.TextField(blank=True, help_text='Why it was turned down, paused or stopped')),
                ('began_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['-made_at'], name='messaging_campaign_made')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'running', 'paused', 'finished', 'stopped']), _negated=True), ('needs_approval', False), models.Q(models.Q(('decided_by', ''), _negated=True), models.Q(('decided_by', models.F('submitted_by')), _negated=True)), _connector='OR'), name='messaging_campaign_second_person')],
            },
        ),
        migrations.CreateModel(
            name='Foreseen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.BigIntegerField()),
                ('outcome', models.CharField(choices=[('unseen', 'Not looked at yet'), ('now', 'At once'), ('later', 'At a better or lawful hour'), ('denied', 'Not allowed'), ('unreachable', 'No number or address'), ('wordless', "The words can't be filled in")], default='unseen', max_length=12)),
                ('channel', models.CharField(blank=True, default='', max_length=10)),
                ('due_at', models.DateTimeField(null=True)),
                ('rules', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, help_text='That deny', size=None)),
                ('why', models.JSONField(default=list, help_text='[{en, zh}]: why so, or why not')),
                ('language', models.CharField(blank=True, default='', max_length=10)),
                ('carrier', models.CharField(blank=True, default='', max_length=20)),
                ('segments', models.PositiveSmallIntegerField(default=0)),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.campaign')),
                ('customer', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('outcome', 'unseen')), fields=['campaign', 'id'], name='messaging_foreseen_unseen')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'customer'), name='messaging_foreseen_once')],
            },
        ),
        migrations.CreateModel(
            name='Recipient',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('case_id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('pending', 'To be asked'), ('queued', 'Message on its way'), ('denied', 'Not allowed'), ('skipped', 'Could not be written to'), ('late', 'Not reached before the end'), ('stopped', 'Stopped before their turn')], default='pending', max_length=10)),
                ('due_at', models.DateTimeField(help_text='Not before')),
                ('has_waited', models.BooleanField(default=False, help_text='For a better hour')),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('channel', models.CharField(blank=True, default='', max_length=10)),
                ('why', models.JSONField(default=list, help_text='[{en, zh}] of the channel and hour')),
                ('problem', models.CharField(blank=True, default='', max_length=40)),
                ('rules', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, help_text='That deny', size=None)),
                ('permit_id', models.BigIntegerField(null=True)),
                ('campaign', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.campaign')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('message', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.message')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'pending')), fields=['campaign', 'due_at', 'id'], name='messaging_recipient_pending')],
                'constraints': [models.UniqueConstraint(fields=('campaign', 'customer'), name='messaging_recipient_once'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'queued'), _negated=True), ('message__isnull', False), _connector='OR'), name='messaging_recipient_queued')],
            },
        ),
        guard("messaging_campaign"),
        guard("messaging_recipient"),
    ]
