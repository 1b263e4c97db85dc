"""Whose law applies to contacting a customer, and where they may be."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('portfolio', '0002_guard'),
    ]

    operations = [
        migrations.AddField(
            model_name='customer',
            name='jurisdiction',
            field=models.CharField(blank=True, default='', help_text='CN, US or UK; empty for the default', max_length=2),
        ),
        migrations.AddField(
            model_name='customer',
            name='region',
            field=models.CharField(blank=True, default='', help_text='Such as US-MA or GB-SCT', max_length=20),
        ),
        migrations.AddField(
            model_name='customer',
            name='time_zones',
            field=models.TextField(blank=True, default='', help_text='IANA names, blanks between; empty for the default'),
        ),
        migrations.AddConstraint(
            model_name='customer',
            constraint=models.CheckConstraint(condition=models.Q(('jurisdiction__in', ['', 'CN', 'US', 'UK'])), name='portfolio_customer_jurisdiction'),
        ),
    ]
