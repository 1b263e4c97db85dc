"""Figures over how cases end."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.reporting.figure import Definition, Family, Unit

SELF_CURE_RATE = Definition(
    key="self_cure_rate",
    family=Family.ENDS,
    title=Text("Self-cure rate", "自愈率"),
    formula=Text(
        "cases cured with nobody spoken to ÷ cases entered",
        "未与任何人通话或面谈即恢复正常的案件数 ÷ 新入催案件数",
    ),
    numerator=Text(
        "of these, cases paid up or settled so far without any call or visit that a person "
        "answered",
        "其中至今已还清逾期或结清、且期间没有任何电话或外访由人应答的案件数",
    ),
    denominator=Text("cases that opened in the span", "期间内新入催的案件数"),
    unit=Unit.SHARE,
    cohort=Text(
        "Cases that opened in the span, as known now.", "期间内新入催的案件，以现有信息为准。"
    ),
    exclusions=Text(
        "Cases that later facts corrected away. Young cases may still cure: compare equal ages "
        "only.",
        "因后续事实更正而撤销的案件。新案仍可能转好，仅可在同账龄间比较。",
    ),
)

REDEFAULT_RATE = Definition(
    key="redefault_rate",
    family=Family.ENDS,
    title=Text("Re-default rate", "再次逾期率"),
    formula=Text(
        "cured customers past due again within the months ÷ cured customers",
        "恢复正常后在规定月数内再次逾期的案件数 ÷ 已恢复正常的案件数",
    ),
    numerator=Text(
        "of these, cases whose customer had another within the months",
        "其中客户在规定月数内再次入催的案件数",
    ),
    denominator=Text(
        "cases cured in the span’s days, that many months earlier",
        "按规定月数前移后的同一期间内恢复正常的案件数",
    ),
    unit=Unit.SHARE,
    cohort=Text(
        "Cases paid up or settled 3, 6 or 12 months before the span, so that each was watched "
        "to the end.",
        "在期间之前 3、6 或 12 个月还清逾期或结清的案件，均已观察满相应月数。",
    ),
    exclusions=Text("Cases that later facts corrected away.", "因后续事实更正而撤销的案件。"),
)

DIGITAL_OF_RESOLVED = Definition(
    key="digital_of_resolved",
    family=Family.ENDS,
    title=Text("Digital resolution, of resolved", "自助解决率（占已解决）"),
    formula=Text(
        "cases resolved with nobody spoken to ÷ cases resolved",
        "未与任何人通话或面谈即解决的案件数 ÷ 已解决案件数",
    ),
    numerator=Text(
        "of these, cases without a call or visit that a person answered, any plan proposed by "
        "the cardholder",
        "其中没有由人应答的电话或外访、方案（如有）由持卡人自行提出的案件数",
    ),
    denominator=Text(
        "cases cured, or whose customer accepted a plan, in the span",
        "期间内恢复正常或客户已接受方案的案件数",
    ),
    unit=Unit.SHARE,
    cohort=Text("Cases open on some day of the span.", "期间内任一日处于在催状态的案件。"),
    exclusions=Text("Cases that later facts corrected away.", "因后续事实更正而撤销的案件。"),
)

DIGITAL_OF_ALL = Definition(
    key="digital_of_all",
    family=Family.ENDS,
    title=Text("Digital resolution, of all", "自助解决率（占全部）"),
    formula=Text(
        "cases resolved with nobody spoken to ÷ all cases",
        "未与任何人通话或面谈即解决的案件数 ÷ 全部在催案件数",
    ),
    numerator=Text(
        "of these, cases cured or on a plan without a call or visit that a person answered",
        "其中没有由人应答的电话或外访即恢复正常或达成方案的案件数",
    ),
    denominator=Text("cases open on some day of the span", "期间内在催的案件数"),
    unit=Unit.SHARE,
    cohort=Text("Cases open on some day of the span.", "期间内任一日处于在催状态的案件。"),
    exclusions=Text("Cases that later facts corrected away.", "因后续事实更正而撤销的案件。"),
)
