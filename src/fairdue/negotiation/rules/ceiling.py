"""No agreement asks for more a month than the customer can pay. Pure; amounts in minor units."""

from __future__ import annotations

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text


def is_within(monthly_minor: int, ceiling_minor: int | None) -> bool:
    """Can it be paid? Without a valid assessment (None) nothing above nought can."""
    return monthly_minor <= (ceiling_minor or 0)


def say_above(monthly_minor: int, ceiling_minor: int | None, currency: str) -> Text:
    """Why it is too much, and what to do."""
    monthly = Money(monthly_minor, currency)
    if ceiling_minor is None:
        return Text(
            f"Nobody knows whether {monthly} a month can be paid. Ask what they can pay first; "
            "one figure is enough.",
            f"尚无有效的偿还能力评估，无法判断每月{monthly}是否可承受。请先评估，一个数字即可。",
        )
    most = Money(ceiling_minor, currency)
    return Text(
        f"{monthly} a month is more than the {most} that can be paid. "
        "Choose a smaller amount or a longer term.",
        f"每月{monthly}超出偿还能力上限{most}，请降低金额或延长期限。",
    )
