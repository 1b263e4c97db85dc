"""Figures over promises and plans that last."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.reporting.figure import Definition, Family, Unit

PROMISE_LAG = Definition(
    key="promise_lag",
    family=Family.PLANS,
    title=Text("Promise lag, median", "承诺到还款天数（中位数）"),
    formula=Text("median of the days from promise to payment", "承诺作出至还款的天数中位数"),
    numerator=Text("kept promises that fell due in the span", "期间内到期且已履约的承诺数"),
    denominator=Text("settled promises that fell due in the span", "期间内到期且已有结论的承诺数"),
    unit=Unit.DAYS,
    cohort=Text("Promises that fell due in the span and were kept.", "期间内到期且已履约的承诺。"),
    exclusions=Text(
        "Promises that were not kept have no lag, and are in the denominator only.",
        "未履约的承诺没有天数，仅计入分母。",
    ),
)

PLAN_SURVIVAL = Definition(
    key="plan_survival",
    family=Family.PLANS,
    title=Text("Plans that last", "方案存续率"),
    formula=Text(
        "Kaplan–Meier estimate of the share of plans that last beyond the months",
        "方案存续超过规定月数的比例（Kaplan–Meier 估计）",
    ),
    numerator=Text(
        "plans that failed so far: in breach, or lapsed", "至今已失败（违约中或已失效）的方案数"
    ),
    denominator=Text("plans accepted by the end of the span", "期末前已接受的方案数"),
    unit=Unit.PROBABILITY,
    cohort=Text(
        "All plans accepted by the end of the span; those still lasting count for as long as "
        "they were seen.",
        "期末前已接受的全部方案；仍在存续的按已观察天数计入。",
    ),
    exclusions=Text(
        "None. A plan that is performed again after a breach counts as lasting.",
        "无。违约后恢复履行的方案视为存续。",
    ),
)
