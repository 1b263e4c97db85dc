"""No incident and no hard case without the journal."""

from django.db import migrations

from fairdue.journal.guard import guard


class Migration(migrations.Migration):
    dependencies = [("care", "0001_initial"), ("journal", "0003_seals")]

    operations = [
        guard("care_incident", by_customer=True),
        guard("care_hardcasegiven", by_customer=True),
    ]
