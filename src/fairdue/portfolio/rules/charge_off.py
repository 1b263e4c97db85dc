"""Charge-off and re-age of retail credit in the United States: 65 FR 36903 (FFIEC, 2000-06-12).

The charge-off is accounting; the debt lives on.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from fairdue.kernel.calendars import add_months
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def loss_day(oldest_unpaid_due_on: date, *, days: int) -> date:
    """The day on which the account has been past due that many cumulative days."""
    return oldest_unpaid_due_on + timedelta(days=days)


def charge_off_by(loss_days: Sequence[date]) -> date:
    """The last day to charge off: the end of the month of the earliest of the days given.

    The ordinary day, and the special ones of bankruptcy, fraud or death where they apply.
    """
    return add_months(min(loss_days).replace(day=1), 1) - timedelta(days=1)


def is_substandard(days_past_due: int, *, days: int) -> bool:
    """Is the account classified substandard: 90 cumulative days past due or more?"""
    return days_past_due >= days


def classification(days_past_due: int, *, substandard_days: int, loss_days: int) -> str:
    """pass, substandard or loss, by cumulative days past due."""
    if days_past_due >= loss_days:
        return "loss"
    return "substandard" if days_past_due >= substandard_days else "pass"


def may_offer_workout(
    *, months: int | None, negative_amortisation: bool, months_max: int
) -> tuple[Clause, ...]:
    """May a workout be offered? It should repay within 60 months and never grow for long:
    us.ffiec.2003.workout (guidance of 2003).
    """
    rule = "us.ffiec.2003.workout"
    return (
        Clause(
            rule,
            allowed=months is None or months <= months_max,
            reason=Text(
                f"Workouts aim to repay within {months_max} months.",
                f"债务重组计划应在{months_max}个月内还清。",
            ),
        ),
        Clause(
            rule,
            allowed=not negative_amortisation,
            reason=Text("The balance must not keep growing.", "余额不得持续增长。"),
        ),
    )


def counts_as_full(paid: Decimal, due: Decimal, *, share: Decimal) -> bool:
    """May a payment count as a full one: at least 90 % of what was due?"""
    return paid >= due * share


@dataclass(frozen=True, slots=True)
class ReAge:
    """What speaks for putting an account back to current."""

    opened_on: date
    on: date
    workout: bool
    payments: int
    """Consecutive minimum payments, or their number in an equal lump sum."""
    willing: bool = True
    able: bool = True
    lent_by_bank: bool = False
    earlier: Sequence[date] = ()
    """Ordinary re-ages before."""
    earlier_workouts: Sequence[date] = ()


def may_reage(
    request: ReAge,
    *,
    account_months: int,
    payments_needed: int,
    window_months: int,
    window_reages: int,
    long_window_months: int,
    long_window_reages: int,
    workout_reages: int,
    rolling: bool = True,
) -> tuple[Clause, ...]:
    """May an open-end account be re-aged? Windows are rolling months up to the day, or with
    `rolling` False the calendar years that the months fill.

    At most once in 12 months and twice in 5 years, and once more in 5 years on a workout.
    """

    def within(days: Sequence[date], months: int) -> int:
        if rolling:
            return sum(day <= request.on < add_months(day, months) for day in days)
        return sum(0 <= request.on.year - day.year < months / 12 for day in days)

    if request.workout:
        frequency = within(request.earlier_workouts, long_window_months) < workout_reages
    else:
        frequency = (
            within(request.earlier, window_months) < window_reages
            and within(request.earlier, long_window_months) < long_window_reages
        )
    asked = (
        (
            request.on >= add_months(request.opened_on, account_months),
            Text(
                f"The account must be {account_months} months old.",
                f"开户须满{account_months}个月。",
            ),
        ),
        (
            request.payments >= payments_needed and not request.lent_by_bank,
            Text(
                f"{payments_needed} minimum payments in a row are needed, not lent by the bank.",
                f"须连续{payments_needed}次足额还最低还款额，且资金非银行出借。",
            ),
        ),
        (
            request.willing and request.able,
            Text("Renewed willingness and ability must be shown.", "须表明恢复还款的意愿和能力。"),
        ),
        (frequency, Text("It was re-aged too recently or too often.", "重新起算账龄过近或过多。")),
    )
    return tuple(Clause("us.ffiec.urccp.reage", allowed=holds, reason=why) for holds, why in asked)
