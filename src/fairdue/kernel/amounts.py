"""Reads amounts as people type them."""

from __future__ import annotations

import re
from decimal import Decimal

from fairdue.kernel.money import Money, UnknownCurrencyError, minor_digits
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

MINOR_MAX = 10**14
"""More is a slip, in any currency."""


def read_amount(text: str, currency: str) -> Money:
    """An amount above zero: 1200, 1,200.50, ¥1 200, １２００. Raises Refused for anything else."""
    bare = re.sub(r"[\s,，¥￥$£€]", "", text).replace("．", ".")
    try:
        digits = minor_digits(currency)
    except UnknownCurrencyError:
        raise _not_an_amount() from None
    if not re.fullmatch(r"\d{1,15}(\.\d{0,9})?", bare):
        raise _not_an_amount()
    value = Decimal(bare)
    if value <= 0 or value.scaleb(digits) > MINOR_MAX:
        raise _not_an_amount()
    if value != round(value, digits):
        raise Refused(
            Text(
                f"{currency} has {digits} digits after the point.",
                f"{currency}金额最多{digits}位小数。",
            )
        )
    return Money.of(value, currency)


def read_amount_or_nothing(text: str, currency: str) -> Money:
    """The same, and nought: 0, 0.00. Raises Refused for anything else."""
    if re.fullmatch(r"[0０]+([.．][0０]+)?", text.strip()):
        return Money(0, currency)
    return read_amount(text, currency)


def _not_an_amount() -> Refused:
    return Refused(
        Text(
            "Write the amount in figures, like 1200 or 1200.50.",
            "请填写金额数字，如1200或1200.50。",
        )
    )
