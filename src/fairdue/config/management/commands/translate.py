"""Compiles the translations, and collects the texts to translate."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from fairdue.config import messages
from fairdue.config.console import ConsoleCommand


class Command(ConsoleCommand):
    """`fairdue translate`."""

    help = "Compile every room's translations; --collect first gathers the texts to translate."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Whether to gather texts first."""
        parser.add_argument(
            "--collect", action="store_true", help="bring every django.po up to date with the texts"
        )

    def handle(self, *args: Any, collect: bool, **options: Any) -> None:
        """Gather if asked, compile what is stale, and say what still lacks Chinese."""
        if collect:
            for path in messages.collect():
                self.stdout.write(f"updated {path.relative_to(messages.PACKAGE)}")
        for path in messages.compile_stale():
            self.stdout.write(f"compiled {path.relative_to(messages.PACKAGE)}")
        if collect:
            for lack in (*messages.untranslated(), *messages.at_odds()):
                self.stdout.write(f"{lack.room}: {lack.text!r}: {lack.why}")
