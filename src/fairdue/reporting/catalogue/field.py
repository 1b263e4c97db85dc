"""Figures over visits and matters before courts."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.reporting.figure import Definition, Family, Unit

VISITS_VERIFIED = Definition(
    key="visits_verified",
    family=Family.FIELD,
    title=Text("Visits with proven presence", "到场可证率"),
    formula=Text("visits with proven presence ÷ visits", "到场可证的外访数 ÷ 外访数"),
    numerator=Text(
        "of these, visits with an arrival whose place and time nothing speaks against",
        "其中到达位置与时间均无疑点的外访数",
    ),
    denominator=Text("visits made in the span", "期间内已进行的外访数"),
    unit=Unit.SHARE,
    cohort=Text("Visits recorded as made in the span.", "期间内登记为已进行的外访。"),
    exclusions=Text(
        "Records that a later one replaced; visits that fell out.",
        "被后续记录替代的记录、取消的外访。",
    ),
)

VISITS_MET = Definition(
    key="visits_met",
    family=Family.FIELD,
    title=Text("Visits that met somebody", "外访见面率"),
    formula=Text("visits at which somebody was spoken with ÷ visits", "有人应答的外访数 ÷ 外访数"),
    numerator=Text("of these, visits at which somebody was spoken with", "其中有人应答的外访数"),
    denominator=Text("visits made in the span", "期间内已进行的外访数"),
    unit=Unit.SHARE,
    cohort=Text("Visits recorded as made in the span.", "期间内登记为已进行的外访。"),
    exclusions=Text(
        "Records that a later one replaced; visits that fell out.",
        "被后续记录替代的记录、取消的外访。",
    ),
)

LEGAL_YIELD = Definition(
    key="legal_yield",
    family=Family.FIELD,
    title=Text("Legal yield", "司法净回收率"),
    formula=Text("money recovered less costs ÷ money claimed", "回收金额减去费用 ÷ 诉请金额"),
    numerator=Text(
        "money recovered by the matters less what was paid for them, to the end of the span",
        "截至期末案件回收金额减去所支付费用",
    ),
    denominator=Text("money claimed in matters that went before a court", "已向法院提出的诉请金额"),
    unit=Unit.RATIO,
    cohort=Text(
        "Matters that applied for a payment order or filed a suit by the end of the span; parts "
        "are of a year of filing.",
        "期末前申请支付令或起诉的案件；分项按立案年份。",
    ),
    exclusions=Text(
        "Matters that never went before a court. Young years have brought in little yet.",
        "未进入法院程序的案件。较新年份回收尚少。",
    ),
    money_parts=True,
)
