"""State and city law in the United States that reaches creditors as well as collectors.

Massachusetts 940 CMR 7.04, New York City 6 RCNY 5-77, California Civ. Code 1788.17, Florida
559.72(17). More protective state law stands beside Regulation F (12 CFR 1006.104).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules.clauses import clause
from fairdue.contact.rules.local_hours import may_contact_in
from fairdue.kernel.calendars import day_bounds
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def within_state_count(
    rule: str,
    at: datetime,
    before: Sequence[datetime],
    zone: ZoneInfo,
    *,
    contacts_max: int,
    window_days: int,
) -> Clause:
    """May one more contact be made in any `window_days` calendar days, this day the last?

    `before` are the contacts that count: telephone calls about the debt in Massachusetts, all
    channels for the account in New York City.
    """
    today = at.astimezone(zone).date()
    days = sorted(moment.astimezone(zone).date() for moment in before if moment <= at)
    count = _in_window(days, today, window_days)
    opens = today
    while _in_window(days, opens, window_days) >= contacts_max:
        opens += timedelta(days=1)
    return clause(
        rule,
        count >= contacts_max,
        Text(
            f"Contact {count + 1} within {window_days} days; state law allows {contacts_max}.",
            f"{window_days}日内的第{count + 1}次联系；州法上限为{contacts_max}次。",
        ),
        ("contacts", count + 1),
        ("contacts_max", contacts_max),
        allowed_from=day_bounds(opens, zone)[0],
    )


def _in_window(days: Sequence[date], last: date, window_days: int) -> int:
    first = last - timedelta(days=window_days - 1)
    return sum(first <= day <= last for day in days)


def opted_in_to_messages(*, electronic: bool, opted_in: bool | None, required: bool) -> Clause:
    """New York City: electronic contact needs the consumer's consent; None where not told."""
    return clause(
        "us.nyc.electronic_opt_in",
        required and electronic and opted_in is False,
        Text(
            "In New York City electronic contact needs the consumer's consent.",
            "在纽约市，以电子方式联系须取得消费者同意。",
        ),
    )


def within_state_hours(
    rule: str, at: datetime, zones: Sequence[ZoneInfo], *, earliest: time, latest: time
) -> Clause:
    """The hours of a state that bind creditors too; both ends are outside, the strict reading."""
    found = may_contact_in(
        at, zones, earliest=earliest, latest=latest, boundary_policy="conservative"
    )
    return Clause(
        rule, found.allowed, found.reason, found.values, allowed_from=found.allowed_from
    )  # fmt: skip
