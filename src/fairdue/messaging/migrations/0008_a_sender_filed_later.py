"""Keeps under which spellings somebody may be filed later who was a stranger when they wrote."""

from typing import Any

import django.db.models.deletion
from django.db import migrations, models

from fairdue.messaging.rules.spellings import spellings
from fairdue.vault.sealing import vault


def keep_strangers(apps: Any, _editor: Any) -> None:
    """Those who wrote before: opened by this installation's own keys, kept as blind indexes."""
    rows = apps.get_model("messaging", "InboundMessage").objects.filter(customers=0)
    for row in rows.iterator():
        sender = vault().unseal(bytes(row.sender_sealed))
        kind = "email" if row.channel == "email" else "phone"
        asked = spellings(sender) if kind == "phone" else (sender,)
        apps.get_model("messaging", "UnfiledSender").objects.bulk_create(
            apps.get_model("messaging", "UnfiledSender")(inbound=row, kind=kind, value_index=index)
            for index in dict.fromkeys(vault().blind_index(kind, each) for each in asked)
        )


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0007_in_hand'),
    ]

    operations = [
        migrations.CreateModel(
            name='UnfiledSender',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('phone', 'Phone'), ('email', 'E-mail'), ('address', 'Address')], max_length=10)),
                ('value_index', models.BinaryField(help_text='Blind index, as of contact points')),
                ('inbound', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='unfiled', to='messaging.inboundmessage')),
            ],
            options={
                'indexes': [models.Index(fields=['value_index'], name='messaging_unfiled_value')],
                'constraints': [models.UniqueConstraint(fields=('inbound', 'value_index'), name='messaging_unfiled_sender_once')],
            },
        ),
        migrations.RunPython(keep_strangers, migrations.RunPython.noop),
    ]
