"""No permit is granted that a rule denied, or without an end."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contact', '0003_door'),
        ('journal', '0002_guard'),
        ('portfolio', '0002_guard'),
    ]

    operations = [
        migrations.AddConstraint(
            model_name='permit',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('expires_at__isnull', True), ('granted', False)), models.Q(('expires_at__gt', models.F('asked_at')), ('expires_at__isnull', False), ('failing', []), ('granted', True)), _connector='OR'), name='contact_permit_granted_by_every_rule'),
        ),
    ]
