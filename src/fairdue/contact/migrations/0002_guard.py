"""No change without a journal entry of the same transaction."""

from django.db import migrations

from fairdue.journal.guard import guard


class Migration(migrations.Migration):
    dependencies = [("contact", "0001_initial"), ("journal", "0002_guard")]
    operations = [
        guard("contact_permit", by_customer=True),
        guard("contact_attempt", by_customer=True),
    ]
