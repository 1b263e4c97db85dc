"""How often a person may be called, and a number dialled, in a day: CN-FREQ-01, CN-FREQ-02."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from fairdue.contact.rules.terms import Term, say_moment
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class Call:
    """A call to one of the person's numbers. `outcome` is "" while it is open."""

    contact_point_id: int | None
    made_at: datetime
    outcome: str


@dataclass(frozen=True, slots=True)
class Unspent:
    """A granted permit for a call that nobody has made yet; void from `expires_at` on."""

    contact_point_id: int | None
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Counts:
    """What counts against the day's limits at a moment."""

    effective: int
    """Effective calls to the person: answered by someone or something, still open, or allowed
    and not yet made."""
    unanswered: int
    """Dials of the number that nobody answered, that are still open, or not yet made."""


def count(
    calls: Iterable[Call],
    unspent: Iterable[Unspent],
    *,
    contact_point_id: int | None,
    at: datetime,
    zone: ZoneInfo,
    unanswered: Collection[str],
) -> Counts:
    """Count a person's calls of the local day of `at` and the permits still to be used.

    `unanswered` names the outcomes in which nobody answered. The strict reading of CN-FREQ-01
    and CN-FREQ-02: whatever might still become a call of either sort counts as both.
    The database counts the same way (contact_counts); a test holds the two together.
    """
    start, end = day_bounds(local_day(at, zone), zone)
    today = [call for call in calls if start <= call.made_at < end]
    pending = [permit for permit in unspent if permit.expires_at > at]
    effective = [call for call in today if call.outcome not in unanswered]
    dials = [
        call
        for call in today
        if call.contact_point_id == contact_point_id
        and (call.outcome == "" or call.outcome in unanswered)
    ]
    same = [permit for permit in pending if permit.contact_point_id == contact_point_id]
    return Counts(len(effective) + len(pending), len(dials) + len(same))


def may_call_person(effective: int, limit: Term[int], at: datetime, zone: ZoneInfo) -> Clause:
    """Denied once the person had the day's effective calls. Source: CN-FREQ-01."""
    return _clause(
        effective,
        limit,
        at,
        zone,
        what=Text("effective calls to this person today", "今日对该客户的有效外呼"),
        unit=Text("calls a day", "次/日"),
    )


def may_dial_number(unanswered: int, limit: Term[int], at: datetime, zone: ZoneInfo) -> Clause:
    """Denied once the number had the day's unanswered dials. Source: CN-FREQ-02."""
    return _clause(
        unanswered,
        limit,
        at,
        zone,
        what=Text("unanswered dials of this number today", "今日对该号码的未接通拨打"),
        unit=Text("dials a day", "次/日"),
    )


def _clause(
    today: int, limit: Term[int], at: datetime, zone: ZoneInfo, *, what: Text, unit: Text
) -> Clause:
    values = (("today", str(today)), ("max", str(limit.value)))
    said = Text(
        f"{today} of {limit.value} {what.en} {limit.basis.en}.",
        f"{what.zh}{today}次，上限{limit.value}{unit.zh}{limit.basis.zh}。",
    )
    if today < limit.value:
        return Clause(limit.rule, True, said, values, limit.citation)
    tomorrow = day_bounds(local_day(at, zone), zone)[1]
    when = say_moment(tomorrow, zone)
    return Clause(
        rule=limit.rule,
        allowed=False,
        reason=Text(f"{said.en} Allowed from {when.en}.", f"{said.zh}{when.zh}起可再联系。"),
        values=values,
        citation=limit.citation,
        allowed_from=tomorrow,
    )
