"""The ceiling on late fees in the United States: 12 CFR 1026.52(b). Amounts in dollars."""

from __future__ import annotations

from decimal import Decimal

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def late_fee_cap(
    minimum_due: Decimal, received_in_time: Decimal, *, fees_already: int = 0
) -> Decimal:
    """The most a late fee may be: the whole minimum payment, even if part was paid in time.

    Zero when nothing is late, and when the event was already charged for.
    """
    if received_in_time >= minimum_due or fees_already:
        return Decimal(0)
    return minimum_due


def late_fee_safe_harbour(*, repeated: bool, first: Decimal, repeat: Decimal) -> Decimal:
    """The amount that needs no cost analysis: more for a repeat within the next six cycles."""
    return repeat if repeated else first


def may_charge_late_fee(amount: Decimal, cap: Decimal) -> Clause:
    """May this late fee be charged? Neither above the minimum payment nor the safe harbour; a
    higher amount needs the issuer's own cost analysis, which isn't judged here.
    """
    return Clause(
        "us.regz.52b2i.late_fee_cap",
        allowed=amount <= cap,
        reason=Text(f"The late fee may be at most {cap}.", f"滞纳金最高为{cap}。"),
        values=(("cap", str(cap)),),
    )
