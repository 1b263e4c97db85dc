"""Messages are kept by another room now, under another name of the same table."""

from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0009_messages'),
        ('messaging', '0001_initial'),
        ('negotiation', '0007_message_moved'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name='Message')],
        ),
    ]
