"""Consent to be contacted at night: windowed, recorded, revocable. CN-HOURS-01; PIPL art. 15."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from fairdue.compliance.rules import circumstances as compliance
from fairdue.contact.rules.hours import may_contact_at
from fairdue.contact.rules.terms import Night, Term
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause
from fairdue.wording.rules.clock_words import within


@dataclass(frozen=True, slots=True)
class Consent:
    """The debtor's consent: from `granted_at` until `revoked_at`, between two local hours."""

    window: tuple[time, time] | None
    """From, and up to but not including; over midnight where the first is later. None: any hour."""
    granted_at: datetime | None
    revoked_at: datetime | None = None

    @classmethod
    def of(cls, consent: compliance.Consent) -> Self:
        """From the record of a consent."""
        over = [end for end in (consent.ends_at, consent.revoked_at) if end is not None]
        hours = consent.begins, consent.ends
        window = None if hours == (None, None) else (hours[0] or time.min, hours[1] or time.max)
        return cls(window, consent.granted_at, min(over, default=None))

    def covers(self, at: datetime, zone: ZoneInfo) -> bool:
        """Does it stand at a moment and name its hour? Revoked consent ends at once."""
        if self.granted_at is not None and at < self.granted_at:
            return False
        if self.revoked_at is not None and at >= self.revoked_at:
            return False
        return self.window is None or within(at.astimezone(zone).time(), *self.window)

    def openings(self, at: datetime, zone: ZoneInfo) -> list[datetime]:
        """Moments of the next day after `at` at which it begins to cover."""
        clocks = [] if self.window is None else [self.window[0], time.min]
        today = at.astimezone(zone).date()
        moments = [
            datetime.combine(today + timedelta(days=days), clock, tzinfo=zone)
            for clock in clocks
            for days in (0, 1)
        ]
        moments += [self.granted_at] if self.granted_at is not None else []
        return [moment for moment in moments if moment > at and self.covers(moment, zone)]


def may_contact_at_night(
    at: datetime, consents: Iterable[Consent], night: Term[Night], zone: ZoneInfo
) -> Clause:
    """The night hours of CN-HOURS-01, lifted where the debtor's consent covers the moment."""
    asked = may_contact_at(at, night, zone)
    if asked.allowed:
        return asked
    standing = list(consents)
    if any(consent.covers(at, zone) for consent in standing):
        return replace(
            asked,
            allowed=True,
            reason=Text(
                f"The debtor consented to be contacted at this hour {night.basis.en}.",
                f"债务人已同意在此时段联系{night.basis.zh}。",
            ),
            allowed_from=None,
        )
    opens = [opening for consent in standing for opening in consent.openings(at, zone)]
    assert asked.allowed_from is not None, "a night ends"
    return replace(asked, allowed_from=min([asked.allowed_from, *opens]))
