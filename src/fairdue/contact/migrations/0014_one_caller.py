"""A customer is called by one person at a time, whoever holds the case between them."""

from django.db import migrations

from fairdue.contact.door import REQUEST


class Migration(migrations.Migration):
    dependencies = [("contact", "0013_planned")]

    operations = [migrations.RunSQL(REQUEST, migrations.RunSQL.noop)]
