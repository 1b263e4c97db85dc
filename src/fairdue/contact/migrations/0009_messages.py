import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

from fairdue.journal.guard import guard


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0008_not_theirs_uncounted'),
        ('journal', '0003_seals'),
        ('portfolio', '0005_links_by_sets'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attempt',
            name='outcome',
            field=models.CharField(blank=True, choices=[('no_answer', 'No answer'), ('busy', 'Busy'), ('number_invalid', 'Number invalid'), ('machine', 'Machine'), ('third_party', 'Third party, ended'), ('not_verified', 'Right party, not verified'), ('paid', 'Says paid'), ('promise', 'Promise to pay'), ('plan', 'Wants a plan'), ('callback', 'Callback agreed'), ('hardship', 'Hardship disclosed'), ('vulnerability', 'Vulnerability disclosed'), ('dispute', 'Dispute'), ('identity_theft', 'Identity theft'), ('refuses', 'Refuses'), ('asks_to_stop', 'Asks to stop'), ('representative', 'Has a representative'), ('deceased', 'Deceased'), ('imprisoned', 'Imprisoned'), ('abuse', 'Abuse to collector'), ('complaint', 'Complaint'), ('language', 'Needs another language'), ('wrong_person', 'Wrong person'), ('sent', 'Sent'), ('not_delivered', 'Not delivered'), ('unconfirmed', 'May have been sent')], max_length=16),
        ),
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
                'indexes': [models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['queued_at'], name='contact_message_under_way'), models.Index(fields=['customer', '-asked_at'], name='contact_message_customer')],
            },
        ),
        guard("contact_message", by_customer=True),
    ]
