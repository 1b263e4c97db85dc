"""What our console commands share: a database that is ready, plain options, plain refusals."""

from __future__ import annotations

from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from fairdue.config import readiness

PORT_MAX = 65_535


class ConsoleCommand(BaseCommand):
    """A command of ours: Django's own options work, but don't crowd its help."""

    requires_system_checks = []
    suppressed_base_arguments = {
        "--version",
        "--verbosity",
        "--settings",
        "--pythonpath",
        "--traceback",
        "--no-color",
        "--force-color",
        "--skip-checks",
    }


class DatabaseCommand(ConsoleCommand):
    """A command that finds the database up to date, on a fresh clone too.

    The embedded database is brought up to date; a server of one's own is left alone and named.
    """

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Make ready, then run."""
        try:
            readiness.make_ready(self._say)
        except readiness.NotReadyError as error:
            raise CommandError(str(error)) from None
        return super().execute(*args, **options)

    def _say(self, line: str) -> None:
        """To the error stream, so that a summary can be piped."""
        self.stderr.write(f"  {line}")


def day(text: str) -> date:
    """An option that is a date. For argparse."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(
            _("%(text)r is not a date like 2026-01-31") % {"text": text}
        ) from None


def port(text: str) -> int:
    """An option that is a port to listen at. For argparse."""
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= PORT_MAX:
        raise ArgumentTypeError(
            _("%(text)r is not a port; ports are 1 to %(most)s") % {"text": text, "most": PORT_MAX}
        )
    return int(text)
