"""`fairdue verify`: check exported bundles offline, or this installation's journal."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now
from fairdue.journal import verify
from fairdue.journal.auditing import Audit, audit_and_record
from fairdue.journal.reading import moment
from fairdue.journal.rules.faults import Fault, Problem
from fairdue.kernel.calendars import local_day
from fairdue.kernel.text import Text
from fairdue.visits.queries.checking import altered


class Command(DatabaseCommand):
    """Without --database, `config.cli` checks the files before any of Django is there."""

    help = (
        "Check exported bundles offline (FILE …), or this installation's own journal (--database), "
        "and name the first broken record."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Files and keys, or the database and its days."""
        verify.add_arguments(parser)
        parser.add_argument("--days", type=int, help="with --database: only the last days")
        parser.add_argument("--actor", default="console", help="who is named in the journal")

    def handle(self, *_args: Any, **options: Any) -> None:
        """Check, print what is wrong, and end with 0 sound, 1 broken, 2 not a bundle."""
        if not options["database"]:
            if not options["files"]:
                raise CommandError(_("name a FILE, or --database"))
            sys.exit(verify.verify(options["files"], options["key"] or []))
        if options["files"]:
            raise CommandError(_("--database takes no FILE; check files by themselves"))
        since = _since(options["days"])
        keys = verify.fingerprints(options["key"] or [])
        if keys is None:
            sys.exit(verify.NO_BUNDLE)
        found = audit_and_record(
            since=since, actor=options["actor"], at=now(), trusted=keys, besides=_altered_visits()
        )
        self._tell_waiting(found)
        sys.exit(verify.tell(found, keys))

    def _tell_waiting(self, found: Audit) -> None:
        if found.waiting.entries and found.waiting.since:
            self.stdout.write(
                _("%(count)s entries are not sealed yet, the oldest of %(since)s")
                % {"count": found.waiting.entries, "since": moment(found.waiting.since)}
            )


def _altered_visits() -> Iterator[Problem]:
    """Records and files of visits that are not what the journal says."""
    for each in altered():
        kind, _colon, number = each.subject.partition(":")
        name = {
            "visit_record": Text(f"record of a visit {number}", f"外访记录{number}"),
            "visit_evidence": Text(f"file of a visit {number}", f"外访附件{number}"),
        }[kind]
        yield Problem(Fault.ROW_DIFFERS, name, each.why)


def _since(days: int | None) -> date | None:
    if days is None:
        return None
    if days < 1:
        raise CommandError(_("--days: name at least 1 day"))
    return local_day(now(), ZoneInfo(settings.TIME_ZONE)) - timedelta(days=days - 1)
