"""Makes a demonstration and serves it."""

from __future__ import annotations

import shutil
import time
from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from fairdue.config import database, readiness, serving
from fairdue.config.console import ConsoleCommand, port
from fairdue.config.demo import cardholders, making, marker, people
from fairdue.config.middleware import now
from fairdue.delivery import outbox
from fairdue.engine.lake import lake
from fairdue.kernel.calendars import local_day
from fairdue.people.models import Staff
from fairdue.portfolio.columns import DATASET

HOST = "127.0.0.1"
MADE = ("lake", "generated", "outbox", "gateway", "demo.json")
"""What the demonstration leaves in the data folder, besides the database."""


class Command(ConsoleCommand):
    """`fairdue demo`."""

    help = "Make an invented portfolio, run its nights, let invented staff work it, and serve."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """How large, and whether to begin anew."""
        add = parser.add_argument
        add("--accounts", type=int, default=20_000, help="how many (default: 20000)")
        add("--seed", type=int, default=1, help="same seed, same portfolio (default: 1)")
        add("--port", type=port, default=8000, help="where to serve (default: 8000)")
        add("--no-serve", action="store_true", help="make it only")
        add("--fresh", action="store_true", help="throw it away and make it anew")

    def handle(self, *args: Any, **options: Any) -> None:
        """Make what is missing, say who can sign in, and serve."""
        begun = time.perf_counter()
        try:
            if not options["no_serve"]:
                serving.claim(HOST, options["port"])
            settings.OUTBOX = True  # invented people have no mailbox
            made = marker.read()
            if made and (options["fresh"] or not made.whole):
                self._throw_away()
                made = None
            readiness.make_ready(self._tell)
            if made is None:
                self._refuse_what_is_not_ours()
                made = making.make(options["accounts"], options["seed"], now(), self._tell)
                seconds = f"{time.perf_counter() - begun:.1f}"
                self._tell(_("made in %(seconds)s s") % {"seconds": seconds})
            else:
                self._tell(_("the demonstration is there already (--fresh makes it anew)"))
        except (
            serving.ServeError,
            readiness.NotReadyError,
            database.DatabaseError,
            ValueError,
        ) as error:
            raise CommandError(str(error)) from None
        self._introduce(made)
        self._introduce_cardholders(options["port"])
        if not options["no_serve"]:
            call_command("serve", host=HOST, port=options["port"])

    def _tell(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()

    def _throw_away(self) -> None:
        """Only ever called where the marker says that all of this is the demonstration's."""
        database.recreate()
        for name in MADE:
            path = Path(settings.VAR) / name
            if path.is_dir():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)

    def _refuse_what_is_not_ours(self) -> None:
        if lake().days(DATASET) or Staff.objects.exists():
            raise CommandError(
                _(
                    "%(folder)s holds a portfolio or staff of your own; make the demonstration "
                    "elsewhere: FAIRDUE_VAR=/some/other/folder fairdue demo"
                )
                % {"folder": settings.VAR}
            )

    def _introduce(self, made: marker.Marker) -> None:
        self._tell("")
        self._tell(
            _("%(accounts)s invented accounts as of %(as_of)s. Sign in as")
            % {"accounts": f"{made.accounts:,}", "as_of": made.as_of}
        )
        for username, family, given, role, team in people.STAFF:
            where = f", {people.TEAMS[team]}" if team else ""
            self._tell(f"  {username:<7} {family}{given}  {role.label}{where}")
        self._tell(_("password of all: %(password)s") % {"password": people.PASSWORD})
        self._tell("")

    def _introduce_cardholders(self, port: int) -> None:
        """Who can be looked at as on their own phone. Nobody is told of: they are all invented."""
        found = (
            (_("behind, nothing agreed yet"), cardholders.behind()),
            (
                _("has a payment due today"),
                cardholders.due_on(local_day(now(), ZoneInfo(settings.TIME_ZONE))),
            ),
            (_("got a lawyer's letter"), cardholders.warned()),
        )
        self._tell(
            _("As a cardholder: %(address)s (these people are invented)")
            % {"address": f"http://{HOST}:{port}/my/"}
        )
        for who, person in found:
            if person is not None:
                says = {"email": person.email, "card": person.card_last4, "who": who}
                self._tell("  " + _("%(email)s, card ending %(card)s: %(who)s") % says)
        self._tell(
            _("their one-time codes: the newest file in %(folder)s") % {"folder": outbox.folder()}
        )
        self._tell("")
