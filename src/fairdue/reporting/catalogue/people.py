"""Figures over what the work asks of people, never of one person."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.reporting.figure import Definition, Family, Unit

SEVERE_PER_100_HOURS = Definition(
    key="severe_per_100_hours",
    family=Family.PEOPLE,
    title=Text("Abusive contacts per 100 hours", "每百小时辱骂威胁次数"),
    formula=Text(
        "contacts that ended in abuse ÷ hours on contacts × 100",
        "以辱骂威胁结束的联系数 ÷ 联系作业小时数 × 100",
    ),
    numerator=Text("calls and visits that ended in abuse", "以辱骂威胁结束的电话与外访数"),
    denominator=Text(
        "minutes from the beginning of calls and visits to their record",
        "电话与外访自开始至登记结果的分钟数",
    ),
    unit=Unit.PER_HUNDRED_HOURS,
    cohort=Text(
        "Calls and visits with an outcome, by teams of which five or more people had any.",
        "已登记结果的电话与外访，仅限期间内有五人以上作业的团队。",
    ),
    exclusions=Text(
        "Teams of which fewer than five people had contacts: too few to show.",
        "期间内作业不足五人的团队：人数过少，不予显示。",
    ),
)
