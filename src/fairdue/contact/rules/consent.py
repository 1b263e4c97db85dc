"""Consent to be contacted at night: windowed, recorded, revocable. CN-HOURS-01; PIPL art. 15."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

from fairdue.contact.rules.hours import may_contact_at
from fairdue.contact.rules.terms import Night, Term
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class Consent:
    """The debtor's consent: from `granted_at` until `revoked_at`, between two local hours."""

    window: tuple[time, time] | None
    """From, and up to but not including; over midnight where the first is later. None: any hour."""
    granted_at: datetime | None
    revoked_at: datetime | None = None

    def covers(self, at: datetime, zone: ZoneInfo) -> bool:
        """Does it stand at a moment and name its hour? Revoked consent ends at once."""
        if self.granted_at is not None and at < self.granted_at:
            return False
        if self.revoked_at is not None and at >= self.revoked_at:
            return False
        return self.window is None or within(at.astimezone(zone).time(), *self.window)


def within(clock: time, begins: time, ends: time) -> bool:
    """Is a clock time from `begins` up to, not including, `ends`, over midnight if need be?"""
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends


def may_contact_at_night(
    at: datetime, consents: Iterable[Consent], night: Term[Night], zone: ZoneInfo
) -> Clause:
    """The night hours of CN-HOURS-01, lifted where the debtor's consent covers the moment."""
    asked = may_contact_at(at, night, zone)
    if asked.allowed or not any(consent.covers(at, zone) for consent in consents):
        return asked
    return replace(
        asked,
        allowed=True,
        reason=Text(
            f"The debtor consented to be contacted at this hour {night.basis.en}.",
            f"债务人已同意在此时段联系{night.basis.zh}。",
        ),
        allowed_from=None,
    )
