"""Persistent debt and minimum payments of United Kingdom cards: CONC 6.7.5R, 6.7.27R-6.7.40G."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from fairdue.kernel.calendars import add_months


@dataclass(frozen=True, slots=True)
class Period:
    """What was paid over a period on one card, in pounds."""

    months: int
    principal_paid: Decimal
    charges_paid: Decimal
    """Interest, fees and charges."""
    lowest_balance: Decimal | None = None
    business_card: bool = False


def whole_months(began_on: date, ended_on: date) -> int:
    """Whole months from one day to another."""
    months = (ended_on.year - began_on.year) * 12 + ended_on.month - began_on.month
    return months if add_months(began_on, months) <= ended_on else months - 1


def is_persistent_debt(
    period: Period, *, months: int, balance_from: Decimal, equal_counts: bool = False
) -> bool:
    """Has less principal than interest, fees and charges been paid over 18 months?

    Not for a balance under the floor during the period, nor for business cards. Equal parts are
    persistent debt only where `equal_counts`.
    """
    low = period.lowest_balance is not None and period.lowest_balance < balance_from
    return (
        period.months >= months
        and (
            period.principal_paid < period.charges_paid
            or (equal_counts and period.principal_paid == period.charges_paid)
        )
        and not low
        and not period.business_card
    )


def milestones(
    began_on: date, *, first_months: int, second_months: tuple[int, int], offer_months: int
) -> dict[str, date]:
    """The days of the first letter, the second letter's window, and the repayment offer."""
    first = add_months(began_on, first_months)
    return {
        "first_letter": first,
        "second_letter_from": add_months(first, second_months[0]),
        "second_letter_by": add_months(first, second_months[1]),
        "repayment_offer": add_months(began_on, offer_months),
    }


def minimum_payment(
    principal: Decimal, interest: Decimal, fees: Decimal, *, principal_share: Decimal
) -> Decimal:
    """The least a minimum payment may be: interest, fees and one per cent of the principal."""
    return interest + fees + principal * principal_share


def savings_allowance(surplus: Decimal, *, share: Decimal, most: Decimal) -> Decimal:
    """What a standard budget may put aside each month: a share of what is left, up to a limit."""
    return min(max(surplus, Decimal(0)) * share, most)
