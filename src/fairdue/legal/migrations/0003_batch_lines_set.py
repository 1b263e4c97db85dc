"""Which papers of a batch are in its archive already."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('legal', '0002_papers'),
    ]

    operations = [
        migrations.AddField(
            model_name='paperbatchline',
            name='is_set',
            field=models.BooleanField(default=False, help_text='In the archive that is being made'),
        ),
    ]
