"""Why something is suggested, in words for the person it is suggested to. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.negotiation.rules.schedule import Due, monthly_minor
from fairdue.negotiation.rules.terms import Terms

KEYS: dict[str, Text] = {
    "cheapest": Text("Costs least", "费用最低"),
    "quick": Text("Over soonest", "最快还清"),
    "steady": Text("Steady", "稳妥"),
    "light": Text("Lightest each month", "每月最轻松"),
    "reduced": Text("Reduced to what can be paid", "减至可承受"),
    "shaped": Text("As you shaped it", "自定方案"),
}
"""What a suggestion is called."""

_REASONS: dict[str, Text] = {
    "cheapest": Text(
        "Nothing that can be agreed without asking anybody costs less.",
        "在无需审批即可达成的方案中，总费用最低。",
    ),
    "quick": Text(
        "Paid off as soon as what you can set aside allows.", "在您可承受范围内最快还清。"
    ),
    "steady": Text(
        "Fits even when a month turns out worse than expected.",
        "即使某个月收支不如预期，也能承受。",
    ),
    "light": Text(
        "Leaves room each month for what nobody foresees.", "每月留有余地，以备不时之需。"
    ),
    "shaped": Text(
        "As you chose; it is forgiven what a suggestion of this length would be.",
        "按您的选择设定，减免与同期限的建议方案一致。",
    ),
    "reduced": Text(
        "What you can set aside would not pay it all off in the longest term there is; the rest "
        "would be waived.",
        "按您的承受能力，最长期限内也无法全部还清，其余部分拟予减免。",
    ),
}


def why(
    key: str, terms: Terms, dues: Sequence[Due], *, high_minor: int, needs_approval: bool
) -> tuple[Text, ...]:
    """The reasons, the main one first."""
    monthly = Money(monthly_minor(terms, dues), terms.currency)
    most = Money(high_minor, terms.currency)
    said = [
        _REASONS[key],
        Text(
            f"{monthly} a month, of the {most} that can be set aside at most.",
            f"每月{monthly}，不超过可承受上限{most}。",
        ),
        Text(
            "No further interest is charged while it is kept to.",
            "按约履行期间不再计收利息。",
        ),
    ]
    if terms.waived_minor:
        forgiven = Money(terms.waived_minor, terms.currency)
        said.append(Text(f"{forgiven} would be waived.", f"可减免{forgiven}。"))
    if needs_approval:
        said.append(
            Text(
                "Somebody with more authority has to approve it first.",
                "须经有权限的人员审批后生效。",
            )
        )
    return tuple(said)
