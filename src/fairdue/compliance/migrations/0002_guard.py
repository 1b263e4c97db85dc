"""No change without a journal entry of the same transaction."""

from django.db import migrations

from fairdue.journal.guard import guard


class Migration(migrations.Migration):
    dependencies = [("compliance", "0001_initial"), ("journal", "0002_guard")]
    operations = [
        guard("compliance_hold", by_customer=True),
        guard("compliance_mark", by_customer=True),
    ]
