"""Messages, with their table, move here from the room of permits."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from fairdue.journal.guard import guard

MOVE = """
ALTER TABLE contact_message RENAME TO messaging_message;
ALTER INDEX contact_message_under_way RENAME TO messaging_message_under_way;
ALTER INDEX contact_message_customer RENAME TO messaging_message_customer;
"""
BACK = """
ALTER INDEX messaging_message_customer RENAME TO contact_message_customer;
ALTER INDEX messaging_message_under_way RENAME TO contact_message_under_way;
ALTER TABLE messaging_message RENAME TO contact_message;
"""
UNGUARD = guard("contact_message", by_customer=True)


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('contact', '0009_messages'),
        ('journal', '0003_seals'),
        ('portfolio', '0011_match_decisions'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(UNGUARD.reverse_sql, UNGUARD.sql),
                migrations.RunSQL(MOVE, BACK),
                guard("messaging_message", by_customer=True),
            ],
            state_operations=[
                migrations.CreateModel(
                    name='Message',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('language', models.CharField(max_length=10)),
                        ('words_sealed', models.BinaryField(help_text="JSON {subject, body}; its digest is the attempt's")),
                        ('state', models.CharField(choices=[('waiting', 'Waits to be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('not_delivered', 'Not delivered'), ('unconfirmed', 'May have been sent')], default='waiting', max_length=16)),
                        ('tries', models.PositiveSmallIntegerField(default=0)),
                        ('problem', models.CharField(blank=True, help_text="Why it wasn't delivered", max_length=40)),
                        ('asked_at', models.DateTimeField(help_text="By the shell's clock")),
                        ('queued_at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False)),
                        ('claimed_at', models.DateTimeField(null=True)),
                        ('attempt', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contact.attempt')),
                        ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                        ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                    ],
                    options={
                        'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['queued_at'], name='messaging_message_under_way'), models.Index(fields=['customer', '-asked_at'], name='messaging_message_customer')],
                    },
                ),
            ],
        ),
    ]
