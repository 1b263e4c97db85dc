"""Figures over promises."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.reporting.catalogue.words import NOBODY
from fairdue.reporting.figure import Definition, Family, Unit

FELL_DUE = Text(
    "Promises whose date lies in the span and that are settled.",
    "到期日在期间内且已有结论的承诺。",
)
NO_OPEN_PROMISES = Text(
    "Open promises, also those within their grace days; replaced and withdrawn ones.",
    "尚未有结论的承诺（含宽限期内的）、被替代的和已撤回的承诺。",
)

PROMISES_TAKEN = Definition(
    key="promises_taken",
    family=Family.PROMISES,
    title=Text("Promises taken", "新增承诺数"),
    formula=Text("promises made in the span", "期间内作出的承诺数"),
    numerator=Text("promises made in the span", "期间内作出的承诺数"),
    denominator=None,
    unit=Unit.COUNT,
    cohort=Text("Promises made in the span.", "期间内作出的承诺。"),
    exclusions=NOBODY,
)

MONEY_PROMISED = Definition(
    key="money_promised",
    family=Family.PROMISES,
    title=Text("Money promised", "承诺金额"),
    formula=Text("sum of the amounts promised in the span", "期间内承诺金额合计"),
    numerator=Text("amounts of promises made in the span", "期间内作出的承诺金额"),
    denominator=None,
    unit=Unit.MONEY,
    cohort=Text("Promises made in the span, in one currency.", "期间内作出的承诺，仅限同一币种。"),
    exclusions=Text("Replaced and withdrawn promises.", "被替代和已撤回的承诺。"),
    money_parts=True,
)

PROMISE_RATE = Definition(
    key="promise_rate",
    family=Family.PROMISES,
    title=Text("Promises per right party", "承诺率"),
    formula=Text("promises taken ÷ right-party calls", "新增承诺数 ÷ 接通本人的电话数"),
    numerator=Text("promises made in the span", "期间内作出的承诺数"),
    denominator=Text("calls that reached the customer, verified", "接通本人且已核验的电话数"),
    unit=Unit.RATIO,
    cohort=Text("Promises and calls of the span.", "期间内的承诺与电话。"),
    exclusions=Text(
        "None. Never a target by itself: it invites over-promising.",
        "无。不宜单独作为考核指标，以免诱导过度承诺。",
    ),
)

PROMISES_DUE = Definition(
    key="promises_due",
    family=Family.PROMISES,
    title=Text("Promises fallen due", "到期承诺数"),
    formula=Text(
        "promises in the state ÷ settled promises of the span",
        "该结论的承诺数 ÷ 期间内已有结论的到期承诺数",
    ),
    numerator=Text("settled promises in the state", "该结论的到期承诺数"),
    denominator=Text("kept, partly kept and broken promises", "履约、部分履约与跳票的承诺数"),
    unit=Unit.COUNT,
    cohort=FELL_DUE,
    exclusions=NO_OPEN_PROMISES,
)

KEPT_RATE_COUNT = Definition(
    key="kept_rate_count",
    family=Family.PROMISES,
    title=Text("Kept rate, by count", "履约率（按笔数）"),
    formula=Text("promises kept ÷ promises that fell due", "履约笔数 ÷ 到期笔数"),
    numerator=Text("kept promises", "已履约的承诺数"),
    denominator=Text("kept, partly kept and broken promises", "履约、部分履约与跳票的承诺数"),
    unit=Unit.SHARE,
    cohort=FELL_DUE,
    exclusions=NO_OPEN_PROMISES,
)

KEPT_RATE_MONEY = Definition(
    key="kept_rate_money",
    family=Family.PROMISES,
    title=Text("Kept rate, by money", "履约率（按金额）"),
    formula=Text(
        "money paid against due promises, each capped at its promise ÷ money promised",
        "到期承诺的实付金额（单笔以承诺额为限）÷ 到期承诺金额",
    ),
    numerator=Text("money paid, at most what was promised", "实付金额，单笔不超过承诺额"),
    denominator=Text("money promised", "承诺金额"),
    unit=Unit.SHARE,
    cohort=FELL_DUE,
    exclusions=NO_OPEN_PROMISES,
    money_parts=True,
)
