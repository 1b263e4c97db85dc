"""Figures over what protects customers."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.reporting.figure import Definition, Family, Unit

PROOF_COVERAGE = Definition(
    key="proof_coverage",
    family=Family.PROTECTION,
    title=Text("Proof coverage", "留痕完整率"),
    formula=Text(
        "contacts with a valid permit and an outcome ÷ contacts",
        "许可有效且已登记结果的联系数 ÷ 联系数",
    ),
    numerator=Text(
        "of these, contacts within the time of a permit for this person and channel, and with "
        "an outcome",
        "其中在该客户、该渠道许可有效期内进行且已登记结果的联系数",
    ),
    denominator=Text("contacts made in the span", "期间内已进行的联系数"),
    unit=Unit.SHARE,
    cohort=Text(
        "Contacts made in the span, each under its own permit.",
        "期间内已进行的联系（每次均有许可）。",
    ),
    exclusions=Text(
        "Messages that were not delivered, calls that were never placed.",
        "未送达的消息、未拨出的电话。",
    ),
)

PRESSURE_P95 = Definition(
    key="pressure_p95",
    family=Family.PROTECTION,
    title=Text("Pressure, 95th centile", "压力指数（95 分位）"),
    formula=Text(
        "95th centile of the points of pressure in a person’s week", "每人每周压力点数的 95 分位"
    ),
    numerator=Text("weeks of persons with any contact", "有联系的人·周数"),
    denominator=Text("weeks of persons with any contact", "有联系的人·周数"),
    unit=Unit.POINTS,
    cohort=Text(
        "Customers contacted in the span, each calendar week by itself.",
        "期间内有联系的客户，按自然周分别计算。",
    ),
    exclusions=Text(
        "Weeks without contact; they would only lower it.", "没有联系的周（只会拉低数值）。"
    ),
)

COMPLAINTS_PER_CONTACTS = Definition(
    key="complaints_per_contacts",
    family=Family.PROTECTION,
    title=Text("Complaints per 10,000 contacts", "每万次联系投诉数"),
    formula=Text("complaints ÷ contacts × 10,000", "投诉数 ÷ 联系数 × 10,000"),
    numerator=Text("complaints received in the span", "期间内收到的投诉数"),
    denominator=Text("contacts made in the span, by any channel", "期间内各渠道联系数"),
    unit=Unit.PER_TEN_THOUSAND,
    cohort=Text("Complaints received in the span.", "期间内收到的投诉。"),
    exclusions=Text("Complaints taken back or recorded in error.", "已撤回或误登记的投诉。"),
)

COMPLAINTS_PER_ACCOUNTS = Definition(
    key="complaints_per_accounts",
    family=Family.PROTECTION,
    title=Text("Complaints per 10,000 accounts", "每万户投诉数"),
    formula=Text("complaints ÷ accounts past due × 10,000", "投诉数 ÷ 逾期户数 × 10,000"),
    numerator=Text("complaints received in the span", "期间内收到的投诉数"),
    denominator=Text(
        "accounts in M1 to M7 on the day, in any currency", "当日 M1 至 M7 的账户数（全部币种）"
    ),
    unit=Unit.PER_TEN_THOUSAND,
    cohort=Text("Complaints received in the span.", "期间内收到的投诉。"),
    exclusions=Text("Complaints taken back or recorded in error.", "已撤回或误登记的投诉。"),
)

COMPLAINTS_UPHELD = Definition(
    key="complaints_upheld",
    family=Family.PROTECTION,
    title=Text("Complaints upheld", "投诉成立率"),
    formula=Text("complaints upheld ÷ complaints decided", "成立的投诉数 ÷ 已认定的投诉数"),
    numerator=Text("of these, upheld wholly or in part", "其中全部或部分成立的投诉数"),
    denominator=Text("complaints decided in the span", "期间内作出认定的投诉数"),
    unit=Unit.SHARE,
    cohort=Text("Complaints decided in the span.", "期间内作出认定的投诉。"),
    exclusions=Text("Complaints taken back or recorded in error.", "已撤回或误登记的投诉。"),
)

DISPUTE_DAYS_P50 = Definition(
    key="dispute_days_p50",
    family=Family.PROTECTION,
    title=Text("Days to answer a dispute, median", "异议答复天数（中位数）"),
    formula=Text("median of the days from receipt to answer", "收到异议至答复的天数中位数"),
    numerator=Text("disputes answered in the span", "期间内已答复的异议数"),
    denominator=Text(
        "those, and disputes open at the end of the span", "前者与期末未答复的异议数之和"
    ),
    unit=Unit.DAYS,
    cohort=Text(
        "Disputes answered in the span or still open at its end.",
        "期间内已答复或期末仍未答复的异议。",
    ),
    exclusions=Text(
        "Disputes taken back or recorded in error. Open ones have no time yet, and are in the "
        "denominator only.",
        "已撤回或误登记的异议。未答复的尚无时长，仅计入分母。",
    ),
)

DISPUTE_DAYS_P95 = Definition(
    key="dispute_days_p95",
    family=Family.PROTECTION,
    title=Text("Days to answer a dispute, 95th centile", "异议答复天数（95 分位）"),
    formula=Text("95th centile of the days from receipt to answer", "收到异议至答复的天数95 分位"),
    numerator=Text("disputes answered in the span", "期间内已答复的异议数"),
    denominator=Text(
        "those, and disputes open at the end of the span", "前者与期末未答复的异议数之和"
    ),
    unit=Unit.DAYS,
    cohort=Text(
        "Disputes answered in the span or still open at its end.",
        "期间内已答复或期末仍未答复的异议。",
    ),
    exclusions=Text(
        "Disputes taken back or recorded in error. Open ones have no time yet, and are in the "
        "denominator only.",
        "已撤回或误登记的异议。未答复的尚无时长，仅计入分母。",
    ),
)

DISPUTES_UPHELD = Definition(
    key="disputes_upheld",
    family=Family.PROTECTION,
    title=Text("Disputes upheld", "异议成立率"),
    formula=Text("disputes upheld ÷ disputes answered", "成立的异议数 ÷ 已答复的异议数"),
    numerator=Text("of these, upheld wholly or in part", "其中全部或部分成立的异议数"),
    denominator=Text("disputes answered in the span", "期间内已答复的异议数"),
    unit=Unit.SHARE,
    cohort=Text("Disputes answered in the span.", "期间内已答复的异议。"),
    exclusions=Text("Disputes taken back or recorded in error.", "已撤回或误登记的异议。"),
)

HARDSHIP_DAYS_P50 = Definition(
    key="hardship_days_p50",
    family=Family.PROTECTION,
    title=Text("Days to a hardship decision, median", "困难申请决定天数（中位数）"),
    formula=Text("median of the days from request to decision", "提出申请至作出决定的天数中位数"),
    numerator=Text("requests decided so far", "至今已决定的申请数"),
    denominator=Text("requests made in the span", "期间内提出的申请数"),
    unit=Unit.DAYS,
    cohort=Text(
        "Requests for hardship made in the span; those granted by rule took no time.",
        "期间内提出的困难申请；按规则当即批准的用时为零。",
    ),
    exclusions=Text(
        "Requests that a person has yet to decide have no time, and are in the denominator only.",
        "尚待人工决定的申请没有时长，仅计入分母。",
    ),
)

HARDSHIP_DAYS_P95 = Definition(
    key="hardship_days_p95",
    family=Family.PROTECTION,
    title=Text("Days to a hardship decision, 95th centile", "困难申请决定天数（95 分位）"),
    formula=Text(
        "95th centile of the days from request to decision", "提出申请至作出决定的天数95 分位"
    ),
    numerator=Text("requests decided so far", "至今已决定的申请数"),
    denominator=Text("requests made in the span", "期间内提出的申请数"),
    unit=Unit.DAYS,
    cohort=Text(
        "Requests for hardship made in the span; those granted by rule took no time.",
        "期间内提出的困难申请；按规则当即批准的用时为零。",
    ),
    exclusions=Text(
        "Requests that a person has yet to decide have no time, and are in the denominator only.",
        "尚待人工决定的申请没有时长，仅计入分母。",
    ),
)
