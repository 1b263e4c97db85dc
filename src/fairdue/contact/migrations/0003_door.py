"""The only door to a cardholder: permits are decided, and attempts checked, by the database."""

from django.db import migrations

from fairdue.contact.door import INSTALL, REMOVE


class Migration(migrations.Migration):
    dependencies = [("contact", "0002_guard"), ("compliance", "0003_holds_in_force")]
    operations = [migrations.RunSQL(INSTALL, REMOVE)]
