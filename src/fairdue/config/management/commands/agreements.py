"""`fairdue agreements`: take in agreements that were made elsewhere."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now
from fairdue.negotiation.actions.importing import import_agreements
from fairdue.negotiation.rules.rows import Problem, header_problems
from fairdue.people.models import Staff


class Command(DatabaseCommand):
    """`fairdue agreements import FILE.csv --staff lin`."""

    help = "Take in agreements from a CSV file, line by line, under the same rules as elsewhere."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which file, and in whose name."""
        parser.add_argument("deed", choices=["import"])
        parser.add_argument("file", type=Path, help="CSV in UTF-8 with a header")
        parser.add_argument("--staff", required=True, help="sign-in name of whoever answers for it")

    def handle(self, *args: Any, file: Path, staff: str, **options: Any) -> None:
        """Take it in; what is wrong goes to the error stream, a line for each problem."""
        member = Staff.objects.filter(username=staff).first()
        if member is None:
            raise CommandError(_("there is no member of staff %(name)s") % {"name": staff})
        try:
            header, rows = _read(file)
        except (OSError, UnicodeDecodeError, csv.Error) as error:
            raise CommandError(
                _("%(file)s can't be read: %(why)s") % {"file": file, "why": error}
            ) from None
        wrong = header_problems(header)
        if wrong:
            self._tell(wrong)
            raise CommandError(_("nothing was taken in: the header is wrong"))
        found = import_agreements(rows, actor=member, at=now())
        self._tell(found.problems)
        self.stdout.write(
            _(
                "%(active)s active, %(waiting)s waiting for approval, %(known)s known already, "
                "%(problems)s problems"
            )
            % {
                "active": len(found.active),
                "waiting": len(found.waiting),
                "known": len(found.known),
                "problems": len(found.problems),
            }
        )
        if found.problems:
            raise CommandError(_("some lines were not taken in; see above"))

    def _tell(self, problems: Sequence[Problem]) -> None:
        language = get_language() or "en"
        for problem in problems:
            where = f"{problem.line}, {problem.field}" if problem.field else str(problem.line)
            self.stderr.write(
                _("line %(where)s: %(why)s")
                % {"where": where, "why": problem.reason.in_language(language)}
            )


def _read(file: Path) -> tuple[list[str], Iterator[tuple[int, dict[str, str]]]]:
    """The header, and each line's number and fields."""
    with file.open(encoding="utf-8-sig", newline="") as opened:
        reader = csv.reader(opened)
        header = [name.strip() for name in next(reader, [])]
        rows = [
            (reader.line_num, dict(zip(header, values, strict=False)))
            for values in reader
            if any(values)
        ]
    return header, iter(rows)
