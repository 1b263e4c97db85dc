"""The journal's own protection, and the functions other tables' guards call."""

from django.db import migrations

from fairdue.journal.guard import install


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [install()]
