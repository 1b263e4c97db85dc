"""A telephone hands in: its clock is held against ours, once for all that it brings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.visits.models import Device, HandIn
from fairdue.visits.queries.devices import device_for
from fairdue.visits.queries.field_policy import record_policy
from fairdue.visits.rules.clocks import by_our_clock, is_wrong, offset_of

MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Bringing:
    """What everything that a telephone hands in at once has in common."""

    device: Device
    staff: Staff
    received_at: datetime
    offset: timedelta
    offset_changed: bool
    """Its clock was changed since it last handed in."""
    clock_wrong: bool

    def ours(self, phone_at: datetime) -> datetime:
        """A telephone's time by our clock."""
        return by_our_clock(phone_at, self.offset, self.received_at)


def hand_in(*, device_uuid: UUID, sent_at: datetime, staff: Staff, at: datetime) -> Bringing:
    """Note what a telephone's clock shows now, and give how to read its times.

    Raises DeviceRevoked, and Refused for somebody else's telephone. It is written down only where
    the clock is wrong or was changed, and once a day besides.
    """
    require(staff, "make_visit")
    device = device_for(device_uuid, staff)
    tolerance, offset = record_policy(at).clock, offset_of(sent_at, at)
    wrong = is_wrong(offset, tolerance)
    last = HandIn.objects.filter(device=device).order_by("-received_at").first()
    changed = last is not None and is_wrong(offset - last.offset_ms * MILLISECOND, tolerance)
    stale = last is None or last.received_at.date() != at.date()
    if changed or stale or (wrong and last is not None and not last.clock_wrong):
        _write(device, sent_at, offset, staff, at, wrong=wrong)
    return Bringing(device, staff, at, offset, changed, wrong)


def _write(
    device: Device, sent_at: datetime, offset: timedelta, staff: Staff, at: datetime, *, wrong: bool
) -> None:
    milliseconds = round(offset / MILLISECOND)
    with transaction.atomic():
        entry = record(
            actor=staff.username,
            action="visit_phone_clock_read",
            at=at,
            subject=f"phone:{device.uuid}",
            details={"offset_ms": milliseconds, "wrong": wrong},
        )
        HandIn.objects.create(
            journal_entry=entry,
            device=device,
            sent_at=sent_at,
            received_at=at,
            offset_ms=milliseconds,
            clock_wrong=wrong,
        )
