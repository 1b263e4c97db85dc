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
SEVERE_GINI = Definition(
    key="severe_gini",
    family=Family.PEOPLE,
    title=Text("Gini of abusive contacts", "辱骂威胁分布基尼系数"),
    formula=Text(
        "differences between every two people ÷ (people × incidents)",
        "两两之差合计 ÷（人数 × 事件数）",
    ),
    numerator=Text("incidents that they bore", "其承受的侵害事件数"),
    denominator=Text("collectors of the team now", "小组现有催收员人数"),
    unit=Unit.INDEX,
    cohort=Text(
        "Active collectors by team, with the incidents of the span that were not taken back. "
        "0: everyone bore the same; towards 1: one bore everything.",
        "按小组统计在职催收员在期间内的侵害事件（已撤销的除外）。"
        "0 表示人人相同，越接近 1 表示越集中于一人。",
    ),
    exclusions=Text(
        "Visitors; teams of fewer collectors than policy asks for, five by default.",
        "外访员；催收员少于政策规定人数（默认五人）的小组。",
    ),
)
RESPITE_MINUTES = Definition(
    key="respite_minutes",
    family=Family.PEOPLE,
    title=Text("Time to recover, mean", "平均恢复时间"),
    formula=Text("minutes granted ÷ times granted", "给予的恢复分钟数 ÷ 给予次数"),
    numerator=Text("times that a break or a lighter queue was granted", "给予休息或减负的次数"),
    denominator=Text("people who were granted any", "获得恢复时间的人数"),
    unit=Unit.MINUTES,
    cohort=Text(
        "Time to recover that began in the span, of all teams together.",
        "期间内开始的恢复时间，全部小组合并统计。",
    ),
    exclusions=Text(
        "Shown only when it was granted to as many people as policy asks for, five by default; "
        "never by team or person.",
        "获得恢复时间的人数达到政策规定（默认五人）方予显示，不按小组或个人拆分。",
    ),
)
