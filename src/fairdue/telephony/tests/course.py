"""Follows a line's events until a call is over."""

from __future__ import annotations

import time
from collections.abc import Callable

from fairdue.telephony import Event, Line, is_final

SECONDS_MAX = 20.0


class Course:
    """What a line told, in order."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self.told: list[Event] = []

    def until(self, wanted: Callable[[Event], bool], seconds_max: float = SECONDS_MAX) -> Event:
        """The next event that is wanted, passing over others."""
        give_up = time.monotonic() + seconds_max
        seen = 0
        fresh: list[Event] = self.told[seen:]
        while True:
            for event in fresh:
                if wanted(event):
                    return event
            if time.monotonic() > give_up:
                raise AssertionError(
                    f"never told; instead: {[type(e).__name__ for e in self.told]}"
                )
            fresh = list(self.line.events(0.2))
            self.told += fresh

    def to_the_end(self, call: str, seconds_max: float = SECONDS_MAX) -> list[Event]:
        """Everything told of a call, to its final event."""
        self.until(lambda event: event.call == call and is_final(event), seconds_max)
        return [event for event in self.told if event.call == call]

    def rest(self, seconds: float) -> list[Event]:
        """Let so much time go by; what was told in it."""
        give_up = time.monotonic() + seconds
        fresh: list[Event] = []
        while (left := give_up - time.monotonic()) > 0:
            fresh += self.line.events(left)
        self.told += fresh
        return fresh

    def kinds(self, call: str) -> list[str]:
        """The events of a call by name, with the side where there is one."""
        return [_named(event) for event in self.told if event.call == call]


def _named(event: Event) -> str:
    side = getattr(event, "side", "")
    return f"{type(event).__name__} {side}".strip()
