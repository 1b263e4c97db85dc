"""`fairdue transcripts`: take in files of talks, or let the transcriber write recordings down."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now
from fairdue.kernel.refusal import Refused
from fairdue.people.actors import Machine
from fairdue.quality import actions as quality
from fairdue.quality.transcribing import TranscriberError, transcriber

CONSOLE = Machine("console")
NAMED = re.compile(r"(attempt|call)-(\d{1,18})(?!\d)")
AT_ONCE = 100


class Command(DatabaseCommand):
    """Everything about transcripts."""

    help = "Take in transcripts of talks, or write recordings down."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        deeds = parser.add_subparsers(dest="deed", required=True)
        taking = deeds.add_parser("import", help="take in WebVTT, SRT, JSON and CSV files")
        taking.add_argument("files", nargs="+", type=Path, metavar="FILE")
        taking.add_argument("--language", default="", help="zh or en, where files don't say")
        deeds.add_parser("write", help="let FAIRDUE_TRANSCRIBER write down new recordings")

    def handle(self, *_args: Any, deed: str, **options: Any) -> None:
        """Do it."""
        if deed == "import":
            self._import(options["files"], options["language"])
        else:
            self._write()

    def _import(self, files: list[Path], language: str) -> None:
        """Each file whole or not at all; every fault is told before it ends with an error."""
        wrong = sum(not self._take(path, language) for path in files)
        if wrong:
            raise CommandError(
                _("%(wrong)s of %(all)s files were not taken in; mend and import them again")
                % {"wrong": wrong, "all": len(files)}
            )

    def _take(self, path: Path, language: str) -> bool:
        words = get_language() or "en"
        named = NAMED.search(path.stem)
        try:
            taken = quality.take_file(
                name=path.name,
                content=path.read_bytes(),
                staff=CONSOLE,
                at=now(),
                reference=f"{named[1]}:{named[2]}" if named else "",
                language=language,
            )
        except OSError as error:
            self.stderr.write(f"{path}: {error.strerror}")
            return False
        except Refused as refused:
            self.stderr.write(f"{path}: {refused.text.in_language(words)}")
            return False
        for fault in taken.faults:
            place, text = fault.place.in_language(words), fault.text.in_language(words)
            self.stderr.write(f"{path}, {place}: {text}")
        if not taken.faults:
            told = {"new": taken.new, "all": len(taken.transcripts), "findings": taken.findings}
            said = _("%(all)s talks, %(new)s of them new, %(findings)s places to review") % told
            self.stdout.write(f"{path}: {said}")
        return not taken.faults

    def _write(self) -> None:
        """Until nothing waits; a recording that fails is told and left for the next time."""
        try:
            by = transcriber()
        except TranscriberError as error:
            raise CommandError(str(error)) from None
        if by is None:
            raise CommandError(
                _("no transcriber is set; name a class of yours in FAIRDUE_TRANSCRIBER")
            )
        done = failed = 0
        for recording in quality.waiting_recordings(AT_ONCE):
            try:
                quality.transcribe(recording, by, at=now())
                done += 1
            except Exception as error:  # a foreign class: whatever it raises, the next one goes on
                failed += 1
                self.stderr.write(f"recording {recording.pk}: {type(error).__name__}")
        self.stdout.write(
            _("%(done)s recordings written down, %(failed)s failed")
            % {"done": done, "failed": failed}
        )
