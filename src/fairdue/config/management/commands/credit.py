"""`fairdue credit`: close a month of the credit record."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from fairdue.config.console import DatabaseCommand, day
from fairdue.credit_record.actions.months import close_again
from fairdue.engine.engines import EngineError, configured_engine
from fairdue.engine.lake import DayMissingError


class Command(DatabaseCommand):
    """`fairdue credit month 2026-02`. The night does it by itself at each month's end."""

    help = "Close a month of the credit record again, from the figures of its last night."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which month."""
        asked = parser.add_subparsers(dest="question", required=True)
        closing = asked.add_parser("month", help="what every account's month is called")
        closing.add_argument("month", type=month, help="such as 2026-02")

    def handle(self, *args: Any, month: date, **options: Any) -> None:
        """Close it, or end with what is missing."""
        try:
            with configured_engine() as engine:
                rows = close_again(engine, month)
        except (DayMissingError, EngineError) as error:
            raise CommandError(str(error)) from None
        self.stdout.write(
            _("%(month)s closed: %(rows)s accounts") % {"month": f"{month:%Y-%m}", "rows": rows}
        )


def month(text: str) -> date:
    """An option that is a month. For argparse."""
    return day(f"{text}-01")
