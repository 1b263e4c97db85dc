"""The calls that are going on, asked for from any thread and run on the line's own."""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine
from pathlib import Path

from fairdue.kernel.text import Text
from fairdue.telephony.background import Background
from fairdue.telephony.conversation import Conversation, Legs, Signal
from fairdue.telephony.happenings import moment
from fairdue.telephony.line import CallRequest, Event, LineError, Taking

CLOSE_SECONDS_MAX = 8.0


class Conversations:
    """Finds a conversation by our name for its call."""

    def __init__(self, background: Background, tell: Callable[[Event], None]) -> None:
        self._background = background
        self._tell = tell
        self._going: dict[str, Conversation] = {}
        self._changed = threading.Condition()

    def refuse_taken(self, call: str) -> None:
        """Raise ValueError where a call of this name is going on."""
        with self._changed:
            if call in self._going:
                raise ValueError("a call of this name is going on")

    def place(self, request: CallRequest, legs: Legs) -> None:
        """Begin a call of ours."""
        conversation = Conversation(request.call, legs, self._tell)
        self._add(conversation)
        self._background.start(self._run(conversation, conversation.place(request)))

    def welcome(self, call: str, legs: Legs, free: Callable[[], None]) -> None:
        """Begin to wait with a caller. Called on the line's own thread."""
        conversation = Conversation(call, legs, self._tell)
        self._add(conversation)
        self._background.start(self._run(conversation, conversation.take(), free))

    def take(self, taking: Taking) -> None:
        """Let a collector take a call that waits. Raises LineError where nobody waits."""
        conversation = self._find(taking.call)
        if conversation is None:
            raise LineError(
                Text("The caller has hung up meanwhile.", "来电方已挂断。"),
            )
        conversation.legs.dial("collector", taking.collector)
        self._order(conversation, Signal("take", taking=taking))

    def play(self, call: str, audio: Path) -> None:
        """Play a file to the customer. Raises LineError where the call is over."""
        conversation = self._find(call)
        if conversation is None:
            raise LineError(Text("This call is over.", "该通话已结束。"))
        self._order(conversation, Signal("play", audio=audio))

    def hang_up(self, call: str) -> None:
        """End a call, if it is still going on."""
        conversation = self._find(call)
        if conversation is not None:
            self._order(conversation, Signal("hang_up"))

    def everywhere(self, signal: Signal) -> None:
        """Tell every conversation something."""
        with self._changed:
            going = list(self._going.values())
        for each in going:
            self._order(each, signal)

    def legs(self) -> list[Legs]:
        """The legs of every call that is going on."""
        with self._changed:
            return [each.legs for each in self._going.values()]

    def close(self) -> None:
        """Hang up on everyone, and wait until it is done."""
        self.everywhere(Signal("hang_up"))
        give_up = moment() + CLOSE_SECONDS_MAX
        with self._changed:
            while self._going and moment() < give_up:
                self._changed.wait(max(0.01, give_up - moment()))

    def _find(self, call: str) -> Conversation | None:
        with self._changed:
            return self._going.get(call)

    def _order(self, conversation: Conversation, signal: Signal) -> None:
        self._background.soon(lambda: conversation.order(signal))

    def _add(self, conversation: Conversation) -> None:
        self.refuse_taken(conversation.call)
        with self._changed:
            self._going[conversation.call] = conversation

    async def _run(
        self,
        conversation: Conversation,
        course: Coroutine[None, None, None],
        free: Callable[[], None] = lambda: None,
    ) -> None:
        try:
            await course
        finally:
            free()
            with self._changed:
                self._going.pop(conversation.call, None)
                self._changed.notify_all()
