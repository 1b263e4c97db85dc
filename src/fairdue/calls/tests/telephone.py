"""A line that does what a test says, and the people and cases around it."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import soundfile

from fairdue.calls.actions.operating import Operator
from fairdue.calls.actions.placing import place
from fairdue.calls.models import Call
from fairdue.calls.queries.calls import operator_is_there
from fairdue.contact.actions import dial
from fairdue.contact.tests.records import MORNING, a_case, a_member, a_team
from fairdue.delinquency.models import Case
from fairdue.people.models import Role, Staff, Team
from fairdue.portfolio.models import ContactPoint
from fairdue.telephony import (
    Answered,
    Busy,
    CallHandle,
    CallRequest,
    Ended,
    Event,
    Failed,
    Inbound,
    LineError,
    NoAnswer,
    Recorded,
    Ringing,
    Taking,
)


class ScriptedLine:
    """A telephone line whose events are told by the test. Fills the port as any other does."""

    name = "scripted"
    automatic = True

    def __init__(self) -> None:
        self.placed: list[CallRequest] = []
        self.taken: list[Taking] = []
        self.hung_up: list[str] = []
        self.told: list[Event] = []
        self.refuses: LineError | None = None
        self.is_closed = False

    def place(self, request: CallRequest) -> CallHandle:
        if self.refuses is not None:
            raise self.refuses
        self.placed.append(request)
        return CallHandle(request.call)

    def answer(self, taking: Taking) -> None:
        self.taken.append(taking)

    def play(self, call: str, audio: Path) -> None:
        raise NotImplementedError

    def hang_up(self, call: str) -> None:
        self.hung_up.append(call)
        self.told.append(Ended(call=call, at=time.monotonic(), by="us"))

    def events(self, seconds_max: float) -> Sequence[Event]:
        told, self.told = self.told, []
        return told

    def close(self) -> None:
        self.is_closed = True

    def rings(self, side: str = "customer") -> None:
        self._tell(Ringing, side=side)

    def lifts(self, side: str = "customer") -> None:
        self._tell(Answered, side=side)

    def is_busy(self) -> None:
        self._tell(Busy)

    def is_missed(self) -> None:
        self._tell(Failed, why="collector_away")

    def ends(self) -> None:
        self._tell(Ended, by="customer", talk_seconds=3.0)

    def records(self, seconds: float = 2.0) -> Path:
        request = self.placed[-1]
        assert request.record_to is not None, "recording was asked for"
        path = request.record_to / "call.wav"
        a_wav(path, seconds)
        self._tell(Recorded, path=path, seconds=seconds)
        return path

    def comes_in(self, number: str, call: str = "in-1") -> None:
        self.told.append(Inbound(call=call, at=time.monotonic(), from_number=number))

    def tells(self, call: str, what: str) -> None:
        """Of any call: that both lifted, or that the customer didn't."""
        at = time.monotonic()
        self.told.append(Answered(call=call, at=at, side="collector"))
        lifted = Answered(call=call, at=at, side="customer")
        self.told.append(lifted if what == "answer" else NoAnswer(call=call, at=at))

    def _tell(self, kind, **more) -> None:  # type: ignore[no-untyped-def]
        self.told.append(kind(call=self.placed[-1].call, at=time.monotonic(), **more))


def a_wav(path: Path, seconds: float = 2.0, rate: int = 8_000, channels: int = 2) -> Path:
    """Two voices as two tones, 16 bits."""
    at = np.arange(round(seconds * rate)) / rate
    voices = [0.3 * np.sin(2 * np.pi * pitch * at) for pitch in (440, 660)][:channels]
    soundfile.write(path, np.stack(voices, axis=1), rate, subtype="PCM_16", format="WAV")
    return path


@dataclass
class Clock:
    """The shell's clock, moved by hand."""

    at: datetime = MORNING

    def __call__(self) -> datetime:
        return self.at

    def wait(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@dataclass
class Office:
    """A team with collectors who have telephones, cases, and an operator on a scripted line."""

    clock: Clock = field(default_factory=Clock)
    line: ScriptedLine = field(default_factory=ScriptedLine)
    team: Team = field(default_factory=a_team)

    def __post_init__(self) -> None:
        self.operator = Operator(self.line, self.clock)
        self.staff = self.a_collector()
        self.lead = a_member(Role.LEAD, self.team)
        self.case, [self.phone] = a_case()

    def a_collector(self) -> Staff:
        staff = a_member(team=self.team)
        staff.telephone = "1001"
        staff.save()
        return staff

    def turn(self) -> None:
        """What the operator does in its loop, once and at once."""
        self.operator.turn()
        self.operator.look()

    def dials(
        self,
        staff: Staff | None = None,
        case: Case | None = None,
        phone: ContactPoint | None = None,
    ) -> Call:
        """A collector dials through the line."""
        who = staff or self.staff
        attempt = dial(
            case_id=(case or self.case).pk,
            contact_point_id=(phone or self.phone).pk,
            staff=who,
            at=self.clock.at,
            then=lambda attempt: _placed(attempt, who, self.clock.at),
        )
        return Call.objects.get(attempt=attempt)


def wait_until_nobody_is_there() -> None:
    """Until the server has ended the lock of an operator that let go, which it does in its own
    time.
    """
    until = time.monotonic() + 10
    while operator_is_there() and time.monotonic() < until:
        time.sleep(0.01)
    assert not operator_is_there()


def _placed(attempt, staff: Staff, at: datetime) -> None:  # type: ignore[no-untyped-def]
    place(attempt=attempt, staff=staff, at=at)
