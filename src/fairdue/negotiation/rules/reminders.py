"""When to remind of what was agreed: once, early enough, never on the day it was said. Pure."""

from __future__ import annotations

from datetime import date, timedelta


def reminder_days(policy_days: int, law_days: int | None) -> int:
    """How many days before the due date reminding begins: the law's, or earlier by policy.

    CN-REM-01 asks for three; None where the law asks for none.
    """
    return max(policy_days, law_days or 0)


def may_remind_on(today: date, *, due_on: date, agreed_on: date, days_before: int) -> bool:
    """Is today a day for the reminder? From `days_before` on, up to the day before it is due.

    What was agreed today is still in mind, so tomorrow is the earliest.
    """
    begins = max(due_on - timedelta(days=days_before), agreed_on + timedelta(days=1))
    return begins <= today < due_on
