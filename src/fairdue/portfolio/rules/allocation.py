"""Which part of a debt a payment pays.

China: CBRC Decree 2011 No. 2 art. 57; Civil Code art. 561 where nothing is agreed.
United States: 12 CFR 1026.53, 1006.30(c). Amounts are decimals of one currency.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

INTEREST_AND_FEES = "interest_and_fees"
PRINCIPAL = "principal"


def allocation_order(days_past_due: int, *, principal_first_from_days: int) -> tuple[str, ...]:
    """Interest and fees first, and principal first from 91 days past due (art. 57)."""
    if days_past_due >= principal_first_from_days:
        return (PRINCIPAL, INTEREST_AND_FEES)
    return (INTEREST_AND_FEES, PRINCIPAL)


def allocate(
    payment: Decimal, owed: Mapping[str, Decimal], order: Sequence[str]
) -> dict[str, Decimal]:
    """What of a payment goes to each part, in the given order; what is left over is `unapplied`.

    The parts and the rest add up to the payment. Raises ValueError for a negative payment.
    """
    if payment < 0:
        raise ValueError(f"a payment can't be negative: {payment}")
    paid = {}
    left = payment
    for part in order:
        paid[part] = min(left, owed.get(part, Decimal(0)))
        left -= paid[part]
    return paid | {"unapplied": left}


def allocate_by_rate(
    payment: Decimal, minimum: Decimal, balances: Sequence[tuple[str, Decimal, Decimal]]
) -> dict[str, Decimal]:
    """What goes to each balance (name, annual rate, amount) under 12 CFR 1026.53.

    Above the minimum the highest rate comes first; the minimum, which the rule leaves open, is
    put on the lowest.
    """
    by_rate = [name for name, _, _ in sorted(balances, key=lambda row: row[1])]
    owed = {name: amount for name, _, amount in balances}
    required = allocate(min(payment, minimum), owed, by_rate)
    rest = {name: owed[name] - required[name] for name in owed}
    above = allocate(max(payment - minimum, Decimal(0)), rest, by_rate[::-1])
    return {name: required[name] + above[name] for name in owed} | {
        "unapplied": required["unapplied"] + above["unapplied"]
    }


def may_pay_debt(*, disputed: bool, directed_elsewhere: bool) -> bool:
    """May a payment for several debts go to this one? Never to a disputed one, and as the
    consumer directs (12 CFR 1006.30(c)).
    """
    return not disputed and not directed_elsewhere


def may_set_off(*, authorised: bool) -> Clause:
    """May the debt be taken from the holder's other assets? Only with authorisation (art. 57)."""
    return Clause(
        "CN-PAY-01",
        allowed=authorised,
        reason=Text(
            "Other assets may be set off only with the holder's authorisation.",
            "未经持卡人授权，不得以其其他资产抵偿。",
        ),
    )
