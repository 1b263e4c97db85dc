"""Adds an administrator, who then adds everybody else in the browser."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now
from fairdue.config.staffing import StaffingError, add_administrator


class Command(DatabaseCommand):
    """`fairdue administrator`."""

    help = "Add an administrator and print the first password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Who."""
        parser.add_argument("username", help="sign-in name")

    def handle(self, *args: Any, username: str, **options: Any) -> None:
        """Add, and say the password once."""
        try:
            password = add_administrator(username, now())
        except StaffingError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            _("%(name)s is an administrator; first password: %(password)s")
            % {"name": username, "password": password}
        )
