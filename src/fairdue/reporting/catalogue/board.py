"""Figures of a Chinese board; nobody is ranked by them."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.reporting.figure import Definition, Family, Unit

CASES_DUE = Definition(
    key="cases_due",
    family=Family.BOARD,
    title=Text("Cases to collect", "应催案件数"),
    formula=Text("cases open in the span", "期间内在催案件数"),
    numerator=Text("cases open on some day of the span", "期间内任一日在催的案件数"),
    denominator=None,
    unit=Unit.COUNT,
    cohort=Text("Cases open on some day of the span.", "期间内任一日处于在催状态的案件。"),
    exclusions=Text("Cases that later facts corrected away.", "因后续事实更正而撤销的案件。"),
)

CASES_RECOVERED = Definition(
    key="cases_recovered",
    family=Family.BOARD,
    title=Text("Cases recovered", "收回案件数"),
    formula=Text(
        "cases paid up or settled in the span ÷ cases to collect",
        "期间内还清逾期或结清的案件数 ÷ 应催案件数",
    ),
    numerator=Text(
        "of these, cases paid up or settled in the span", "其中期间内还清逾期或结清的案件数"
    ),
    denominator=Text("cases open on some day of the span", "期间内任一日在催的案件数"),
    unit=Unit.COUNT,
    cohort=Text("Cases open on some day of the span.", "期间内任一日处于在催状态的案件。"),
    exclusions=Text("Cases that later facts corrected away.", "因后续事实更正而撤销的案件。"),
)

CASE_RECOVERY_RATE = Definition(
    key="case_recovery_rate",
    family=Family.BOARD,
    title=Text("Case recovery rate", "案件催回率"),
    formula=Text("cases recovered ÷ cases to collect", "收回案件数 ÷ 应催案件数"),
    numerator=Text("cases paid up or settled in the span", "期间内还清逾期或结清的案件数"),
    denominator=Text("cases open on some day of the span", "期间内任一日在催的案件数"),
    unit=Unit.SHARE,
    cohort=Text("Cases open on some day of the span.", "期间内任一日处于在催状态的案件。"),
    exclusions=Text(
        "Cases that later facts corrected away. Nobody is ranked by it: there is no part by "
        "person.",
        "因后续事实更正而撤销的案件。不按个人拆分，不作排名。",
    ),
)

AMOUNT_DUE = Definition(
    key="amount_due",
    family=Family.BOARD,
    title=Text("Money to collect", "应催金额"),
    formula=Text("money past due on the earlier day", "较早一日的逾期金额"),
    numerator=Text("past due at the end of the earlier day", "较早一日日终的逾期金额"),
    denominator=None,
    unit=Unit.MONEY,
    cohort=Text(
        "Accounts past due at the end of the earlier day, in one currency.",
        "较早一日日终逾期的账户，仅限同一币种。",
    ),
    exclusions=Text(
        "Money above what was past due on the earlier day; what fell due since.",
        "超出期初逾期金额的还款；此后新到期的款项。",
    ),
    money_parts=True,
)

AMOUNT_RECOVERED = Definition(
    key="amount_recovered",
    family=Family.BOARD,
    title=Text("Money recovered", "收回金额"),
    formula=Text(
        "payments since, at most what was past due ÷ money to collect",
        "此后还款（以期初逾期金额为限）÷ 应催金额",
    ),
    numerator=Text(
        "payments of these accounts to the later day, each at most its past due",
        "这些账户至较晚一日的还款，单户不超过期初逾期金额",
    ),
    denominator=Text("past due at the end of the earlier day", "较早一日日终的逾期金额"),
    unit=Unit.MONEY,
    cohort=Text(
        "Accounts past due at the end of the earlier day, in one currency.",
        "较早一日日终逾期的账户，仅限同一币种。",
    ),
    exclusions=Text(
        "Money above what was past due on the earlier day; what fell due since.",
        "超出期初逾期金额的还款；此后新到期的款项。",
    ),
    money_parts=True,
)

AMOUNT_RECOVERY_RATE = Definition(
    key="amount_recovery_rate",
    family=Family.BOARD,
    title=Text("Money recovery rate", "金额催回率"),
    formula=Text("money recovered ÷ money to collect", "收回金额 ÷ 应催金额"),
    numerator=Text(
        "payments of these accounts to the later day, each at most its past due",
        "这些账户至较晚一日的还款，单户不超过期初逾期金额",
    ),
    denominator=Text("past due at the end of the earlier day", "较早一日日终的逾期金额"),
    unit=Unit.SHARE,
    cohort=Text(
        "Accounts past due at the end of the earlier day, in one currency.",
        "较早一日日终逾期的账户，仅限同一币种。",
    ),
    exclusions=Text(
        "Money above what was past due on the earlier day; what fell due since.",
        "超出期初逾期金额的还款；此后新到期的款项。",
    ),
    money_parts=True,
)
