import django.db.models.deletion
from django.db import migrations, models

from fairdue.journal.guard import guard


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0009_messages'),
        ('journal', '0003_seals'),
        ('negotiation', '0005_agreements'),
        ('portfolio', '0007_payments_at_a_provider'),
    ]

    operations = [
        migrations.CreateModel(
            name='AgreementDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('documents_sealed', models.BinaryField(help_text='JSON: the document by language')),
                ('digests', models.JSONField(help_text='SHA-256 by language')),
                ('made_at', models.DateTimeField()),
                ('agreement', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='negotiation.agreement')),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
            ],
            options={
                'indexes': [models.Index(fields=['customer'], name='negotiation_document_customer')],
            },
        ),
        migrations.CreateModel(
            name='Reminder',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_on', models.DateField()),
                ('state', models.CharField(choices=[('queued', 'Under way or sent'), ('denied', 'Not allowed'), ('no_address', 'No e-mail address')], max_length=10)),
                ('tried_at', models.DateTimeField()),
                ('again_at', models.DateTimeField(help_text='Not tried before this', null=True)),
                ('customer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='portfolio.customer')),
                ('instalment', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='negotiation.agreementinstalment')),
                ('journal_entry', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='journal.entry')),
                ('message', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contact.message')),
                ('permit', models.ForeignKey(help_text='The last one asked for', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='contact.permit')),
                ('promise', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='negotiation.promise')),
            ],
            options={
                'indexes': [models.Index(fields=['customer', '-due_on'], name='negotiation_reminder_customer')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('instalment__isnull', False), ('promise__isnull', True)), models.Q(('instalment__isnull', True), ('promise__isnull', False)), _connector='OR'), name='negotiation_reminder_of_one'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'denied'), _negated=True), ('permit__isnull', False), _connector='OR'), name='negotiation_reminder_denied_why')],
            },
        ),
        guard("negotiation_agreementdocument", by_customer=True),
        guard("negotiation_reminder", by_customer=True),
    ]
