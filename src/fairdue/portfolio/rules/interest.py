"""What interest may be charged, on what, and from when.

China: PBOC Yin Fa [2016] 111 and [2020] 327, Fa Fa [2017] 22, Contract Interpretation art. 65.
United States: 12 CFR 1026.9(g). Rates are shares per day or year; amounts decimals.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def may_set_daily_rate(
    rate: Decimal,
    *,
    agreed: bool,
    annual_rate_shown: bool,
    minimum: Decimal | None,
    maximum: Decimal | None,
    must_show_annual_rate: bool,
) -> tuple[Clause, ...]:
    """May an overdraft's daily rate be set? Within the bounds of the day, if it has any; agreed;
    with the annual rate shown where that is required.
    """
    low = minimum is None or rate >= minimum
    high = maximum is None or rate <= maximum
    return (
        Clause(
            "CN-INT-01",
            allowed=low and high,
            reason=Text(
                f"The daily rate must be between {minimum} and {maximum}.",
                f"日利率须在{minimum}至{maximum}之间。",
            )
            if minimum is not None or maximum is not None
            else Text("No bound is in force.", "当日无上下限。"),
            values=(("rate", str(rate)),),
        ),
        Clause(
            "CN-INT-01",
            allowed=agreed,
            reason=Text("The rate must be agreed.", "利率须由双方约定。"),
        ),
        Clause(
            "CN-INT-01",
            allowed=annual_rate_shown or not must_show_annual_rate,
            reason=Text("The annualised rate must be shown.", "须明示年化利率。"),
        ),
    )


def may_charge_interest_on(item: str, *, barred_items: Collection[str]) -> Clause:
    """May interest run on this part of the balance? Not on penalty or fees."""
    return Clause(
        "CN-INT-02",
        allowed=item not in barred_items,
        reason=Text(f"No interest may be charged on {item}.", f"不得对{item}计收利息。"),
    )


def may_charge(charge: str, *, agreed: bool, abolished: Collection[str]) -> tuple[Clause, ...]:
    """May this charge be made at all? Late fees of the old kind and over-limit fees are abolished;
    a penalty is due only as agreed.
    """
    return (
        Clause(
            "CN-INT-02",
            allowed=charge not in abolished,
            reason=Text("This charge was abolished.", "该项收费已取消。"),
        ),
        Clause("CN-INT-02", allowed=agreed, reason=Text("It must be agreed.", "须有合同约定。")),
    )


def may_change_rate(notified_on: date, effective_on: date, *, notice_days: int) -> Clause:
    """May a changed rate take effect? After the full notice period, in calendar days."""
    given = (effective_on - notified_on).days
    return Clause(
        "CN-INT-03",
        allowed=given >= notice_days,
        reason=Text(
            f"{given} days' notice given, {notice_days} needed.",
            f"提前{given}天通知，须提前{notice_days}天。",
        ),
        values=(("days_given", str(given)),),
    )


def earliest_effective_date(notified_on: date, *, notice_days: int) -> date:
    """The first day on which a rate notified on a day may take effect."""
    return notified_on + timedelta(days=notice_days)


def amount_above_ceiling(
    principal: Decimal,
    days: int,
    claimed: Decimal,
    *,
    debtor_asks: bool,
    yearly_share: Decimal,
    days_per_year: int,
) -> Decimal:
    """What a court may cut of interest, compound interest, penalty and fees above 24 % a year.

    Only at the debtor's request, and at the court's discretion. Exact, in the currency given.
    """
    if not debtor_asks:
        return Decimal(0)
    most = ceiling(principal, days, yearly_share=yearly_share, days_per_year=days_per_year)
    return max(claimed - most, Decimal(0))


def penalty_is_excessive(penalty: Decimal, loss: Decimal, *, over_loss_share: Decimal) -> bool:
    """Is a penalty generally excessive: above 130 % of the loss (Interpretation art. 65)?"""
    return penalty > penalty_ceiling(loss, over_loss_share=over_loss_share)


def lending_cap_applies(*, licensed_lender: bool, exempts_licensed: bool) -> bool:
    """Does the private-lending cap of four times the prime rate apply? Not to licensed lenders
    (Provisions on Private Lending art. 1(2)).
    """
    return not (licensed_lender and exempts_licensed)


def ceiling(principal: Decimal, days: int, *, yearly_share: Decimal, days_per_year: int) -> Decimal:
    """What interest, compound interest, penalty and fees come to at the yearly ceiling. Exact."""
    return principal * yearly_share * days / days_per_year


def penalty_ceiling(loss: Decimal, *, over_loss_share: Decimal) -> Decimal:
    """The highest penalty that isn't generally excessive (Interpretation art. 65)."""
    return loss * (1 + over_loss_share)
