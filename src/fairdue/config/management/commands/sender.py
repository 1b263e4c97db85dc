"""`fairdue sender`: hands messages over and takes what comes back, until it is told to stop."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now
from fairdue.messaging.sender import run


class Command(DatabaseCommand):
    """A child of `fairdue serve`; by itself for a machine that only sends."""

    help = "Hand waiting messages to their carriers, and take receipts and answers."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """What is under way is finished first."""
        stop = threading.Event()

        def ask(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, ask)
        run(now, stop)
