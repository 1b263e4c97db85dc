"""What turned out late about contacts, the tasks it brings, and how far each customer was judged."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import guard


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0006_door'),
        ('compliance', '0008_mark_recorded_at'),
        ('journal', '0003_seals'),
        ('portfolio', '0004_not_theirs'),
    ]

    operations = [
        migrations.CreateModel(
            name='Judged',
            fields=[
                ('customer', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='portfolio.customer')),
                ('below', models.BigIntegerField(help_text='Earlier transactions have no fact not judged by')),
                ('packs', models.CharField(help_text='Versions of the packs it was judged by', max_length=200)),
                ('judged_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('newly_unlawful', 'Unlawful after all'), ('third_party', 'Reached somebody else'), ('no_longer_counted', 'No longer counted'), ('lawful_after_all', 'Lawful after all')], max_length=20)),
                ('rules', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), help_text='That it is about', size=None)),
                ('clauses', models.JSONField(help_text='What each of these rules says now')),
                ('causes', models.JSONField(help_text='[{kind, subject, entry, known_at}]: the late facts')),
                ('found_at', models.DateTimeField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('attempt', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contact.attempt')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('permit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contact.permit')),
            ],
            options={
                'indexes': [models.Index(fields=['customer'], name='contact_finding_customer'), models.Index(fields=['-found_at', '-id'], name='contact_finding_found')],
                'constraints': [models.UniqueConstraint(fields=('permit', 'kind'), name='contact_finding_once')],
            },
        ),
        migrations.CreateModel(
            name='Remedy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('inform', 'Apologise to the customer and tell them'), ('stop_channel', 'Stop the channel'), ('correct_balance', 'Correct the amount that was stated'), ('correct_record', 'Correct the record'), ('report', 'Report to the head of compliance')], max_length=16)),
                ('owner', models.CharField(blank=True, help_text='Empty until someone takes it', max_length=150)),
                ('due_on', models.DateField()),
                ('done_at', models.DateTimeField(null=True)),
                ('waived_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(help_text='The finding asks for it no longer', null=True)),
                ('ended_by', models.CharField(blank=True, max_length=150)),
                ('note', models.CharField(blank=True, help_text='What was done, or why not', max_length=400)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remedies', to='contact.finding')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('done_at', None), ('waived_at', None), ('withdrawn_at', None)), fields=['due_on'], name='contact_remedy_open')],
                'constraints': [models.UniqueConstraint(fields=('finding', 'kind'), name='contact_remedy_once')],
            },
        ),
        guard("contact_finding", by_customer=True),
        guard("contact_remedy", by_customer=True),
    ]
