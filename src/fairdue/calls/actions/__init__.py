"""Telephone calls: asked for, told of, recorded, listened to, dialled one after another."""

from fairdue.calls.actions.changing import take_signal
from fairdue.calls.actions.dialling import leave, sit, start, stop
from fairdue.calls.actions.keeping import (
    delete_due,
    faults,
    hold_recording,
    release_recording,
)
from fairdue.calls.actions.placing import (
    came_in,
    can_dial_for,
    hang_up,
    hang_up_for_attempt,
    place,
    take_caller,
)
from fairdue.calls.actions.recordings import (
    keep_recording,
    listen,
    opened,
    upload_recording,
)
from fairdue.calls.actions.telling import take_event

__all__ = [
    "came_in",
    "can_dial_for",
    "delete_due",
    "faults",
    "hang_up",
    "hang_up_for_attempt",
    "hold_recording",
    "keep_recording",
    "leave",
    "listen",
    "opened",
    "place",
    "release_recording",
    "sit",
    "start",
    "stop",
    "take_caller",
    "take_event",
    "take_signal",
    "upload_recording",
]
