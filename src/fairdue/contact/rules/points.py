"""Numbers and addresses known not to work are left alone: LENDER-POINT."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from fairdue.contact.rules.terms import Term
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class Point:
    """The number or address that would be used."""

    id: int
    invalid_since: date | None


def may_use(point: Point, invalid_is_used: Term[bool]) -> Clause:
    """Denied for a number or address marked as not working, unless policy uses those too."""
    allowed = point.invalid_since is None or invalid_is_used.value
    if point.invalid_since is None:
        reason = Text("Nothing says that this number doesn't work.", "该联系方式未被标记为无效。")
    else:
        reason = Text(
            f"Marked as not working since {point.invalid_since} {invalid_is_used.basis.en}. "
            "Use another one, or restore it.",
            f"自{point.invalid_since}起标记为无效{invalid_is_used.basis.zh}。"
            "请使用其他联系方式或恢复该联系方式。",
        )
    return Clause(
        rule=invalid_is_used.rule,
        allowed=allowed,
        reason=reason,
        values=(("invalid_since", str(point.invalid_since or "")),),
        citation=invalid_is_used.citation,
    )
