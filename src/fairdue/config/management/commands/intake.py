"""`fairdue intake`: take an issuer's files in for a day."""

from __future__ import annotations

import sys
import time
from argparse import ArgumentParser
from datetime import date
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now
from fairdue.kernel.calendars import local_day
from fairdue.portfolio.intake.errors import IntakeError, MappingError
from fairdue.portfolio.intake.files import GivenFile
from fairdue.portfolio.intake.mapping.document import MappingDocument
from fairdue.portfolio.intake.mappings import find_mapping
from fairdue.portfolio.intake.previewing import Preview, ProblemGroup, preview
from fairdue.portfolio.intake.running import Outcome, rejects_path, run_intake


class Command(DatabaseCommand):
    """Reads files through a mapping into the lake."""

    help = "Take an issuer's files in for a day. The same files again change nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files, mapping and day."""
        parser.add_argument("files", nargs="+", metavar="FILE", help="PATH, or SOURCE=PATH")
        parser.add_argument("--mapping", required=True, help="a mapping's name, or its YAML file")
        parser.add_argument("--as-of", required=True, help="the day the files speak of: 2026-01-31")
        parser.add_argument("--actor", default="intake", help="who is named in the journal")
        parser.add_argument("--preview", action="store_true", help="say what would be, and stop")

    def handle(self, *_args: object, **options: object) -> None:
        """Run, and print what became of it."""
        as_of = _day(str(options["as_of"]))
        try:
            document = find_mapping(str(options["mapping"]))
            written = options["files"]
            assert isinstance(written, list)
            files = [GivenFile.written(text, list(document.sources)) for text in written]
            if options["preview"]:
                self._show(preview(files, document, as_of))
                return
            self._run(files, document, as_of, str(options["actor"]))
        except MappingError as error:
            raise CommandError(
                _("mapping %(name)s: %(problem)s") % {"name": options["mapping"], "problem": error}
            ) from None
        except IntakeError as error:
            raise CommandError(str(error)) from None

    def _run(
        self, files: list[GivenFile], document: MappingDocument, as_of: date, actor: str
    ) -> None:
        started = time.monotonic()
        outcome = run_intake(files, document, as_of, actor=actor, at=now(), progress=self._step)
        self._report(outcome, time.monotonic() - started)

    def _step(self, step: str) -> None:
        """Progress goes to the error stream, so that the summary can be piped."""
        self.stderr.write(f"  {step} …")
        sys.stderr.flush()

    def _report(self, outcome: Outcome, seconds: float) -> None:
        run = outcome.run
        if not outcome.changed:
            self.stdout.write(
                _("Nothing to do: these files were taken in before (run %(run)s, %(when)s).")
                % {"run": run.pk, "when": run.started_at.strftime("%Y-%m-%d %H:%M")}
            )
            return
        for name, count in run.summary["sources"].items():
            self._count(name, count["in"], count["accepted"], count["rejected"])
        self._count(pgettext("rows", "all"), run.rows_in, run.rows_accepted, run.rows_rejected)
        for problem in run.summary["problems"][:10]:
            self._problem(problem["source"], problem["field"], problem["reason"], problem["rows"])
        path = rejects_path(run)
        if path is not None:
            self.stdout.write(_("Rejected rows: %(path)s") % {"path": path})
        self.stdout.write(
            _("Taken in for %(day)s with %(mapping)s in %(seconds).1f s (run %(run)s).")
            % {"day": run.as_of, "mapping": run.mapping, "seconds": seconds, "run": run.pk}
        )

    def _show(self, seen: Preview) -> None:
        for name, count in seen.counts.items():
            self._count(name, count.came_in, count.accepted, count.rejected)
        for group in seen.problems[:20]:
            self._group(group)
        self.stdout.write(_("This was a preview; nothing was changed."))

    def _group(self, group: ProblemGroup) -> None:
        self._problem(group.source, group.field, group.reason, group.rows)
        for place in group.examples:
            self.stdout.write(f"      {place.file}:{place.line}  {place.value}")

    def _count(self, name: str, came_in: int, accepted: int, rejected: int) -> None:
        self.stdout.write(
            _("%(name)s: %(in)s rows in = %(accepted)s accepted + %(rejected)s rejected")
            % {
                "name": name,
                "in": f"{came_in:,}",
                "accepted": f"{accepted:,}",
                "rejected": f"{rejected:,}",
            }
        )

    def _problem(self, source: str, field: str, reason: str, rows: int) -> None:
        place = f"{source}.{field}" if field else source
        self.stdout.write(f"  {rows:>9,}  {place}: {reason}")


def _day(text: str) -> date:
    """The day, not after today where the installation is."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise CommandError(
            _("--as-of: %(text)r is not a date like 2026-01-31") % {"text": text}
        ) from None
    today = local_day(now(), ZoneInfo(settings.TIME_ZONE))
    if day > today:
        raise CommandError(
            _("--as-of: %(day)s is in the future; today is %(today)s")
            % {"day": day, "today": today}
        )
    return day
