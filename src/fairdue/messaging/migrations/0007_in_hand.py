"""What is in hand of messages being sent, and reports that wait to be taken with others."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('messaging', '0006_campaigns'),
    ]

    operations = [
        migrations.CreateModel(
            name='InHand',
            fields=[
                ('message', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to='messaging.message')),
                ('begun_at', models.DateTimeField()),
                ('came', models.JSONField(help_text="What came of it, once known: actions' Handed", null=True)),
            ],
        ),
        migrations.CreateModel(
            name='KeptReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('carrier', models.CharField(max_length=20)),
                ('reference', models.CharField(blank=True, max_length=255)),
                ('key', models.CharField(blank=True, max_length=40)),
                ('state', models.CharField(choices=[('accepted', 'Under way'), ('delivered', 'Delivered'), ('not_delivered', 'Not delivered'), ('unknown', 'Not known')], max_length=16)),
                ('code', models.CharField(blank=True, max_length=40)),
                ('told_at', models.DateTimeField(null=True)),
            ],
        ),
    ]
