"""`fairdue strategy`: bring a decision table in as a proposal, or write out the one in use."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Staff
from fairdue.strategy.actions import start_proposal
from fairdue.strategy.queries import tables_in_use
from fairdue.strategy.rules.reading import TableError


class Command(DatabaseCommand):
    """A file never goes live by itself: it becomes a draft, which somebody else approves."""

    help = "Bring a decision table in as a proposal, or write out the one in use."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`propose FILE --as NAME`, `show`."""
        asked = parser.add_subparsers(dest="question", required=True)
        proposing = asked.add_parser("propose", help="make a draft of a table's file")
        proposing.add_argument("file", type=Path, help="a decision table as YAML")
        proposing.add_argument(
            "--as", dest="writer", required=True, metavar="NAME", help="the strategist who wrote it"
        )
        asked.add_parser("show", help="write the table in use to the standard output")

    def handle(self, *_args: Any, question: str, **options: Any) -> None:
        """Do it, or end with what is wrong."""
        at = now()
        if question == "propose":
            self._propose(options["file"], options["writer"], at)
            return
        try:
            self.stdout.write(tables_in_use(at).document.text, ending="")
        except TableError as error:
            raise CommandError(str(error)) from None

    def _propose(self, path: Path, name: str, at: datetime) -> None:
        writer = Staff.objects.filter(username=name, is_active=True).first()
        if writer is None:
            raise CommandError(_("nobody signs in as %(name)s") % {"name": name})
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(
                _("%(path)s can't be read: %(why)s") % {"path": path, "why": error}
            ) from None
        try:
            begun = start_proposal(staff=writer, at=at, text=text)
        except Refused as refused:
            raise CommandError(refused.text.in_language(get_language() or "en")) from None
        self.stdout.write(
            _("proposal %(number)s is a draft; submit it in the browser") % {"number": begun.pk}
        )
