"""Who else answers for a debt in China: heirs (Civil Code arts. 1159, 1161), spouses (1064)."""

from __future__ import annotations

from decimal import Decimal

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def heir_liability(
    debt: Decimal, estate_received: Decimal, *, renounced: bool, reserved: Decimal = Decimal(0)
) -> Decimal:
    """What an heir owes of the debt: at most the estate received, less the share reserved for a
    needy heir; nothing after renouncing. In the currency of `debt`.
    """
    if renounced:
        return Decimal(0)
    return min(debt, max(estate_received - reserved, Decimal(0)))


def is_joint_debt(
    *,
    both_signed: bool,
    ratified: bool,
    daily_family_needs: bool,
    family_use_proved: bool,
) -> bool:
    """Do spouses owe together? Signed or ratified by both, daily needs, or proved family use."""
    return both_signed or ratified or daily_family_needs or family_use_proved


def may_demand_of_heir(amount: Decimal | None, owed: Decimal) -> Clause:
    """May an heir be asked for this amount? Never for more than the heir owes, and for nothing
    where nothing is owed. None where no amount is named. In one currency.
    """
    return Clause(
        "CN-DEATH-01",
        allowed=owed > 0 and (amount is None or amount <= owed),
        reason=Text(
            f"The heir answers for {owed} at most: the estate received, nothing after renouncing.",
            f"继承人仅以所得遗产实际价值为限清偿（上限{owed}元）；放弃继承的不负清偿责任。",
        ),
        values=(("owed", str(owed)),),
    )
