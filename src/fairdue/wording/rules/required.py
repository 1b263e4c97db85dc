"""What must be there: items by name, and how each is known when it stands in a text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fairdue.kernel.text import Text


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that a text must say."""

    words: Text
    pattern: re.Pattern[str]


def _item(en: str, zh: str, pattern: str) -> Item:
    return Item(Text(en, zh), re.compile(pattern, re.IGNORECASE))


ITEMS: dict[str, Item] = {
    "creditor": _item("the creditor's name", "债权人名称", r"\{\{?\s*(?:creditor|lender|firm|bank)\w*"),
    "amount": _item(
        "the amount with its currency",
        "金额及币种",
        r"\{\{?\s*\w*(?:amount|balance|due|paid|instal)\w*|\d\s?(?:元|块|USD|CNY|GBP|EUR|HKD)|[¥￥$£€]\s?\d|"
        r"(?:CNY|USD|GBP|EUR|RMB|人民币)\s?\d",
    ),
    "date": _item(
        "the day", "日期",
        r"\{\{?\s*\w*(?:date|day|_on|deadline)\w*|\d{1,2}\s?月\s?\d{1,2}\s?[日号]|\d{4}-\d{2}-\d{2}|"
        r"\b\d{1,2} (?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|"
        r"\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)\w* \d{1,2}\b",
    ),
    "opt_out": _item(
        "how not to receive such messages", "退订方式",
        r"退订|拒收|回复\s?[TtNnRr][Dd]?|不再接收|unsubscribe|opt[ -]?out|(?:reply|text|send) ?[\"'“]?(?:stop|end|quit)|stop to",
    ),
    "contact": _item(
        "how to reach us", "联系方式",
        r"\{\{?\s*\w*(?:phone|hotline|contact|callback|number)\w*|客服|热线|致电|来电|回电|联系(?:我行|我们|本行)|电话|"
        r"\bcall\b|\bphone\b|\breach us|contact us|write to us|e-?mail us|\bring\b",
    ),
    "contact_code": _item(
        "the code by which the contact can be checked", "核验码",
        r"\{\{?\s*\w*code\w*|核验码|验证(?:编号|本)|联系码|查验|真伪|contact code|check (?:this|that|it)|genuine|verify",
    ),
    "how_to_pay": _item(
        "how to pay", "还款方式",
        r"\{\{?\s*\w*(?:pay_?link|link|url|portal|pay)\w*|还款方式|还款渠道|通过.{0,20}还款|app|网点|自助|存入|转账|链接|"
        r"\bpay (?:at|by|on|online|through|here|now|with|in)|to pay|payment (?:link|page|method|option)",
    ),
    "dispute": _item(
        "the right to object", "异议权利",
        r"异议|有疑问|有误|核实|申诉|提出异议|dispute|disagree|isn't right|don't recogni[sz]e|think (?:this|it) is wrong|question",
    ),
    "help": _item(
        "whom to turn to in hardship", "困难求助渠道",
        r"困难|协商|个性化分期|帮助|求助|hardship|difficult\w*|struggling|support|help|can't (?:afford|pay)|cannot (?:afford|pay)",
    ),
    "complaint": _item("how to complain", "投诉渠道", r"投诉|complain|ombudsman"),
    "basis": _item("reason and legal basis", "事由与依据", r"依据|根据|合同|协议|约定|agreement|contract|under (?:the|section)"),
    "seal": _item("the seal", "印章", r"盖章|印章|公章|\{\{?\s*\w*seal\w*|seal"),
    "debt_collector": _item(
        "that it comes from a debt collector", "表明来自催收方",
        r"debt collector|attempt to collect a debt|本.{0,6}催收",
    ),
    "purpose_of_information": _item(
        "that information will be used to collect", "所获信息将用于催收",
        r"information .{0,30}(?:will|may) be used",
    ),
    "validation": _item(
        "the validation notice", "债务核实通知",
        r"\{\{?\s*\w*validation\w*|30 days|end of the (?:30|validation)|validation period",
    ),
    "free_advice": _item(
        "free independent advice", "免费独立咨询渠道",
        r"moneyhelper|stepchange|national debtline|citizens advice|free (?:debt |independent )?advice",
    ),
    "recording": _item("that the call is recorded", "通话录音告知", r"录音|record(?:ed|ing)"),
    "name": _item("who is speaking", "表明身份", r"我是|这里是|工号|my name is|this is|i am|i'm|speaking"),
}  # fmt: skip
"""By name; a field of a template, as {amount_due}, stands for what it will say."""


def has(item: str, text: str, creditors: tuple[str, ...] = ()) -> bool:
    """Does a text say it? Raises KeyError for an item that isn't one of ITEMS."""
    known = ITEMS[item]
    if item == "creditor" and any(name and name.lower() in text.lower() for name in creditors):
        return True
    return known.pattern.search(text) is not None
