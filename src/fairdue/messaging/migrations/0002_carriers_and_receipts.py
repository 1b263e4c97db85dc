"""What carries a message, what is told of it later, and what people write back."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import fairdue.delivery.message
from django.db import migrations, models

from fairdue.journal.guard import guard


KEY = """
ALTER TABLE messaging_message ADD COLUMN key varchar(40) NOT NULL
    DEFAULT replace(gen_random_uuid()::text, '-', '') UNIQUE;
ALTER TABLE messaging_message ALTER COLUMN key DROP DEFAULT;
"""
NO_KEY = "ALTER TABLE messaging_message DROP COLUMN key"

WAKE = """
CREATE FUNCTION messaging_wakes_senders() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NOTIFY messaging_waiting;
    RETURN NULL;
END $$;
CREATE TRIGGER messaging_message_wakes_senders AFTER INSERT ON messaging_message
    FOR EACH STATEMENT EXECUTE FUNCTION messaging_wakes_senders();
"""
SLEEP = "DROP FUNCTION messaging_wakes_senders() CASCADE"


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0011_written_outcomes'),
        ('journal', '0003_seals'),
        ('messaging', '0001_initial'),
        ('portfolio', '0011_match_decisions'),
    ]

    operations = [
        migrations.CreateModel(
            name='InboundMessage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('carrier', models.CharField(max_length=20)),
                ('reference', models.CharField(help_text="The carrier's own; told once only", max_length=255)),
                ('channel', models.CharField(choices=[('call', 'Call'), ('sms', 'SMS'), ('email', 'E-mail'), ('letter', 'Letter'), ('visit', 'Visit')], max_length=10)),
                ('customers', models.PositiveSmallIntegerField(help_text='How many have this number or address')),
                ('sender_masked', models.CharField(max_length=120)),
                ('sender_sealed', models.BinaryField()),
                ('sender_index', models.BinaryField(help_text='Blind index, as of contact points')),
                ('words_sealed', models.BinaryField(help_text='JSON {subject, body, to}')),
                ('written_at', models.DateTimeField(help_text="By the other side's clock")),
                ('taken_at', models.DateTimeField()),
                ('answers', models.ForeignKey(help_text='What it answers, if known', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='messaging.message')),
                ('contact_point', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.contactpoint')),
                ('customer', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['-taken_at'], name='messaging_inbound_taken'), models.Index(fields=['customer', '-taken_at'], name='messaging_inbound_customer')],
                'constraints': [models.UniqueConstraint(fields=('carrier', 'reference'), name='messaging_inbound_once')],
            },
        ),
        migrations.CreateModel(
            name='Receipt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('carrier', models.CharField(max_length=20)),
                ('reference', models.CharField(blank=True, max_length=255)),
                ('key', models.CharField(blank=True, max_length=40)),
                ('state', models.CharField(choices=[('accepted', 'Under way'), ('delivered', 'Delivered'), ('not_delivered', 'Not delivered'), ('unknown', 'Not known')], max_length=16)),
                ('code', models.CharField(blank=True, help_text="The other side's own", max_length=40)),
                ('told_at', models.DateTimeField(help_text="By the other side's clock")),
                ('taken_at', models.DateTimeField()),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='messaging.message')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('carrier', 'reference', 'key', 'state'), name='messaging_receipt_once')],
                'indexes': [models.Index(condition=models.Q(('message', None)), fields=['taken_at'], name='messaging_receipt_unmatched')],
            },
        ),
        migrations.CreateModel(
            name='Sender',
            fields=[
                ('carrier', models.CharField(max_length=20, primary_key=True, serialize=False)),
                ('began_at', models.DateTimeField()),
                ('seen_at', models.DateTimeField()),
                ('problem', models.JSONField(default=dict, help_text='{en, zh} of what is wrong now, if anything')),
                ('problem_since_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveIndex(
            model_name='message',
            name='messaging_message_under_way',
        ),
        migrations.AddField(
            model_name='message',
            name='again_at',
            field=models.DateTimeField(help_text='Not tried before this', null=True),
        ),
        migrations.AddField(
            model_name='message',
            name='carrier',
            field=models.CharField(blank=True, default='', help_text="What hands it over: delivery's name", max_length=20),
        ),
        migrations.SeparateDatabaseAndState(
            # Every row there is already needs a key of its own.
            database_operations=[migrations.RunSQL(KEY, NO_KEY)],
            state_operations=[
                migrations.AddField(
                    model_name='message',
                    name='key',
                    field=models.CharField(default=fairdue.delivery.message.new_key, help_text='What it is known by outside', max_length=40, unique=True),
                ),
            ],
        ),
        migrations.AddField(
            model_name='message',
            name='references',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=255), default=list, help_text="The carrier's, one for each part", size=None),
        ),
        migrations.AddField(
            model_name='message',
            name='sent_at',
            field=models.DateTimeField(help_text='When the carrier took it', null=True),
        ),
        migrations.AlterField(
            model_name='message',
            name='state',
            field=models.CharField(choices=[('waiting', 'Waits to be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('delivered', 'Delivered'), ('not_delivered', 'Not delivered'), ('unconfirmed', 'May have been sent'), ('withdrawn', 'Withdrawn before it was sent')], default='waiting', max_length=16),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['carrier', 'queued_at'], name='messaging_message_under_way'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(condition=models.Q(('state', 'unconfirmed')), fields=['asked_at'], name='messaging_message_unconfirmed'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['-asked_at'], name='messaging_message_asked'),
        ),
        migrations.AddIndex(
            model_name='message',
            index=django.contrib.postgres.indexes.GinIndex(fields=['references'], name='messaging_message_references'),
        ),
        guard("messaging_receipt"),
        guard("messaging_inboundmessage"),
        migrations.RunSQL(WAKE, SLEEP),
    ]
