"""A call that never reached the customer's telephone is no contact, and counts nowhere."""

from django.db import migrations, models

from fairdue.contact.door import TOUCHES


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0011_written_outcomes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attempt',
            name='outcome',
            field=models.CharField(blank=True, choices=[('no_answer', 'No answer'), ('busy', 'Busy'), ('number_invalid', 'Number invalid'), ('machine', 'Machine'), ('third_party', 'Third party, ended'), ('not_verified', 'Right party, not verified'), ('paid', 'Says paid'), ('promise', 'Promise to pay'), ('plan', 'Wants a plan'), ('callback', 'Callback agreed'), ('hardship', 'Hardship disclosed'), ('vulnerability', 'Vulnerability disclosed'), ('dispute', 'Dispute'), ('identity_theft', 'Identity theft'), ('refuses', 'Refuses'), ('asks_to_stop', 'Asks to stop'), ('representative', 'Has a representative'), ('deceased', 'Deceased'), ('imprisoned', 'Imprisoned'), ('abuse', 'Abuse to collector'), ('complaint', 'Complaint'), ('language', 'Needs another language'), ('wrong_person', 'Wrong person'), ('sent', 'Sent'), ('not_delivered', 'Not delivered'), ('unconfirmed', 'May have been sent'), ('not_placed', 'Not placed')], max_length=16),
        ),
        migrations.RunSQL(TOUCHES, migrations.RunSQL.noop),
    ]
