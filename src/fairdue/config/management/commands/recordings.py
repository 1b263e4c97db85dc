"""`fairdue recordings`: hold every kept file against the journal, or delete what is due."""

from __future__ import annotations

import sys
from argparse import ArgumentParser
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fairdue.calls import actions as calls
from fairdue.calls.models import Recording
from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now

FAULTS = {
    "missing": gettext_lazy("its file is missing"),
    "altered": gettext_lazy("its file is not the one that was kept"),
    "unreadable": gettext_lazy("its file doesn't open to the sound that was kept"),
}


class Command(DatabaseCommand):
    """Checking opens every file, but shows and journals nothing of it."""

    help = "Check every recording's file against the journal, or delete those whose term is over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        deeds = parser.add_subparsers(dest="deed", required=True)
        deeds.add_parser("check", help="name every file that is missing or not as it was kept")
        deeds.add_parser("delete", help="delete now what the hourly run would")

    def handle(self, *_args: Any, deed: str, **_options: Any) -> None:
        """Do it; checking ends with 1 where something is wrong."""
        if deed == "delete":
            gone = calls.delete_due(at=now())
            self.stdout.write(_("%(count)s recordings deleted") % {"count": gone})
            return
        found = calls.faults()
        for number, fault in found:
            self.stderr.write(
                _("recording %(number)s: %(fault)s") % {"number": number, "fault": FAULTS[fault]}
            )
        kept = Recording.objects.filter(deleted_at=None).count()
        self.stdout.write(
            _("%(sound)s of %(kept)s recordings are as they were kept")
            % {"sound": kept - len(found), "kept": kept}
        )
        sys.exit(1 if found else 0)
