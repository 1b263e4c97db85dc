"""`fairdue rejudge`: judge past contacts again by what is known now."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import gettext as _

from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now
from fairdue.contact.actions.rejudging import Rejudged, rejudge, rejudge_due
from fairdue.portfolio.queries import customer_by_ref


class Command(DatabaseCommand):
    """Judges whoever has newer facts, as the night does; killed anywhere, it goes on."""

    help = "Judge past contacts again by what is known now, and name what was found late."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One customer, or all with facts newer than their last judging."""
        parser.add_argument(
            "--customer", metavar="REF", help="this customer only, whether or not anything is new"
        )

    def handle(self, *_args: Any, customer: str | None, **_options: Any) -> None:
        """Judge, then a line of what changed."""
        at, number, changed = now(), 0, Rejudged()
        if customer is not None:
            found = customer_by_ref(customer)
            if found is None:
                raise CommandError(_("there is no customer %(ref)s") % {"ref": customer})
            number, changed = 1, rejudge(found, at=at)
        else:
            for _customer_id, one in rejudge_due(at=at):
                number, changed = number + 1, changed + one
        self.stdout.write(
            _(
                "%(customers)s customers judged again: %(found)s found, %(revised)s revised, "
                "%(withdrawn)s withdrawn"
            )
            % {
                "customers": number,
                "found": changed.found,
                "revised": changed.revised,
                "withdrawn": changed.withdrawn,
            }
        )
