"""`fairdue campaigns`: works through campaigns and their dry runs, until it is told to stop."""

from __future__ import annotations

import signal
import threading
from types import FrameType
from typing import Any

from fairdue.config.console import DatabaseCommand
from fairdue.config.middleware import now
from fairdue.messaging.campaigner import run


class Command(DatabaseCommand):
    """A child of `fairdue serve`; by itself on a machine of its own."""

    help = "Work through campaigns and their dry runs."

    def handle(self, *_args: Any, **_options: Any) -> None:
        """The slice that is under way is finished first."""
        stop = threading.Event()

        def ask(_number: int, _frame: FrameType | None) -> None:
            stop.set()

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, ask)
        run(now, stop)
