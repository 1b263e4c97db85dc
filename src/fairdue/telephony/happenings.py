"""The events of a line on their way from its threads to whoever asks."""

from __future__ import annotations

import queue
import time
from collections.abc import Sequence

from fairdue.telephony.line import Event


class Happenings:
    """Takes events from any thread and gives them out in the order they came."""

    def __init__(self) -> None:
        self._waiting: queue.SimpleQueue[Event] = queue.SimpleQueue()

    def tell(self, event: Event) -> None:
        """Put an event in."""
        self._waiting.put(event)

    def since(self, seconds_max: float) -> Sequence[Event]:
        """Take all out, waiting for one if there is none yet."""
        found: list[Event] = []
        try:
            found.append(self._waiting.get(timeout=max(0.0, seconds_max)))
            while True:
                found.append(self._waiting.get_nowait())
        except queue.Empty:
            return found


def moment() -> float:
    """Now, as events tell it: seconds of a clock that never goes back."""
    return time.monotonic()
