"""The only door to a cardholder: permits are decided, and attempts checked, by the database."""

from django.db import migrations

from fairdue.contact.door import INSTALL, REMOVE
from fairdue.journal.guard import guard_by_row


class Migration(migrations.Migration):
    dependencies = [("contact", "0005_content_and_terms"), ("compliance", "0005_facts_version")]
    operations = [
        guard_by_row("contact_permit"),
        guard_by_row("contact_attempt"),
        # Bodies may name columns that later migrations add.
        migrations.RunSQL(REMOVE + "SET LOCAL check_function_bodies = off;" + INSTALL, REMOVE),
    ]
