"""No change without a journal entry of the same transaction."""

from django.db import migrations

from fairdue.journal.guard import guard


class Migration(migrations.Migration):
    dependencies = [("negotiation", "0001_initial"), ("journal", "0002_guard")]
    operations = [guard("negotiation_promise", by_customer=True)]
