"""Adds a team, which the night can give cases to."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now
from fairdue.config.staffing import StaffingError, add_team


class Command(DatabaseCommand):
    """`fairdue team`."""

    help = "Add a team of collectors."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which."""
        parser.add_argument("code", help="short, e.g. early-1")
        parser.add_argument("name", help="what people read, e.g. 催收一组")

    def handle(self, *args: Any, code: str, name: str, **options: Any) -> None:
        """Add it."""
        try:
            add_team(code, name, now())
        except StaffingError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(_("team %(code)s (%(name)s) was added") % {"code": code, "name": name})
