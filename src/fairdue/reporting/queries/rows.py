"""What a page of rows behind a figure is, and the columns that rows have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from fairdue.kernel.text import Text

PAGE_ROWS = 50


class Part(StrEnum):
    """Which of the two numbers of a figure."""

    NUMERATOR = "numerator"
    DENOMINATOR = "denominator"


class Kind(StrEnum):
    """How a column's values are written."""

    TEXT = "text"
    INTEGER = "integer"
    MONEY = "money"
    DAY = "day"
    MOMENT = "moment"
    BUCKET = "bucket"
    CODE = "code"
    CASE = "case"
    YES_NO = "yes_no"
    DECIMAL = "decimal"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the rows behind a figure. Money is in minor units of the row's currency."""

    name: str
    title: Text
    kind: Kind = Kind.TEXT
    of_person: bool = False
    """True for what tells one person from another, masked as it is."""


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of rows, and how many there are in all."""

    columns: tuple[Column, ...]
    rows: list[tuple[Any, ...]]
    total: int


@dataclass(frozen=True, slots=True)
class Page:
    """Which rows: from `offset`, `limit` of them; None for all from there on."""

    offset: int = 0
    limit: int | None = PAGE_ROWS


ACCOUNT = Column("account_ref", Text("Account", "账户号"))
CURRENCY = Column("currency", Text("Currency", "币种"), Kind.CODE)
BUCKET = Column("bucket", Text("Bucket", "账龄段"), Kind.BUCKET)
DAYS = Column("days_past_due", Text("Days past due", "逾期天数"), Kind.INTEGER)
CYCLES = Column("cycles_past_due", Text("Cycles past due", "逾期期数"), Kind.INTEGER)
BALANCE = Column("total_minor", Text("Balance", "余额"), Kind.MONEY)
FROM = Column("from_bucket", Text("Earlier bucket", "原账龄段"), Kind.BUCKET)
TO = Column("to", Text("Later state", "现状态"), Kind.BUCKET)
EARLIER = Column("total_minor", Text("Earlier balance", "期初余额"), Kind.MONEY)
LATER = Column("later_minor", Text("Later balance", "期末余额"), Kind.MONEY)
CASE = Column("case_id", Text("Case", "案件"), Kind.CASE)
NAME = Column("name_masked", Text("Customer", "客户"), of_person=True)
MADE_AT = Column("made_at", Text("Made at", "时间"), Kind.MOMENT)
CHANNEL = Column("channel", Text("Channel", "渠道"), Kind.CODE)
OUTCOME = Column("outcome", Text("Outcome", "结果"), Kind.CODE)
STATE = Column("state", Text("State", "状态"), Kind.CODE)

STANDING = (ACCOUNT, CURRENCY, BUCKET, DAYS, CYCLES, BALANCE)
MOVED = (ACCOUNT, CURRENCY, FROM, TO, EARLIER, LATER)
ATTEMPTS = (
    MADE_AT,
    CASE,
    NAME,
    Column("value_masked", Text("Number", "号码"), of_person=True),
    CHANNEL,
    OUTCOME,
)
CUSTOMERS = (
    NAME,
    Column("calls", Text("Calls", "电话数"), Kind.INTEGER),
    Column("connected", Text("Connected", "接通"), Kind.INTEGER),
    Column("right_party", Text("Right party", "接通本人"), Kind.INTEGER),
)
WORKED = (CASE, Column("attempts", Text("Attempts", "触达次数"), Kind.INTEGER))
PROMISES = (
    Column("made_at", Text("Promised at", "承诺时间"), Kind.MOMENT),
    CASE,
    NAME,
    Column("amount_minor", Text("Promised", "承诺金额"), Kind.MONEY),
    CURRENCY,
    Column("due_on", Text("Due", "到期日"), Kind.DAY),
    STATE,
    Column("paid_minor", Text("Paid", "实付金额"), Kind.MONEY),
)
PERMITS = (
    Column("asked_at", Text("Asked at", "申请时间"), Kind.MOMENT),
    NAME,
    CHANNEL,
    Column("granted", Text("Answer", "结论"), Kind.CODE),
    Column("failing", Text("Failing clauses", "未通过条款")),
)
QUEUE = (
    CASE,
    NAME,
    BUCKET,
    DAYS,
    Column("treatment", Text("Treatment", "催收动作"), Kind.CODE),
    STATE,
    Column("available_at", Text("Available from", "可作业时间"), Kind.MOMENT),
    Column("taken_at", Text("Taken at", "领取时间"), Kind.MOMENT),
)
ENTERED = (
    CASE,
    NAME,
    Column("opened_on", Text("Opened", "入催日"), Kind.DAY),
    BUCKET,
    Column("closed_on", Text("Closed", "了结日"), Kind.DAY),
    Column("exit_reason", Text("Because", "了结原因"), Kind.CODE),
    Column("spoken", Text("Spoken to", "已通话或面谈"), Kind.YES_NO),
)
CURED = (*ENTERED, Column("again_on", Text("Past due again", "再次入催日"), Kind.DAY))
LAGS = (
    Column("made_at", Text("Promised at", "承诺时间"), Kind.MOMENT),
    CASE,
    NAME,
    Column("amount_minor", Text("Promised", "承诺金额"), Kind.MONEY),
    CURRENCY,
    Column("due_on", Text("Due", "到期日"), Kind.DAY),
    STATE,
    Column("lag_days", Text("Days to payment", "至还款天数"), Kind.INTEGER),
)
PLANS = (
    Column("agreement_id", Text("Agreement", "协议"), Kind.INTEGER),
    NAME,
    Column("kind", Text("Kind", "类型"), Kind.CODE),
    Column("accepted_on", Text("Accepted", "接受日"), Kind.DAY),
    Column("observed_until", Text("Observed until", "观察至"), Kind.DAY),
    Column("lasted_days", Text("Days", "天数"), Kind.INTEGER),
    Column("failed", Text("Failed", "已失败"), Kind.YES_NO),
)
PROVEN = (
    MADE_AT,
    CASE,
    NAME,
    CHANNEL,
    OUTCOME,
    Column("proven", Text("Proven", "留痕完整"), Kind.YES_NO),
)
WEEKS = (
    Column("customer_ref", Text("Customer", "客户号"), of_person=True),
    Column("week", Text("Week from", "周起始日"), Kind.DAY),
    Column("contacts", Text("Contacts", "联系数"), Kind.INTEGER),
    Column("points", Text("Points", "点数"), Kind.INTEGER),
)
RECEIVED = Column("received_at", Text("Received", "收到时间"), Kind.MOMENT)
DECISION = Column("decision", Text("Decision", "认定"), Kind.CODE)
COMPLAINTS = (
    RECEIVED,
    NAME,
    Column("about", Text("About", "事由"), Kind.CODE),
    Column("via", Text("Received by", "来源"), Kind.CODE),
    DECISION,
)
DISPUTES = (
    RECEIVED,
    NAME,
    Column("ground", Text("Ground", "理由"), Kind.CODE),
    DECISION,
    Column("days", Text("Days", "天数"), Kind.DECIMAL),
)
HARDSHIP = (
    Column("asked_at", Text("Asked at", "申请时间"), Kind.MOMENT),
    NAME,
    Column("decided", Text("Decided by", "决定方式"), Kind.CODE),
    Column("days", Text("Days", "天数"), Kind.DECIMAL),
)
VISITS = (
    Column("at", Text("Made at", "时间"), Kind.MOMENT),
    CASE,
    NAME,
    OUTCOME,
    Column("verified", Text("Presence proven", "到场可证"), Kind.YES_NO),
    Column("met", Text("Somebody met", "有人应答"), Kind.YES_NO),
)
CLAIMS = (
    Column("matter_id", Text("Matter", "案件"), Kind.INTEGER),
    NAME,
    Column("filed_on", Text("Filed", "立案日"), Kind.DAY),
    CURRENCY,
    Column("claimed_minor", Text("Claimed", "诉请金额"), Kind.MONEY),
    Column("recovered_minor", Text("Recovered", "回收金额"), Kind.MONEY),
    Column("cost_minor", Text("Costs", "费用"), Kind.MONEY),
)
OWED = (
    ACCOUNT,
    CURRENCY,
    BUCKET,
    Column("past_due_minor", Text("Past due", "逾期金额"), Kind.MONEY),
    Column("paid_minor", Text("Paid", "还款金额"), Kind.MONEY),
    Column("recovered_minor", Text("Counted", "计入金额"), Kind.MONEY),
)
SEVERE = (
    Column("team", Text("Team", "团队")),
    Column("people", Text("People", "人数"), Kind.INTEGER),
    Column("contacts", Text("Contacts", "联系数"), Kind.INTEGER),
    Column("severe", Text("Abusive", "辱骂威胁"), Kind.INTEGER),
    Column("minutes", Text("Minutes", "分钟"), Kind.INTEGER),
)
SPREAD = (
    Column("team", Text("Team", "团队")),
    Column("people", Text("People", "人数"), Kind.INTEGER),
    Column("severe", Text("Incidents", "侵害事件"), Kind.INTEGER),
)
GRANTED = (
    Column("people", Text("People", "人数"), Kind.INTEGER),
    Column("times", Text("Times", "次数"), Kind.INTEGER),
    Column("minutes", Text("Minutes", "分钟"), Kind.INTEGER),
)
READINGS = (
    Column("name", Text("Experiment", "试验")),
    Column("as_of", Text("Read", "读数日"), Kind.DAY),
    Column("challengers", Text("Challenger", "挑战组"), Kind.INTEGER),
    Column("champions", Text("Champion", "基准组"), Kind.INTEGER),
)


def without_persons(rows: Rows) -> Rows:
    """The same rows for those who see nobody's data: without what tells persons apart."""
    kept = [place for place, column in enumerate(rows.columns) if not column.of_person]
    return Rows(
        tuple(rows.columns[place] for place in kept),
        [tuple(row[place] for place in kept) for row in rows.rows],
        rows.total,
    )
