"""Every figure, defined once. Adding one here is the first step of adding one at all."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.reporting.figure import Definition, Family, Unit

NOBODY = Text("None.", "无。")
ALL_ACCOUNTS = Text(
    "All accounts in the issuer's file of the day, in one currency.",
    "发卡机构当日文件中的全部账户，仅限同一币种。",
)
BOTH_DAYS = Text(
    "Accounts in the file of the earlier day, in one currency.",
    "较早一日文件中的账户，仅限同一币种。",
)
CALLS_ENDED = Text(
    "Telephone calls made in the span whose outcome is recorded.",
    "期间内拨出且已登记结果的电话。",
)
NO_OPEN_CALLS = Text(
    "Calls still open, and attempts by other channels.",
    "尚未登记结果的通话，以及其他渠道的触达。",
)
FELL_DUE = Text(
    "Promises whose date lies in the span and that are settled.",
    "到期日在期间内且已有结论的承诺。",
)
NO_OPEN_PROMISES = Text(
    "Open promises, also those within their grace days; replaced and withdrawn ones.",
    "尚未有结论的承诺（含宽限期内的）、被替代的和已撤回的承诺。",
)
ASKED = Text("Permits asked for in the span.", "期间内申请的触达许可。")

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

ATTEMPTS = Definition(
    key="attempts",
    family=Family.CONTACTS,
    title=Text("Contact attempts", "触达次数"),
    formula=Text("attempts of the channel ÷ all attempts", "该渠道触达次数 ÷ 全部触达次数"),
    numerator=Text("attempts made by the channel in the span", "期间内通过该渠道的触达次数"),
    denominator=Text("attempts made by any channel", "全部渠道的触达次数"),
    unit=Unit.COUNT,
    cohort=Text(
        "Attempts made in the span, each under its own permit.", "期间内的触达，每次均有许可。"
    ),
    exclusions=NOBODY,
)
OUTCOMES = Definition(
    key="outcomes",
    family=Family.CONTACTS,
    title=Text("Calls by outcome", "各结果电话数"),
    formula=Text(
        "calls with the outcome ÷ calls with any outcome", "该结果的电话数 ÷ 已登记结果的电话数"
    ),
    numerator=Text("calls that ended with the outcome", "以该结果结束的电话数"),
    denominator=Text("calls with a recorded outcome", "已登记结果的电话数"),
    unit=Unit.COUNT,
    cohort=CALLS_ENDED,
    exclusions=NO_OPEN_CALLS,
)
CONNECT_RATE = Definition(
    key="connect_rate",
    family=Family.CONTACTS,
    title=Text("Connect rate", "接通率"),
    formula=Text("calls answered by a person ÷ calls", "由人接听的电话数 ÷ 电话数"),
    numerator=Text("calls that a person answered", "由人接听的电话数"),
    denominator=Text("calls with a recorded outcome", "已登记结果的电话数"),
    unit=Unit.SHARE,
    cohort=CALLS_ENDED,
    exclusions=NO_OPEN_CALLS,
)
RPC_PER_ATTEMPT = Definition(
    key="rpc_per_attempt",
    family=Family.CONTACTS,
    title=Text("Right party per call", "本人接通率（按拨打）"),
    formula=Text(
        "calls that reached the verified customer ÷ calls", "接通已核验本人的电话数 ÷ 电话数"
    ),
    numerator=Text("calls that reached the customer, verified", "接通本人且已核验的电话数"),
    denominator=Text("calls with a recorded outcome", "已登记结果的电话数"),
    unit=Unit.SHARE,
    cohort=CALLS_ENDED,
    exclusions=NO_OPEN_CALLS,
)
RPC_PER_CONNECT = Definition(
    key="rpc_per_connect",
    family=Family.CONTACTS,
    title=Text("Right party per connect", "本人接通率（按接通）"),
    formula=Text(
        "calls that reached the verified customer ÷ calls a person answered",
        "接通已核验本人的电话数 ÷ 由人接听的电话数",
    ),
    numerator=Text("calls that reached the customer, verified", "接通本人且已核验的电话数"),
    denominator=Text("calls that a person answered", "由人接听的电话数"),
    unit=Unit.SHARE,
    cohort=CALLS_ENDED,
    exclusions=NO_OPEN_CALLS,
)
RPC_ACCOUNT_RATE = Definition(
    key="rpc_account_rate",
    family=Family.CONTACTS,
    title=Text("Customers reached", "本人触达率（按客户）"),
    formula=Text(
        "customers reached in person at least once ÷ customers called",
        "至少接通一次本人的客户数 ÷ 拨打过的客户数",
    ),
    numerator=Text("customers with at least one right-party call", "至少一次接通本人的客户数"),
    denominator=Text("customers called at least once", "至少拨打过一次的客户数"),
    unit=Unit.SHARE,
    cohort=Text(
        "Customers called in the span; a customer's accounts are worked together and count once.",
        "期间内拨打过的客户；同一客户的多个账户合并处理，只计一次。",
    ),
    exclusions=NO_OPEN_CALLS,
)
PENETRATION = Definition(
    key="penetration",
    family=Family.CONTACTS,
    title=Text("Penetration", "覆盖率"),
    formula=Text("cases worked ÷ cases in the queue", "已作业案件数 ÷ 队列内案件数"),
    numerator=Text(
        "of these, cases called or visited at least once in the span",
        "其中期间内至少致电或外访一次的案件数",
    ),
    denominator=Text(
        "cases with a place in the queue that were open in the span",
        "期间内处于在催状态且进入队列的案件数",
    ),
    unit=Unit.SHARE,
    cohort=Text("Cases in a team's queue, open in the span.", "期间内在催、已进入团队队列的案件。"),
    exclusions=Text(
        "Cases the strategy leaves alone or that never got a place; messages and letters are no "
        "work on a case.",
        "策略决定不催或未进入队列的案件；短信、邮件和信函不计作业。",
    ),
)
INTENSITY = Definition(
    key="intensity",
    family=Family.CONTACTS,
    title=Text("Intensity", "频度"),
    formula=Text("calls and visits ÷ cases worked", "电话与外访次数 ÷ 已作业案件数"),
    numerator=Text(
        "calls and visits on those cases in the span",
        "期间内对这些案件的电话与外访次数",
    ),
    denominator=Text(
        "queued cases called or visited at least once in the span",
        "期间内至少致电或外访一次的队列案件数",
    ),
    unit=Unit.RATIO,
    cohort=Text("Cases in a team's queue, open in the span.", "期间内在催、已进入团队队列的案件。"),
    exclusions=Text(
        "Cases neither called nor visited; messages and letters.",
        "未致电也未外访的案件；短信、邮件和信函。",
    ),
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

DENIAL_RATE = Definition(
    key="denial_rate",
    family=Family.PERMITS,
    title=Text("Permit denial rate", "许可拒绝率"),
    formula=Text("permits denied ÷ permits asked for", "被拒许可数 ÷ 申请许可数"),
    numerator=Text("permits denied", "被拒的触达许可数"),
    denominator=Text("permits asked for", "申请的触达许可数"),
    unit=Unit.SHARE,
    cohort=ASKED,
    exclusions=NOBODY,
)
DENIALS_BY_CLAUSE = Definition(
    key="denials_by_clause",
    family=Family.PERMITS,
    title=Text("Denials by clause", "各条款拒绝率"),
    formula=Text(
        "permits the clause denied ÷ permits asked for", "因该条款被拒的许可数 ÷ 申请许可数"
    ),
    numerator=Text(
        "permits that the clause denied, alone or with others",
        "因该条款（或与其他条款同时）被拒的许可数",
    ),
    denominator=Text("permits asked for", "申请的触达许可数"),
    unit=Unit.SHARE,
    cohort=ASKED,
    exclusions=Text(
        "None. A permit may be denied by several clauses, so the shares don't add up to the rate.",
        "无。一次许可可能同时因多项条款被拒，故各条款之和可大于总拒绝率。",
    ),
)
VIOLATION_RATE = Definition(
    key="violation_rate",
    family=Family.PERMITS,
    title=Text("Violation rate", "违规联系率"),
    formula=Text(
        "contacts later judged unlawful ÷ contacts made", "事后判定违规的联系数 ÷ 已进行的联系数"
    ),
    numerator=Text(
        "of these, contacts against which a finding stands: unlawful after all, or reached "
        "somebody else",
        "其中现有有效判定（事后判定违规或联系到他人）的联系数",
    ),
    denominator=Text("contacts made in the span, by any channel", "期间内各渠道已进行的联系数"),
    unit=Unit.SHARE,
    cohort=Text(
        "Contacts made in the span, each under its own permit, as known now.",
        "期间内已进行的联系（每次均有许可），以现有信息为准。",
    ),
    exclusions=Text(
        "Messages that were not delivered, findings that were withdrawn, and denials that turned "
        "out needless.",
        "未送达的短信与邮件、已撤销的判定，以及事后判定合规的拒绝。",
    ),
)
QUEUE = Definition(
    key="queue",
    family=Family.QUEUE,
    title=Text("Queue", "队列"),
    formula=Text("cases in the state ÷ cases in the queue", "该状态案件数 ÷ 队列内案件数"),
    numerator=Text("cases of the team in the state at this moment", "该团队当前处于该状态的案件数"),
    denominator=Text("cases of the team in any state", "该团队队列内全部案件数"),
    unit=Unit.COUNT,
    cohort=Text("Cases in a team's queue at this moment.", "当前团队队列内的案件。"),
    exclusions=NOBODY,
)

CATALOGUE: dict[str, Definition] = {
    definition.key: definition
    for definition in (
        ACCOUNTS_BY_BUCKET,
        BALANCE_BY_BUCKET,
        DELINQUENT_ACCOUNTS,
        DELINQUENCY_RATE,
        ROLL_BY_COUNT,
        ROLL_BY_BALANCE,
        ENTRY_RATE,
        CURE_RATE,
        ATTEMPTS,
        OUTCOMES,
        CONNECT_RATE,
        RPC_PER_ATTEMPT,
        RPC_PER_CONNECT,
        RPC_ACCOUNT_RATE,
        PENETRATION,
        INTENSITY,
        PROMISES_TAKEN,
        MONEY_PROMISED,
        PROMISE_RATE,
        PROMISES_DUE,
        KEPT_RATE_COUNT,
        KEPT_RATE_MONEY,
        DENIAL_RATE,
        DENIALS_BY_CLAUSE,
        VIOLATION_RATE,
        QUEUE,
    )
}
"""All figures by key, in the order of the documents."""
