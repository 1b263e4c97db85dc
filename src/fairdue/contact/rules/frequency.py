"""How often a person may be called, and a number dialled, in a day: CN-FREQ-01, CN-FREQ-02."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from fairdue.contact.rules.terms import Term, say_moment
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


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
