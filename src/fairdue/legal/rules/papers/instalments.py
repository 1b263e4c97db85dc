"""A settlement's instalments: equal but for the last, a month apart. Pure."""

from __future__ import annotations

from datetime import date

from fairdue.kernel.calendars import add_months
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

COUNT_MAX = 120


def instalments(total: Money, count: int, first_on: date) -> tuple[tuple[date, Money], ...]:
    """Days and amounts that add up to the total; the last has what is left.

    Raises Refused for a count out of 1 to 120, and where an instalment would be nothing.
    """
    if not 1 <= count <= COUNT_MAX:
        raise Refused(
            Text(f"Instalments are from 1 to {COUNT_MAX}.", f"分期期数应在1至{COUNT_MAX}之间。")
        )
    each = total.minor // count
    if each <= 0:
        raise Refused(
            Text("The amount is too small for so many instalments.", "金额过小，无法分为该期数。")
        )
    amounts = [each] * (count - 1) + [total.minor - each * (count - 1)]
    return tuple(
        (add_months(first_on, number), Money(minor, total.currency))
        for number, minor in enumerate(amounts)
    )
