"""The console command `fairdue`: our own commands, with Django's beneath."""

from __future__ import annotations

import os
import sys

NEEDS_NO_DATABASE = {"doctor", "generate", "law", "translate", "help", "--help", "-h", "--version"}


def main() -> None:
    """Run one command. Starts the embedded database for the commands that need one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairdue.config.settings")
    import django
    from django.core.management import ManagementUtility

    from fairdue.config import database

    command = sys.argv[1] if len(sys.argv) > 1 else "help"
    try:
        django.setup()
        if command not in NEEDS_NO_DATABASE:
            database.start()
    except database.DatabaseError as error:
        sys.exit(f"fairdue: {error}")
    utility = ManagementUtility(["fairdue", *sys.argv[1:]])
    utility.prog_name = "fairdue"
    utility.execute()
