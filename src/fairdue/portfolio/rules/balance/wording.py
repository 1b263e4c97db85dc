"""What the lines of an explanation say, in both languages."""

from __future__ import annotations

from decimal import Decimal

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.portfolio.rules.balance.facts import Booked

COMPONENT_NAMES = {
    "principal": Text("principal", "本金"),
    "interest": Text("interest", "利息"),
    "fees": Text("fees", "费用"),
    "instalment_fee": Text("instalment fee", "分期手续费"),
    "credit": Text("credit", "溢缴款"),
}
KIND_NAMES = {
    "opening": Text("Opening balance", "期初余额"),
    "interest": Text("Interest", "利息"),
    "payment": Text("Payment", "还款"),
    "reversal": Text("Payment taken back", "还款冲回"),
    "waiver": Text("Waiver", "减免"),
    "restored": Text("Waiver taken back", "减免撤回"),
    "adjustment": Text("Adjustment", "调整"),
    "issuer": Text("As the issuer's file says", "以发卡机构文件为准"),
}

BECAUSE = {
    "hardship": Text("stopped because of hardship", "因困难帮扶停止计收"),
    "agreement": Text("as the agreement says", "按还款协议约定"),
}
"""Why another rate holds than the card terms'."""


def opening() -> Text:
    """The balance that everything else starts from."""
    return Text("Balance in the issuer's file", "发卡机构文件余额")


def issuer() -> Text:
    """The difference to the issuer's next figures."""
    return Text(
        "As the issuer's file says: purchases, charges and corrections up to this day",
        "以发卡机构文件为准：截至当日的消费、收费及更正",
    )


def interest(days: int, rate: Decimal, base_minor: int, currency: str, because: str) -> Text:
    """Days, rate and base, and why it isn't the card terms' rate (BECAUSE; "" where it is)."""
    base = Money(base_minor, currency)
    share = f"{(rate * 100).normalize():f}"
    why = BECAUSE.get(because)
    said = Text(f" ({why.en})", f"（{why.zh}）") if why else Text("", "")
    return Text(
        f"Interest{said.en}: {base} × {share} % a day × {days} {'day' if days == 1 else 'days'}",
        f"利息{said.zh}：{base} × 日利率 {share}% × {days} 天",
    )


def booked(each: Booked, days: int, order: tuple[str, ...], rule: str) -> Text:
    """A payment with the order it was allocated in, or what else was booked."""
    name = KIND_NAMES[each.kind]
    if each.kind != "payment":
        if not each.part:
            return name
        part = COMPONENT_NAMES[each.part]
        return Text(f"{name.en}: {part.en}", f"{name.zh}：{part.zh}")
    if rule == "us.regz.53":
        return Text(
            "Payment; above the minimum, what bears interest first",
            "还款：超出最低还款额部分优先冲抵计息余额",
        )
    first = order[0] == "principal"
    late = Text(f", {days} days past due", f"（逾期{days}天）") if days else Text("", "")
    return Text(
        f"Payment{late.en}: {'principal' if first else 'interest and fees'} first",
        f"还款{late.zh}：先冲{'本金' if first else '息费'}，后冲{'息费' if first else '本金'}",
    )
