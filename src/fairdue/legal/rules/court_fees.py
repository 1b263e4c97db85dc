"""What the courts of China charge: State Council Decree 481 (2007-04-01), arts. 13-16, 20, 36.

Amounts are decimals in yuan. Fees are exact; `to_fen` rounds half up at the end, because the
decree is silent about rounding.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal

Bracket = tuple[Decimal | None, Decimal]
"""Upper edge (None: none) and the rate on the part of the amount inside the bracket."""


def to_fen(amount: Decimal) -> Decimal:
    """Rounded half up to 0.01."""
    return amount.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


def progressive_fee(
    amount: Decimal,
    *,
    base: Decimal,
    base_up_to: Decimal,
    brackets: Sequence[Bracket],
    cap: Decimal | None = None,
) -> Decimal:
    """A flat fee up to an edge, then a rate on each further part, with a cap if there is one.

    Cases about property: art. 13(1). Preservation, with its cap: art. 14(2). Enforcement:
    art. 14(1). Raises ValueError for a negative amount.
    """
    if amount < 0:
        raise ValueError(f"an amount in dispute can't be negative: {amount}")
    fee, below = base, base_up_to
    for up_to, rate in brackets:
        top = amount if up_to is None else min(amount, up_to)
        fee += max(top - below, Decimal(0)) * rate
        below = top if up_to is None else up_to
    return fee if cap is None else min(fee, cap)


def first_instance_fee(
    full_fee: Decimal,
    *,
    simplified: bool = False,
    settled_or_withdrawn: bool = False,
    half: Decimal,
) -> Decimal:
    """The case fee after reductions: half for simplified procedure (art. 16), half when the case
    ends by mediation or withdrawal (art. 15). The decree doesn't let the halves add up.
    """
    return full_fee * half if simplified or settled_or_withdrawn else full_fee


def payment_order_fee(full_fee: Decimal, *, parts: int) -> Decimal:
    """A payment order costs one part in three of the case fee (art. 14(3))."""
    return full_fee / parts


def conversion_balance(full_fee: Decimal, *, parts: int) -> Decimal:
    """To pay in when an opposed payment order becomes a suit (CPL Interpretation art. 195)."""
    return full_fee - payment_order_fee(full_fee, parts=parts)


def bearer_of_payment_order_fee(*, opposed: bool) -> str:
    """Who bears the fee of a payment order: the `debtor`, or the `applicant` when it was opposed,
    who may add it to the suit (art. 36).
    """
    return "applicant" if opposed else "debtor"
