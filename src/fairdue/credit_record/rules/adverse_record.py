"""Telling a person before an adverse report, and how long the record lives.

China: Credit Reporting Regulation (State Council Decree 631, 2013-03-15) arts. 15-17, 29.
United States: Fair Credit Reporting Act ss. 605, 623(a)(5). United Kingdom: ICO principles.
"""

from __future__ import annotations

from datetime import date, timedelta

from fairdue.kernel.calendars import add_months
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def may_report_adverse(
    *, first_report: bool, told_before: bool, consented_in_writing: bool, notice_before: str
) -> tuple[Clause, ...]:
    """May adverse information go to the credit database? Arts. 15 and 29.

    `notice_before` is "first" or "every": whether one notice per episode is enough is unsettled.
    """
    needed = first_report or notice_before == "every"
    return (
        Clause(
            "CN-CR-01",
            allowed=told_before or not needed,
            reason=Text(
                "The person must be told before adverse information is sent.",
                "报送不良信息前应事先告知信息主体本人。",
            ),
        ),
        Clause(
            "CN-CR-01",
            allowed=consented_in_writing,
            reason=Text(
                "Reporting credit data needs written consent.", "报送信贷信息须取得书面同意。"
            ),
        ),
    )


def adverse_record_last_day(ended_on: date, *, years: int) -> date:
    """The last day an adverse record may be kept; it is deleted the day after (art. 16).

    Counted from the end of the conduct, not from its beginning.
    """
    return add_months(ended_on, 12 * years)


def obsolete_from(commenced_on: date, *, charged_off: bool, years: int, wait_days: int) -> date:
    """The first day on which a United States report may no longer show the item (FCRA s. 605).

    Seven years; for charged-off or placed accounts from the end of 180 days after the delinquency
    commenced. Sale or part payment doesn't restart it.
    """
    start = commenced_on + timedelta(days=wait_days) if charged_off else commenced_on
    return add_months(start, 12 * years)


def free_reports(
    as_of: date, *, per_year: int, extra: int, extra_from: date, extra_to: date
) -> int:
    """Free reports a person may ask for in the year of `as_of` (art. 17 and the 2025 notice)."""
    return per_year + (extra if extra_from <= as_of <= extra_to else 0)
