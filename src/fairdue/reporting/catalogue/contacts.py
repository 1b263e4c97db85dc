"""Figures over contacts made."""

from __future__ import annotations

from fairdue.kernel.text import Text
from fairdue.reporting.catalogue.words import NOBODY
from fairdue.reporting.figure import Definition, Family, Unit

CALLS_ENDED = Text(
    "Telephone calls made in the span whose outcome is recorded.",
    "期间内拨出且已登记结果的电话。",
)
NO_OPEN_CALLS = Text(
    "Calls still open, and attempts by other channels.",
    "尚未登记结果的通话，以及其他渠道的触达。",
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
