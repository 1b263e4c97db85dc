"""Says what is missing or wrong, and how to mend it."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from fairdue.config.console import ConsoleCommand
from fairdue.config.doctor import Finding, Level, bring_browser, examine
from fairdue.config.middleware import now
from fairdue.kernel.calendars import local_day

LEVELS = {Level.OK: _("ok"), Level.WARNING: _("warning"), Level.PROBLEM: _("problem")}


class Command(ConsoleCommand):
    """`fairdue doctor`."""

    help = "Say what is missing or wrong, and how to mend it. Ends with 1 when there is a problem."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to bring what the browser tests need."""
        parser.add_argument(
            "--browser",
            action="store_true",
            help="also bring Chromium and a Chinese font by apt-get, or say what to install",
        )

    def handle(self, *args: Any, browser: bool, **options: Any) -> None:
        """Print each finding as soon as it is known."""
        lacking = bring_browser(self.stdout.write) if browser else None
        today = local_day(now(), ZoneInfo(settings.TIME_ZONE))
        worst = [self._print(finding) for finding in examine(today)]
        if lacking:
            worst.append(self._print(lacking))
        if Level.PROBLEM in worst:
            sys.exit(1)

    def _print(self, finding: Finding) -> Level:
        style = {
            Level.OK: self.style.SUCCESS,
            Level.WARNING: self.style.WARNING,
            Level.PROBLEM: self.style.ERROR,
        }[finding.level]
        word = style(f"{LEVELS[finding.level]!s:<8}")
        self.stdout.write(f"{word} {finding.subject}: {finding.text}")
        if finding.mend:
            self.stdout.write(f"{'':<8}   {finding.mend}")
        self.stdout.flush()
        return finding.level
