"""A permit for what is planned, as a visit is, serves inside its window and not before."""

from django.db import migrations, models

from fairdue.contact.door import NEEDS_PERMIT, REQUEST


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0012_not_placed'),
    ]

    operations = [
        migrations.AddField(
            model_name='permit',
            name='serves_from',
            field=models.DateTimeField(help_text='Of what is planned: not to be used before; none: at once', null=True),
        ),
        migrations.RunSQL(
            "DROP FUNCTION IF EXISTS contact_request;" + REQUEST + NEEDS_PERMIT,
            migrations.RunSQL.noop,
        ),
    ]
