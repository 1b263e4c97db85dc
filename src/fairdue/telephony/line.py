"""What a telephone line does, what is asked of it, and what it tells.

A call has two sides: the collector's telephone and the customer's. A line rings the collector
first and the customer only once the collector has lifted, so that nobody who answers hears
silence. Every call ends with exactly one final event, and nothing follows it; what was recorded
is told before. No number is ever logged, shown in a repr or put into an error.

Times are readings of `time.monotonic()`, good for how long, never for when.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, Protocol

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

Side = Literal["collector", "customer"]
EndedBy = Literal["collector", "customer", "us", "unknown"]
Why = Literal["collector_away", "no_such_number", "unreachable", "refused", "line"]
"""Why a call failed: the collector's telephone was not lifted; the number doesn't exist; nothing
is reached there now; the exchange doesn't let us; our own line broke."""

CHANNELS: tuple[str, str] = ("us", "customer")
"""What a recording's two channels hold: what the customer was told, and what they said."""

RING_SECONDS_MAX = 45
COLLECTOR_SECONDS_MAX = 25
_NUMBER = re.compile(r"\+?[0-9]{2,20}")
_CALL = re.compile(r"[A-Za-z0-9-]{1,64}")
_TELEPHONE = re.compile(
    r"[A-Za-z0-9][A-Za-z0-9._/-]{0,63}"  # an extension, or what an exchange calls a telephone
    r"|sips?:[A-Za-z0-9._+-]{1,64}@(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:]{2,45}\])(?::[0-9]{1,5})?"
)


class LineError(Refused):
    """A call can't be placed or changed; `text` says why and how to mend it, never whose.

    `again` is True where another try may do better: the exchange didn't answer, or was busy.
    """

    def __init__(self, text: Text, *, again: bool = False) -> None:
        super().__init__(text)
        self.again = again


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequest:
    """One call to be placed. Raises LineError when a part of it can't be dialled.

    `call` is our own name for it, which its events carry; `collector` an extension or SIP
    address; `number` digits, with or without a leading +. `announcement` is played to the
    customer as soon as they answer, before they hear the collector. `record_to` is a folder that
    nobody else can read; without one nothing is recorded.
    """

    call: str
    collector: str = field(repr=False)
    number: str = field(repr=False)
    announcement: Path | None = None
    record_to: Path | None = None
    ring_seconds_max: int = RING_SECONDS_MAX
    collector_seconds_max: int = COLLECTOR_SECONDS_MAX

    def __post_init__(self) -> None:
        refuse_name(self.call)
        refuse_telephone(self.collector)
        if not _NUMBER.fullmatch(self.number):
            raise LineError(
                Text(
                    "This number can't be dialled: it must be 2 to 20 digits, with or without a +.",
                    "该号码无法拨打：须为2至20位数字，可带前缀 +。",
                )
            )
        _refuse_missing(self.announcement, self.record_to)


@dataclass(frozen=True, slots=True, kw_only=True)
class Taking:
    """How a call that came in is taken: who takes it, and what is played and recorded."""

    call: str
    collector: str = field(repr=False)
    announcement: Path | None = None
    record_to: Path | None = None
    collector_seconds_max: int = COLLECTOR_SECONDS_MAX

    def __post_init__(self) -> None:
        refuse_name(self.call)
        refuse_telephone(self.collector)
        _refuse_missing(self.announcement, self.record_to)


@dataclass(frozen=True, slots=True)
class CallHandle:
    """A call that was begun: our name for it, and the exchange's own where it has one."""

    call: str
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something happened to a call; `at` is a reading of time.monotonic() in seconds."""

    call: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ringing(Event):
    """A telephone rings."""

    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(Event):
    """A telephone was lifted. Once the customer's was, both are connected."""

    side: Side


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced(Event):
    """The announcement was played to its end, and the customer now hears the collector."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded(Event):
    """A recording is there: a WAV file whose channels are CHANNELS. Told before the final event."""

    path: Path
    seconds: float
    channels: tuple[str, str] = CHANNELS


@dataclass(frozen=True, slots=True, kw_only=True)
class Unrecorded(Event):
    """A recording was asked for and there is none; told before the final event."""

    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbound(Event):
    """Somebody calls us and waits: `answer` or `hang_up`. No number where it is withheld."""

    from_number: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy(Event):
    """Final: the customer's telephone is engaged (486, 600)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declined(Event):
    """Final: the customer's telephone refused the call (603)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NoAnswer(Event):
    """Final: it rang, and nobody lifted. Of a call that came in: the caller gave up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed(Event):
    """Final: the call never came about, or the line broke (`why` is "line") even while talking.

    `code` is the SIP status, or the Q.850 cause where the exchange tells only that; 0 for none.
    """

    why: Why
    code: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ended(Event):
    """Final: the call is over. `talk_seconds` counts from the customer's answer; 0 without one."""

    by: EndedBy
    talk_seconds: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost(Event):
    """The exchange can't be heard; calls may be going on there. `call` is empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Back(Event):
    """The exchange is heard again; calls that ended meanwhile are told. `call` is empty."""


FINAL = (Busy, Declined, NoAnswer, Failed, Ended)


def is_final(event: Event) -> bool:
    """Is this the last event of its call?"""
    return isinstance(event, FINAL)


class Line(Protocol):
    """A way to telephone. Owned by one process; its calls may be asked for from any thread."""

    name: str
    automatic: bool
    """Does it dial by itself? Without an exchange the collector dials."""

    def place(self, request: CallRequest) -> CallHandle:
        """Begin a call; what becomes of it is told by events. Raises LineError."""

    def answer(self, taking: Taking) -> None:
        """Ring a collector for a call that came in, and connect them. Raises LineError."""

    def play(self, call: str, audio: Path) -> None:
        """Play a sound file to the customer of a call that is going on. Raises LineError."""

    def hang_up(self, call: str) -> None:
        """End a call, whatever its state; nothing happens where it is over already."""

    def events(self, seconds_max: float) -> Sequence[Event]:
        """What happened since the last time asked, oldest first; waits so long for something."""

    def close(self) -> None:
        """Hang up everything and let go of the line."""


def refuse_name(call: str) -> None:
    """Raise ValueError unless this may name a call: it becomes part of file names and commands."""
    if not _CALL.fullmatch(call):
        raise ValueError("a call's name is 1 to 64 letters, digits and hyphens")


def refuse_telephone(address: str) -> None:
    """Raise LineError unless this is an extension or a SIP address."""
    if not _TELEPHONE.fullmatch(address):
        raise LineError(
            Text(
                "The collector's telephone must be an extension, such as 1001, or a SIP address, "
                "such as sip:1001@pbx.example.org.",
                "催收员话机须为分机号（如 1001）或 SIP 地址（如 sip:1001@pbx.example.org）。",
            )
        )


def _refuse_missing(announcement: Path | None, folder: Path | None) -> None:
    if announcement is not None and not announcement.is_file():
        raise LineError(
            Text(
                "The announcement's sound file is missing; put it back or switch it off.",
                "提示音文件缺失，请恢复该文件或停用提示音。",
            )
        )
    if folder is not None and not folder.is_dir():
        raise LineError(
            Text(
                "The folder for recordings is missing; make it first.",
                "录音文件夹不存在，请先创建。",
            )
        )
