"""From when on a number or address is somebody else's."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portfolio', '0003_whose_law'),
    ]

    operations = [
        migrations.AddField(
            model_name='contactpoint',
            name='not_theirs_since_at',
            field=models.DateTimeField(help_text="From here on somebody else's; NEVER_THEIRS if it always was", null=True),
        ),
    ]
