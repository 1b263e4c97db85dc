"""Showing the whole cost before a loan or instalment: China's rules in force 2026-08-01."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def may_offer(
    *,
    online: bool,
    table_shown: bool,
    popup_confirmed: bool,
    table_required: bool,
    popup_required_online: bool,
) -> tuple[Clause, ...]:
    """May the offer go on? The all-in cost table is shown; online it pops up and is confirmed."""
    return (
        Clause(
            "CN-COST-01",
            allowed=table_shown or not table_required,
            reason=Text("Show the all-in cost table first.", "须先展示综合融资成本明示表。"),
        ),
        Clause(
            "CN-COST-01",
            allowed=popup_confirmed or not (online and popup_required_online),
            reason=Text(
                "Online, the cost table pops up and must be confirmed.",
                "线上须弹窗展示、强制阅读并确认。",
            ),
        ),
    )
