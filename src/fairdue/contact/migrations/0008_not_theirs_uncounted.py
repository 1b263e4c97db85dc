"""What reached somebody else counts against no limit of the person."""

from django.db import migrations

from fairdue.contact.door import TOUCHES


class Migration(migrations.Migration):
    dependencies = [("contact", "0007_findings"), ("portfolio", "0004_not_theirs")]
    operations = [migrations.RunSQL(TOUCHES, migrations.RunSQL.noop)]
