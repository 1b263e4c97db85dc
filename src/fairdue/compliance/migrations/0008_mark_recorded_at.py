"""A mark may be put on record later than it became true."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0007_handling'),
    ]

    operations = [
        migrations.AddField(
            model_name='mark',
            name='recorded_at',
            field=models.DateTimeField(help_text='When we put it on record, if later', null=True),
        ),
        migrations.AlterField(
            model_name='mark',
            name='raised_at',
            field=models.DateTimeField(help_text='Since when it is true'),
        ),
    ]
