"""Calls, their recordings, and the dialler's runs."""

from fairdue.calls.models.calls import Call, CallEnding, CallState, Direction
from fairdue.calls.models.dialler import DiallerRun, DiallerSeat, SeatState, StopReason
from fairdue.calls.models.recordings import Recording, RecordingHold, RecordingSource

__all__ = [
    "Call",
    "CallEnding",
    "CallState",
    "DiallerRun",
    "DiallerSeat",
    "Direction",
    "Recording",
    "RecordingHold",
    "RecordingSource",
    "SeatState",
    "StopReason",
]
