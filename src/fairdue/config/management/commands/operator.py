"""`fairdue operator`: holds the telephone and does what the desk asks of it."""

from __future__ import annotations

import logging
import signal
import threading
from typing import Any

from django.core.management.base import CommandError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fairdue.calls.actions.operating import AnotherOperatorError, Operator
from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now
from fairdue.telephony import LineError, dials_by_itself, line


class Command(DatabaseCommand):
    """The one process that telephones, until it is asked to stop."""

    help = "Place, answer and record calls on the line of FAIRDUE_PHONE_URL; `serve` starts it."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run until SIGTERM or SIGINT; calls that go on are hung up then."""
        logging.basicConfig(level=logging.WARNING, format="operator: %(message)s")
        if not dials_by_itself():
            raise CommandError(_("FAIRDUE_PHONE_URL isn't set: calls are dialled by hand."))
        stopped = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_told: stopped.set())
        try:
            opened = line()
        except LineError as error:
            raise CommandError(error.text.in_language(get_language() or "en")) from None
        try:
            Operator(opened, now).run(stopped.is_set)
        except AnotherOperatorError:
            raise CommandError(_("Another operator holds the telephone already.")) from None
