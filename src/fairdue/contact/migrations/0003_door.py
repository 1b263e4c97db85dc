"""Kept for the order of migrations; 0006 installs it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("contact", "0002_guard"), ("compliance", "0003_holds_in_force")]
    operations: list[migrations.RunSQL] = []
