"""Amounts of yuan in Chinese capitals (大写金额), as papers for courts write them. Pure.

Source: People's Bank of China, rules for writing bills and settlement vouchers, arts. 1-3: an
amount that ends at yuan or jiao may be closed by 整, one with fen isn't.
"""

from __future__ import annotations

from fairdue.kernel.money import Money

YUAN_MAX = 10**12
"""More is a slip, and the digits that follow have no agreed names."""


def in_capitals(amount: Money) -> str:
    """壹万贰仟叁佰元伍角陆分 for 12,300.56 CNY.

    Raises ValueError for another currency, for less than nothing and for a trillion or more.
    """
    if amount.currency != "CNY":
        raise ValueError(f"capitals are for yuan, not {amount.currency}")
    if not 0 <= amount.minor < YUAN_MAX * 100:
        raise ValueError(f"{amount} can't be written in capitals")
    import cn2an  # reads whole dictionaries

    return str(cn2an.an2cn(f"{amount.amount:.2f}", "rmb"))
