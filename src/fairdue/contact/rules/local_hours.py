"""Hours in every zone the consumer may be in: 12 CFR 1006.6(b)(1)(i), CONC 7.9.4R."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

CONSERVATIVE, REG_TEXT = "conservative", "reg_text"
SECOND = timedelta(seconds=1)
DAYS_AHEAD = 3


def is_usual(at: datetime, zone: ZoneInfo, *, earliest: time, latest: time, policy: str) -> bool:
    """Is the local clock inside? `conservative` leaves both edges out, to the second."""
    clock = at.astimezone(zone).time()
    if policy == CONSERVATIVE:
        return earliest < clock.replace(microsecond=0) < latest
    return earliest <= clock <= latest


def may_contact_in(
    at: datetime,
    zones: Sequence[ZoneInfo],
    *,
    earliest: time,
    latest: time,
    boundary_policy: str,
) -> Clause:
    """Allowed when the hour is usual in all zones that the evidence names: us.regf.6b1.time.

    Where evidence conflicts, the windows are intersected (comment 6(b)(1)(i)-2). What counts is
    when a message is sent. `boundary_policy` is reg_text or conservative.
    """

    def usual(moment: datetime) -> bool:
        return all(
            is_usual(moment, zone, earliest=earliest, latest=latest, policy=boundary_policy)
            for zone in zones
        )

    clocks = ", ".join(f"{at.astimezone(zone):%H:%M:%S} {zone.key}" for zone in zones)
    broken = not usual(at)
    offset = SECOND if boundary_policy == CONSERVATIVE else timedelta(0)
    opens = [
        moment
        for zone in zones
        for days in range(DAYS_AHEAD)
        if (moment := _open(at, zone, days, earliest) + offset) > at and usual(moment)
    ]
    return clause(
        "us.regf.6b1.time",
        broken,
        Text(
            f"Only between {earliest:%H:%M} and {latest:%H:%M} wherever the consumer may be; "
            f"it is {clocks}.",
            f"仅可在消费者可能所在各地的{earliest:%H:%M}至{latest:%H:%M}之间联系；当前为{clocks}。",
        ),
        ("earliest", f"{earliest:%H:%M}"),
        ("latest", f"{latest:%H:%M}"),
        ("boundary_policy", boundary_policy),
        ("local", clocks),
        allowed_from=min(opens, default=None) if broken else None,
    )


def _open(at: datetime, zone: ZoneInfo, days: int, earliest: time) -> datetime:
    day = at.astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(day, earliest, tzinfo=zone)
