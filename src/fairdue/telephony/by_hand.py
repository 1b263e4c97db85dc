"""No exchange: collectors dial on telephones of their own, and say when the call is over."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from fairdue.kernel.text import Text
from fairdue.telephony.happenings import Happenings, moment
from fairdue.telephony.line import CallHandle, CallRequest, Ended, Event, LineError, Taking


class ByHand:
    """Knows only that a call was begun, and that the collector ended it."""

    name = "by_hand"
    automatic = False

    def __init__(self) -> None:
        self._happenings = Happenings()
        self._open: set[str] = set()
        self._lock = threading.Lock()

    def place(self, request: CallRequest) -> CallHandle:
        """Remember that the collector dials."""
        with self._lock:
            if request.call in self._open:
                raise ValueError("a call of this name is going on")
            self._open.add(request.call)
        return CallHandle(request.call)

    def answer(self, taking: Taking) -> None:
        """Refuse: nothing tells us of calls that come in."""
        raise _without_exchange()

    def play(self, call: str, audio: Path) -> None:
        """Refuse: we are not on the line."""
        raise _without_exchange()

    def hang_up(self, call: str) -> None:
        """The collector says that it is over."""
        with self._lock:
            if call not in self._open:
                return
            self._open.remove(call)
        self._happenings.tell(Ended(call=call, at=moment(), by="us"))

    def events(self, seconds_max: float) -> Sequence[Event]:
        """Which calls were said to be over."""
        return self._happenings.since(seconds_max)

    def close(self) -> None:
        """End what is open."""
        with self._lock:
            calls = list(self._open)
        for call in calls:
            self.hang_up(call)


def _without_exchange() -> LineError:
    return LineError(
        Text(
            "There is no telephone exchange: collectors dial on their own telephones. Name one in "
            "FAIRDUE_PHONE_URL.",
            "尚未接入电话交换系统，请用自己的话机拨打；如需接入，请设置 FAIRDUE_PHONE_URL。",
        )
    )
