"""Serves the desk."""

from __future__ import annotations

import os
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import CommandError
from django.db import connections
from django.utils.translation import gettext as _

from fairdue.config import readiness, serving
from fairdue.config.console import ConsoleCommand, port
from fairdue.config.demo import marker
from fairdue.config.middleware import now
from fairdue.messaging.actions.shipped import install_shipped
from fairdue.quality.actions.scoring import install_sheet
from fairdue.training.actions.shipped import install_shipped as install_courses

LOOPBACK = ("127.0.0.1", "::1", "localhost")


class Command(ConsoleCommand):
    """`fairdue serve`."""

    help = "Serve the desk, with its worker, until Ctrl+C."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to listen."""
        parser.add_argument("--host", default="127.0.0.1", help="address (default: 127.0.0.1)")
        parser.add_argument("--port", type=port, default=8000, help="port (default: 8000)")

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        """Make ready, serve, and leave nothing behind."""

        def tell(line: str) -> None:
            self.stdout.write(line)
            self.stdout.flush()

        if marker.read() and host not in LOOPBACK:
            raise CommandError(
                _(
                    "this data folder holds the demonstration, whose password everybody knows; it "
                    "is served on 127.0.0.1 only"
                )
            )
        address = f"http://{host}:{port}"
        os.environ.setdefault("FAIRDUE_URL", address)
        if marker.read():
            os.environ.setdefault("FAIRDUE_OUTBOX", "1")  # invented people have no mailbox
            os.environ.setdefault("FAIRDUE_GATEWAY", "test")  # and no money
        try:
            serving.claim(host, port)
            if os.environ.get("FAIRDUE_GATEWAY") == "test":
                beside = serving.address_beside(LOOPBACK[0], port)
                os.environ.setdefault("FAIRDUE_GATEWAY_URL", beside)
            readiness.make_ready(tell)
            install_shipped(at=now())
            install_courses(at=now())
            install_sheet(at=now())
            connections.close_all()
            serving.serve(
                host,
                port,
                lambda: tell(
                    _("Fairdue is at %(address)s (Ctrl+C ends it)") % {"address": address}
                ),
            )
        except (serving.ServeError, readiness.NotReadyError) as error:
            raise CommandError(str(error)) from None
        tell(_("stopped"))
