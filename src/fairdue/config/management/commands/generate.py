"""Writes an invented card portfolio as an issuer's files."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from fairdue.config.console import ConsoleCommand, day
from fairdue.config.middleware import now
from fairdue.kernel.calendars import local_day
from fairdue.portfolio.generator.portfolio import snapshots, write

MAPPING = "examples/generic-cn/mapping.yaml"


class Command(ConsoleCommand):
    """`fairdue generate`."""

    help = "Write an invented card portfolio (CSV) whose months follow a known ladder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to write, and where to."""
        parser.add_argument("--accounts", type=int, required=True, help="accounts in each snapshot")
        parser.add_argument("--seed", type=int, required=True, help="same seed, same bytes")
        parser.add_argument("--as-of", type=day, help="last day (default: today)")
        parser.add_argument("--months", type=int, default=1, help="snapshots, a month apart")
        parser.add_argument("--out", type=Path, help="folder (default: generated/ under var/)")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write every snapshot, saying what was written."""
        zone = ZoneInfo(settings.TIME_ZONE)
        as_of = options["as_of"] or local_day(now(), zone)
        out = options["out"] or settings.VAR / "generated"
        try:
            for snapshot in snapshots(
                options["accounts"], options["seed"], as_of, options["months"]
            ):
                folder = write(snapshot, out)
                counts = (
                    f"{getattr(snapshot, name).height:,} {name}"
                    for name in ("accounts", "customers", "payments")
                )
                self.stdout.write(f"{folder}: {', '.join(counts)}")
        except ValueError as error:
            raise CommandError(str(error)) from None
        except OSError as error:
            raise CommandError(
                _("can't write to %(folder)s: %(why)s; name another with --out")
                % {"folder": out, "why": error}
            ) from None
        self.stdout.write(_("read them in with the mapping %(name)s") % {"name": MAPPING})
