"""What became of something written is learned by and by, so its outcome may change."""

from django.db import migrations

from fairdue.contact.door import ONLY_ENDS


class Migration(migrations.Migration):
    dependencies = [("contact", "0010_message_moved")]
    operations = [migrations.RunSQL(ONLY_ENDS, migrations.RunSQL.noop)]
