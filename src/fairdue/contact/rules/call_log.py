"""How often, counted from a log of calls of bank, agencies and machines: CN-FREQ-01, CN-FREQ-02."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fairdue.contact.rules.frequency import may_call_person, may_dial_number
from fairdue.contact.rules.terms import Term
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.kernel.verdict import Clause

INTERACTIVE, INFORMATIVE = "interactive", "informative"


@dataclass(frozen=True, slots=True)
class Dial:
    """An outbound call. Who made it doesn't matter: bank, agencies and machines add up."""

    at: datetime
    person: str
    number: str
    connected: bool
    mode: str = INTERACTIVE


def may_call(dials: Iterable[Dial], call: Dial, limit: Term[int], zone: ZoneInfo) -> Clause:
    """Denied once the person had the Beijing day's calls of the same mode: CN-FREQ-01.

    Interactive and informative calls have a budget each; both count per person over all numbers,
    and only what was connected before.
    """
    today = [
        dial
        for dial in _same_day(dials, call, zone)
        if dial.connected and dial.person == call.person and dial.mode == call.mode
    ]
    return may_call_person(len(today), limit, call.at, zone)


def may_dial(dials: Iterable[Dial], call: Dial, limit: Term[int], zone: ZoneInfo) -> Clause:
    """Denied once the number rang in vain as often as the day allows: CN-FREQ-02.

    `limit` is the pack's, or what was agreed with the debtor for this number.
    """
    today = [
        dial
        for dial in _same_day(dials, call, zone)
        if not dial.connected and dial.number == call.number and dial.person == call.person
    ]
    return may_dial_number(len(today), limit, call.at, zone)


def failed_in_a_row(dials: Iterable[Dial], person: str, before: datetime) -> list[Dial]:
    """The latest dials to a person that failed, unbroken by a connected one, oldest first."""
    row: list[Dial] = []
    for dial in sorted(dials, key=lambda each: each.at):
        if dial.person == person and dial.at < before:
            row = [] if dial.connected else [*row, dial]
    return row


def _same_day(dials: Iterable[Dial], call: Dial, zone: ZoneInfo) -> list[Dial]:
    start, _ = day_bounds(local_day(call.at, zone), zone)
    return [dial for dial in dials if start <= dial.at <= call.at]
