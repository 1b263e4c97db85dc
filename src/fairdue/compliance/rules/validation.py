"""The validation notice of a US debt collector: 12 CFR 1006.34(a), (b)(5), 1006.22(b)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from fairdue.compliance.rules.business_days import add_business_days


@dataclass(frozen=True, slots=True)
class ValidationPeriod:
    """When the notice is taken as received, and the last day of the period."""

    assumed_receipt: date
    end: date


def validation_period(
    sent_on: Sequence[date],
    undeliverable_on: Sequence[date] = (),
    received_on: date | None = None,
    *,
    receipt_business_days: int,
    period_days: int,
) -> ValidationPeriod | None:
    """The period of the last notice that was not returned; None when there is none.

    Receipt is assumed five business days after sending, unless the day is known.
    """
    returned = max(undeliverable_on, default=date.min)
    standing = [day for day in sent_on if day >= returned]
    if received_on is None and not standing:
        return None
    receipt = received_on or add_business_days(max(standing), receipt_business_days)
    return ValidationPeriod(receipt, receipt + timedelta(days=period_days))


def latest_notice_date(
    initial_communication_on: date,
    *,
    given_in_it: bool = False,
    paid_on: date | None = None,
    days: int,
) -> date | None:
    """The last day to send the validation information; None when none is needed any more.

    Within five calendar days of the first communication, unless given in it or paid before.
    """
    last = initial_communication_on + timedelta(days=days)
    if given_in_it or (paid_on is not None and paid_on <= last):
        return None
    return last


def postdated_notice_window(
    deposit_on: date, *, business_days_before_max: int, business_days_before_min: int
) -> tuple[date, date]:
    """First and last day to announce the deposit of a postdated payment (12 CFR 1006.22(b))."""
    return (
        add_business_days(deposit_on, -business_days_before_max),
        add_business_days(deposit_on, -business_days_before_min),
    )
