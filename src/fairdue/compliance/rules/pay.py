"""What a pay scheme is made of, before `rules.staff.may_approve_pay_plan` judges it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

RECOVERED = "recovered"
PARTS: dict[str, Text] = {
    RECOVERED: Text("share of recovered amounts", "回收金额提成"),
    "base": Text("base pay", "基本工资"),
    "kept": Text("promises and plans kept", "承诺与协议履约"),
    "quality": Text("reviews of talks", "通话质检"),
    "complaints": Text("few complaints", "投诉情况"),
    "training": Text("training and certificates", "培训与持证"),
}
"""What pay may rest on."""

WHOLE = 100


def weights_of(percent: Mapping[str, int]) -> dict[str, Decimal]:
    """The parts that count. Raises Refused unless they are known, 0 to 100, and add up to 100."""
    unknown = sorted(set(percent) - set(PARTS))
    if unknown:
        names = ", ".join(unknown)
        raise Refused(Text(f"There is no part {names}.", f"没有名为{names}的组成部分。"))
    if any(not 0 <= share <= WHOLE for share in percent.values()) or sum(percent.values()) != WHOLE:
        raise Refused(
            Text(
                f"The parts add up to {sum(percent.values())}%; make it 100%.",
                f"各部分合计为{sum(percent.values())}%，须为100%。",
            )
        )
    return {part: Decimal(share) for part, share in percent.items() if share}
