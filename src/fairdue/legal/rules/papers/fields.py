"""The fields that a paper's template may have: closed, typed, and each from one place. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text, day_in_words
from fairdue.legal.rules.capitals import in_capitals

Kind = Literal["text", "long", "money", "capitals", "date", "count", "table"]
Source = Literal["records", "lender", "matter", "entered"]


@dataclass(frozen=True, slots=True)
class Rows:
    """A table: names of the columns, rows as they are printed, which are figures, a last row."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    figures: frozenset[int] = frozenset()
    total: Sequence[str] = ()


Value = str | int | date | Money | Rows


NOTHING = Text("", "")


@dataclass(frozen=True, slots=True)
class Field:
    """What a field is called, of which kind it is, and who knows it."""

    label: Text
    kind: Kind = "text"
    source: Source = "records"
    of: str = ""
    """Of capitals: the amount that they write."""
    hint: Text = NOTHING


def _lender(en: str, zh: str) -> Field:
    return Field(Text(en, zh), source="lender")


def _entered(en: str, zh: str, kind: Kind = "text", hint: tuple[str, str] = ("", "")) -> Field:
    return Field(Text(en, zh), kind, "entered", hint=Text(*hint))


FIELDS: Mapping[str, Field] = {
    # The lender, from policy.
    "lender": _lender("the lender's name", "发卡机构名称"),
    "lender_code": _lender("the lender's credit code", "统一社会信用代码"),
    "lender_address": _lender("the lender's address", "发卡机构住所"),
    "lender_phone": _lender("the lender's telephone", "发卡机构联系电话"),
    "lender_head": _lender("the lender's responsible person", "负责人姓名"),
    "lender_head_title": _lender("that person's post", "负责人职务"),
    "contract": _lender("the name of the card contract", "信用卡合约名称"),
    "contract_interest": _lender("the contract's clause on interest", "合约利息条款"),
    "contract_fees": _lender("the contract's clause on fees", "合约费用条款"),
    "contract_court": _lender("the contract's clause on the court", "合约管辖条款"),
    "contract_notice": _lender("how the clauses were pointed out", "条款提示说明方式"),
    # The cardholder and the debt, from the records.
    "name": Field(Text("the cardholder's name", "持卡人姓名")),
    "sex": Field(Text("the cardholder's sex", "性别")),
    "born_on": Field(Text("the cardholder's date of birth", "出生日期"), "date"),
    "id_number": Field(Text("the cardholder's ID number", "身份证号码")),
    "address": Field(Text("the cardholder's address", "住址")),
    "phone": Field(Text("the cardholder's telephone", "持卡人联系电话")),
    "cards": Field(Text("the cards", "信用卡")),
    "opened_on": Field(Text("the day the card was opened", "开卡日期"), "date"),
    "overdue_since": Field(Text("the first day overdue", "逾期起始日"), "date"),
    "as_of": Field(Text("the day of the figures", "欠款截止日"), "date"),
    "today": Field(Text("the day of the paper", "出具日期"), "date"),
    "principal": Field(Text("the principal", "透支本金"), "money"),
    "charges": Field(Text("interest and fees", "利息及费用"), "money"),
    "interest": Field(Text("the interest", "利息"), "money"),
    "fees": Field(Text("the fees", "费用"), "money"),
    "claimed": Field(Text("the whole claim", "诉请总额"), "money"),
    "claimed_capitals": Field(
        Text("the claim in capitals", "诉请总额大写"), "capitals", of="claimed"
    ),
    "repaid": Field(Text("what was repaid", "已还款金额"), "money"),
    "demands": Field(Text("how often payment was demanded", "催收次数"), "count"),
    "demanded_on": Field(Text("the last day of a demand", "最近催收日期"), "date"),
    "owed_table": Field(Text("the accounts", "账户欠款明细"), "table"),
    "lines_table": Field(Text("the balance line by line", "欠款计算明细"), "table"),
    "demands_table": Field(Text("the demands", "催收记录"), "table"),
    "evidence_table": Field(Text("the evidence", "证据目录"), "table"),
    # The matter.
    "matter": Field(Text("the matter's number", "案件编号"), source="matter"),
    "court": Field(Text("the court, confirmed", "管辖法院（已确认）"), source="matter"),
    "court_number": Field(Text("the court's number", "法院案号"), source="matter"),
    "next_step": Field(Text("what may follow, as approved", "经批准的后续程序"), source="matter"),
    "firm": Field(Text("the law firm", "律师事务所"), source="matter"),
    "firm_contract": Field(Text("the contract with the firm", "委托合同编号"), source="matter"),
    "firm_licence": Field(Text("the firm's licence", "律所执业许可证号"), source="matter"),
    "lawyer": Field(Text("the lawyer", "律师姓名"), source="matter"),
    "lawyer_licence": Field(Text("the lawyer's licence", "律师执业证号"), source="matter"),
    # What an officer enters.
    "pay_by": _entered("by when to pay", "还款期限", "date"),
    "agent": _entered("the agent", "委托代理人"),
    "agent_phone": _entered("the agent's telephone", "代理人电话"),
    "agent_of": _entered("where the agent works", "代理人工作单位"),
    "powers": _entered(
        "the agent's powers",
        "代理权限",
        "long",
        (
            "General, or special with each power named.",
            "一般授权，或列明各项特别授权事项。",
        ),
    ),
    "power_until": _entered("until when the power lasts", "代理期限", "date"),
    "settled": _entered("what is paid under the settlement", "和解还款总额", "money"),
    "settled_capitals": Field(
        Text("the settlement in capitals", "和解总额大写"), "capitals", "entered", of="settled"
    ),
    "instalments": _entered("how many instalments", "分期期数", "count"),
    "first_due_on": _entered("the first due date", "首期还款日", "date"),
    "instalments_table": Field(Text("the instalments", "还款计划"), "table", "entered"),
    "pay_to": _entered("where to pay", "还款账户"),
    "title_paper": _entered(
        "the paper to enforce",
        "执行依据",
        hint=(
            "Court, number and kind, such as a payment order.",
            "法院、案号及文书名称，如支付令、民事判决书。",
        ),
    ),
    "title_final_on": _entered("since when it is final", "执行依据生效日期", "date"),
    "unperformed": _entered("what was not performed", "未履行金额", "money"),
    "unperformed_capitals": Field(
        Text("that in capitals", "未履行金额大写"), "capitals", "entered", of="unperformed"
    ),
    "assets": _entered("clues to property", "财产线索", "long"),
    "more": _entered("anything else", "其他需要说明的内容", "long"),
}  # fmt: skip
"""All there are. A template that names another is refused."""


def said(name: str, value: Value, language: str) -> str:
    """A value as the words of a language have it. Raises ValueError for a value of another kind."""
    field = FIELDS[name]
    if field.kind in ("text", "long") and isinstance(value, str):
        return value
    if field.kind == "money" and isinstance(value, Money):
        return money_said(value, language)
    if field.kind == "capitals" and isinstance(value, Money):
        return in_capitals(value)
    if field.kind == "date" and isinstance(value, date):
        return day_in_words(value).in_language(language)
    if field.kind == "count" and isinstance(value, int):
        return str(value)
    raise ValueError(f"{name} is a {field.kind}, and {type(value).__name__} is none")


def money_said(amount: Money, language: str) -> str:
    """12,345.67元 in Chinese for yuan; else 12,345.67 CNY."""
    if language.startswith("zh") and amount.currency == "CNY":
        return f"{amount.amount:,}元"
    return str(amount)


def figure(amount: Money | Decimal) -> str:
    """An amount in a table, whose head names the currency."""
    return f"{amount.amount if isinstance(amount, Money) else amount:,}"
