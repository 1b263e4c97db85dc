"""Figures over the whole portfolio, from the lake."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.reporting.catalogue.words import NOBODY
from fairdue.reporting.figure import Definition, Family, Unit

ALL_ACCOUNTS = Text(
    "All accounts in the issuer's file of the day, in one currency.",
    "发卡机构当日文件中的全部账户，仅限同一币种。",
)
BOTH_DAYS = Text(
    "Accounts in the file of the earlier day, in one currency.",
    "较早一日文件中的账户，仅限同一币种。",
)

ACCOUNTS_BY_BUCKET = Definition(
    key="accounts_by_bucket",
    family=Family.BUCKETS,
    title=Text("Accounts by bucket", "各账龄段户数"),
    formula=Text("accounts in the bucket ÷ all accounts", "该账龄段账户数 ÷ 全部账户数"),
    numerator=Text("accounts in the bucket at the end of the day", "日终处于该账龄段的账户数"),
    denominator=Text("all accounts", "全部账户数"),
    unit=Unit.COUNT,
    cohort=ALL_ACCOUNTS,
    exclusions=NOBODY,
)

BALANCE_BY_BUCKET = Definition(
    key="balance_by_bucket",
    family=Family.BUCKETS,
    title=Text("Balance by bucket", "各账龄段余额"),
    formula=Text("balance in the bucket ÷ whole balance", "该账龄段余额 ÷ 全部余额"),
    numerator=Text(
        "total balance of the accounts in the bucket at the end of the day",
        "日终处于该账龄段账户的总余额",
    ),
    denominator=Text("total balance of all accounts", "全部账户的总余额"),
    unit=Unit.MONEY,
    cohort=ALL_ACCOUNTS,
    exclusions=Text(
        "None; balances in credit are counted as they are.", "无；贷方余额按实际计入。"
    ),
    money_parts=True,
)

DELINQUENCY_RATE = Definition(
    key="delinquency_rate",
    family=Family.BUCKETS,
    title=Text("Delinquency rate, by balance", "逾期率（按余额）"),
    formula=Text("balance of M1 and worse ÷ whole balance", "M1 及以上余额 ÷ 全部余额"),
    numerator=Text("total balance of accounts in M1 to M7", "M1 至 M7 账户的总余额"),
    denominator=Text("total balance of all accounts", "全部账户的总余额"),
    unit=Unit.SHARE,
    cohort=ALL_ACCOUNTS,
    exclusions=Text(
        "None. Write-offs that left the file are gone from both parts.",
        "无。已核销并移出文件的账户不再计入分子和分母。",
    ),
    money_parts=True,
)

DELINQUENT_ACCOUNTS = Definition(
    key="delinquent_accounts",
    family=Family.BUCKETS,
    title=Text("Delinquent accounts", "逾期账户数"),
    formula=Text("accounts in M1 and worse ÷ all accounts", "M1 及以上账户数 ÷ 全部账户数"),
    numerator=Text("accounts in M1 to M7", "M1 至 M7 的账户数"),
    denominator=Text("all accounts", "全部账户数"),
    unit=Unit.COUNT,
    cohort=ALL_ACCOUNTS,
    exclusions=NOBODY,
)

ROLL_BY_COUNT = Definition(
    key="roll_by_count",
    family=Family.ROLL,
    title=Text("Roll matrix, by count", "迁徙矩阵（按户数）"),
    formula=Text(
        "accounts that went from one bucket to another ÷ accounts in the first bucket",
        "由某账龄段迁至另一账龄段的账户数 ÷ 较早一日处于前者的账户数",
    ),
    numerator=Text(
        "accounts in the row's bucket on the earlier day and in the column's state on the later",
        "较早一日处于行账龄段、较晚一日处于列状态的账户数",
    ),
    denominator=Text(
        "accounts in the row's bucket on the earlier day", "较早一日处于行账龄段的账户数"
    ),
    unit=Unit.SHARE,
    cohort=BOTH_DAYS,
    exclusions=Text(
        "Accounts that first appear on the later day. Accounts that vanished have a column.",
        "较晚一日首次出现的账户。已不在文件中的账户单列一栏。",
    ),
)

ROLL_BY_BALANCE = Definition(
    key="roll_by_balance",
    family=Family.ROLL,
    title=Text("Roll matrix, by balance", "迁徙矩阵（按余额）"),
    formula=Text(
        "earlier balance of accounts that went from one bucket to another ÷ "
        "earlier balance of the first bucket",
        "由某账龄段迁至另一账龄段账户的期初余额 ÷ 前者的期初余额",
    ),
    numerator=Text(
        "balance on the earlier day of the accounts that ended in the column's state",
        "较晚一日处于列状态的账户在较早一日的余额",
    ),
    denominator=Text(
        "balance on the earlier day of the accounts in the row's bucket",
        "行账龄段账户在较早一日的余额",
    ),
    unit=Unit.SHARE,
    cohort=BOTH_DAYS,
    exclusions=Text(
        "New charges after the earlier day, because the earlier balance is used throughout; "
        "balances in credit; accounts that first appear on the later day.",
        "较早一日之后的新增交易（统一使用期初余额）、贷方余额、较晚一日首次出现的账户。",
    ),
    money_parts=True,
)

ENTRY_RATE = Definition(
    key="entry_rate",
    family=Family.ROLL,
    title=Text("Entry rate", "入催率"),
    formula=Text(
        "accounts that became past due between the two days ÷ current accounts that owed",
        "两日之间转为逾期的账户数 ÷ 期初正常且有欠款的账户数",
    ),
    numerator=Text(
        "of these, accounts in M1 or worse on the later day", "其中较晚一日处于 M1 及以上的账户数"
    ),
    denominator=Text(
        "accounts in M0 on the earlier day that owed something", "较早一日处于 M0 且有欠款的账户数"
    ),
    unit=Unit.SHARE,
    cohort=BOTH_DAYS,
    exclusions=Text(
        "Accounts that owed nothing on the earlier day: nothing of theirs could fall due.",
        "较早一日无欠款的账户：没有可到期的款项。",
    ),
)

CURE_RATE = Definition(
    key="cure_rate",
    family=Family.ROLL,
    title=Text("Cure rate", "转好率"),
    formula=Text(
        "accounts back to current on the later day ÷ accounts past due on the earlier",
        "较晚一日恢复正常的账户数 ÷ 较早一日逾期的账户数",
    ),
    numerator=Text(
        "of these, accounts in M0 on the later day, those that owe nothing any more included",
        "其中较晚一日处于 M0 的账户数（含已结清）",
    ),
    denominator=Text("accounts in M1 to M7 on the earlier day", "较早一日处于 M1 至 M7 的账户数"),
    unit=Unit.SHARE,
    cohort=BOTH_DAYS,
    exclusions=Text(
        "None. Accounts that vanished stay in the denominator and are not cures.",
        "无。已不在文件中的账户留在分母，不算转好。",
    ),
)
