"""`fairdue law check FILE.jsonl`: run a lawyer's cases against the rules."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.timezone import localdate

from fairdue.config.console import ConsoleCommand
from fairdue.config.middleware import now
from fairdue.law_cases.case import CaseFileError, read_cases
from fairdue.law_cases.run import PASS, check, summary
from fairdue.rulebook.packs import RulePackError


class Command(ConsoleCommand):
    """Questions to the rule packs. Needs no database."""

    help = "Ask the rule packs: run cases against them."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`check FILE… [--on DATE]`."""
        asked = parser.add_subparsers(dest="question", required=True)
        checking = asked.add_parser("check", help="run files of cases, one JSON object a line")
        checking.add_argument("files", nargs="+", type=Path)
        checking.add_argument(
            "--on",
            type=date.fromisoformat,
            help="the law of this day, for cases that name none (default: today)",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """One line per case, the ones apart counted on a line of their own, then the count."""
        on = options["on"] or localdate(now())
        try:
            cases = [case for file in options["files"] for case in read_cases(file)]
            results = list(check(cases, settings.RULEPACKS, on))
        except (CaseFileError, RulePackError) as error:
            raise CommandError(str(error)) from None
        for result in results:
            self.stdout.write(result.line)
        apart = [result for result in results if result.case.apart]
        if apart:
            self.stdout.write(f"apart (ambiguous or confidence C): {summary(apart)}")
        self.stdout.write(summary(result for result in results if not result.case.apart))
        if any(result.outcome != PASS for result in results):
            sys.exit(1)
