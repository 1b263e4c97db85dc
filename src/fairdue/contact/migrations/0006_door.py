"""The only door to a cardholder: permits are decided, and attempts checked, by the database."""

from django.db import migrations

from fairdue.contact.door import INSTALL, REMOVE


class Migration(migrations.Migration):
    dependencies = [("contact", "0005_content_and_terms"), ("compliance", "0005_facts_version")]
    operations = [migrations.RunSQL(REMOVE + INSTALL, REMOVE)]
