"""`fairdue strategy`: decision tables checked, proposed, replayed, passed to and from tools."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.config import strategy_files
from fairdue.config.console import ConsoleCommand, DatabaseCommand
from fairdue.config.middleware import now
from fairdue.config.replaying import add_options, replay_file
from fairdue.kernel.refusal import Refused
from fairdue.people.models import Staff
from fairdue.strategy.actions import start_proposal
from fairdue.strategy.queries import tables_in_use
from fairdue.strategy.queries.documents import text_of
from fairdue.strategy.rules.dmn import DmnError
from fairdue.strategy.rules.reading import TableError

OF_FILES = ("check", "export", "import")


class Command(DatabaseCommand):
    """A file never goes live by itself: it becomes a draft, which somebody else approves."""

    help = "Check a decision table, propose it, replay it, pass it to and from other tools."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """`propose`, `replay`, `show`; of files only: `check`, `export`, `import`."""
        asked = parser.add_subparsers(dest="question", required=True)
        proposing = asked.add_parser("propose", help="make a draft of a table's file")
        proposing.add_argument("file", type=Path, help="a decision table as YAML or DMN")
        proposing.add_argument(
            "--as", dest="writer", required=True, metavar="NAME", help="the strategist who wrote it"
        )
        add_options(asked.add_parser("replay", help="decide past days again by a table's file"))
        asked.add_parser("show", help="write the table in use to the standard output")
        checking = asked.add_parser("check", help="what a file's rows do to each other")
        checking.add_argument("file", type=Path, help="a decision table as YAML")
        checking.add_argument("--language", choices=("en", "zh"), default="en")
        exporting = asked.add_parser("export", help="write a table's file as DMN 1.3")
        exporting.add_argument("file", type=Path, help="a decision table as YAML")
        exporting.add_argument("--dmn", type=Path, required=True, metavar="OUT.dmn")
        importing = asked.add_parser("import", help="write a DMN file's table as YAML")
        importing.add_argument("file", type=Path, metavar="FILE.dmn")
        importing.add_argument("--out", type=Path, help="a file to write (default: print it)")

    def execute(self, *args: Any, **options: Any) -> str | None:
        """Questions to files need no database."""
        if options["question"] in OF_FILES:
            return ConsoleCommand.execute(self, *args, **options)
        return super().execute(*args, **options)

    def handle(self, *_args: Any, question: str, **options: Any) -> None:
        """Do it, or end with what is wrong."""
        if question in OF_FILES:
            self._ask_file(question, options)
            return
        at = now()
        if question == "propose":
            self._propose(options["file"], options["writer"], at)
            return
        if question == "replay":
            path, since, until = options["file"], options["since"], options["until"]
            as_json = options["json"]
            replay_file(path, since, until, at, self._say, self.stdout.write, as_json=as_json)
            return
        try:
            self.stdout.write(tables_in_use(at).document.text, ending="")
        except TableError as error:
            raise CommandError(_said(error)) from None

    def _ask_file(self, question: str, options: dict[str, Any]) -> None:
        file: Path = options["file"]
        written: Path | None = options.get("dmn") or options.get("out")
        try:
            if question == "check":
                for line in strategy_files.check(file, options["language"]):
                    self.stdout.write(line)
            elif question == "export":
                strategy_files.export(file, options["dmn"])
            elif written:
                written.write_text(strategy_files.imported(file), encoding="utf-8")
            else:
                self.stdout.write(strategy_files.imported(file), ending="")
        except (TableError, DmnError) as error:
            raise CommandError(f"{file.name}: {_said(error)}") from None
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(str(error)) from None
        if written:
            self.stdout.write(_("written: %(file)s") % {"file": written})

    def _propose(self, path: Path, name: str, at: datetime) -> None:
        writer = Staff.objects.filter(username=name, is_active=True).first()
        if writer is None:
            raise CommandError(_("nobody signs in as %(name)s") % {"name": name})
        try:
            text = text_of(path.read_bytes())
        except (OSError, TableError) as error:
            why = _said(error) if isinstance(error, TableError) else error
            raise CommandError(
                _("%(path)s can't be read: %(why)s") % {"path": path, "why": why}
            ) from None
        try:
            begun = start_proposal(staff=writer, at=at, text=text)
        except Refused as refused:
            raise CommandError(refused.text.in_language(get_language() or "en")) from None
        self.stdout.write(
            _("proposal %(number)s is a draft; submit it in the browser") % {"number": begun.pk}
        )


def _said(error: TableError | DmnError) -> str:
    return error.text.in_language(get_language() or "en")
