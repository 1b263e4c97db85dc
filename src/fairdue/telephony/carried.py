"""What lines that dial by themselves have in common."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from fairdue.telephony.background import Background
from fairdue.telephony.conversations import Conversations
from fairdue.telephony.happenings import Happenings
from fairdue.telephony.line import Event, Taking


class CarriedLine:
    """Conversations in a thread of their own, asked for from any other."""

    automatic = True

    def __init__(self, name: str) -> None:
        self.name = name
        self._happenings = Happenings()
        self._background = Background(name)
        self._conversations = Conversations(self._background, self._happenings.tell)

    def answer(self, taking: Taking) -> None:
        """Ring the collector for a call that waits."""
        self._conversations.take(taking)

    def play(self, call: str, audio: Path) -> None:
        """Play a file to the customer; the collector isn't heard meanwhile."""
        self._conversations.play(call, audio)

    def hang_up(self, call: str) -> None:
        """End a call."""
        self._conversations.hang_up(call)

    def events(self, seconds_max: float) -> Sequence[Event]:
        """What happened."""
        return self._happenings.since(seconds_max)
