"""`fairdue token`: what other systems call us with."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now
from fairdue.integration.actions.tokens import make_token, revoke_token
from fairdue.integration.queries.tokens import tokens
from fairdue.integration.rules.scopes import SCOPES
from fairdue.kernel.refusal import Refused
from fairdue.people.actors import Console

DAYS = 90


class Command(DatabaseCommand):
    """Makes tokens, lists them, takes them back."""

    help = "Make, list or revoke the tokens by which other systems use the API."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do."""
        deeds = parser.add_subparsers(dest="deed", required=True)
        making = deeds.add_parser("create", help="make one; it is shown once")
        making.add_argument("name", help="the system's name, such as core-banking")
        making.add_argument(
            "--scope",
            action="append",
            required=True,
            dest="scopes",
            metavar="SCOPE",
            help=f"may be given several times: {', '.join(SCOPES)}",
        )
        making.add_argument("--days", type=int, default=DAYS, help="how long it lasts")
        deeds.add_parser("list", help="list all of them")
        revoking = deeds.add_parser("revoke", help="end one at once")
        revoking.add_argument("name")

    def handle(self, *_args: Any, deed: str, **options: Any) -> None:
        """Do it."""
        try:
            if deed == "create":
                self._create(options["name"], options["scopes"], options["days"])
            elif deed == "revoke":
                revoke_token(name=options["name"], actor=Console(), at=now())
                self.stdout.write(_("the token of %(name)s is revoked") % options)
            else:
                self._list()
        except Refused as refused:
            raise CommandError(refused.text.in_language(get_language() or "en")) from None

    def _create(self, name: str, scopes: list[str], days: int) -> None:
        _token, spelled = make_token(name=name, scopes=scopes, days=days, actor=Console(), at=now())
        self.stdout.write(spelled)
        self.stderr.write(_("Keep it safe: it is shown this once and kept nowhere."))

    def _list(self) -> None:
        for token in tokens(now()):
            until = timezone.localtime(token.expires_at).date()
            self.stdout.write(
                f"{token.name:<40} {token.shown}…  {token.state:<8} {until}  "
                f"{' '.join(token.scopes)}"
            )
