"""Marks that keep visitors away, and complaints made to visitors."""

from __future__ import annotations

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("compliance", "0013_legal_steps")]

    operations = [
        migrations.AlterField(
            model_name="mark",
            name="kind",
            field=models.CharField(
                choices=[
                    ("dispute", "Dispute"),
                    ("hardship", "Hardship"),
                    ("vulnerability", "Vulnerability"),
                    ("abuse", "Abuse to collector"),
                    ("no_visits", "Not to be visited"),
                ],
                max_length=16,
            ),
        ),
        migrations.AlterField(
            model_name="complaint",
            name="channel",
            field=models.CharField(
                choices=[
                    ("call", "Call"),
                    ("visit", "Visit"),
                    ("online", "Online"),
                    ("email", "E-mail"),
                    ("letter", "Letter"),
                    ("branch", "Branch"),
                    ("regulator", "Regulator or ombudsman"),
                ],
                max_length=12,
            ),
        ),
    ]
