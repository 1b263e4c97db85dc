"""What a complaint is about: issues ranked by how much of the text speaks of them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from fairdue.wording.rules.plain import plain

CUES: dict[str, str] = {
    "hardship": r"失业|没工作|没钱|还不起|困难|生病|住院|降薪|hardship|lost my job|unemploy\w*|can(?:'t|not) (?:pay|afford)|struggl\w*|medical|laid off|payment plan|reduce\w* (?:my )?payment",
    "threat": r"威胁|恐吓|上门|起诉我|坐牢|抓我|报警抓|threat\w*|arrest|jail|sue me|garnish|warrant",
    "abuse": r"骂|侮辱|辱骂|脏话|态度|凶|羞辱|rude|swor|curs\w*|yell\w*|insult\w*|obscen\w*|profan\w*|abusive",
    "frequency": r"骚扰|天天打|每天打|不停|频繁|轰炸|一天.{0,4}(?:次|个|通)|harass\w*|constantly|repeated\w*|times a day|every day|keep calling|non-?stop",
    "third_party": r"家人|父母|单位|同事|朋友|通讯录|老板|邻居|亲戚|my (?:boss|employer|mother|family|wife|husband|friends?|co-?workers?|neighbou?rs?)",
    "not_owed": r"不是我|没借|没欠|盗刷|冒用|已还|还清|结清|身份.{0,4}(?:盗|冒)|not mine|identity theft|never (?:opened|applied|owed)|already paid|paid (?:off|in full)|don'?t owe|fraud\w*",
    "amount": r"利息|金额|违约金|算错|多收|费用|重复扣|interest|fees?|overcharg\w*|amount|balance|wrong amount|double charg\w*",
    "payment": r"扣款|还款.{0,4}(?:失败|没到账|未入账)|自动扣|入账|转账|payments? (?:not|wasn'?t|didn'?t|never|posted|returned)|autopay|withdr\w*|debit\w*",
    "credit_record": r"征信|信用报告|信用记录|credit (?:report|score|bureau|file)|equifax|experian|transunion|reporting",
    "unreachable": r"联系不上|打不通|没人接|不回|无人回复|no (?:one|response|answer)|can'?t (?:reach|contact|get through)|never (?:called|responded|returned)|on hold|unanswered",
    "information": r"没(?:有)?(?:收到|提供).{0,6}(?:账单|合同|明细)|证明|凭证|statement|validation|verif\w*|documentation|proof|contract",
}  # fmt: skip
"""Words that speak of an issue."""
ISSUES = {name: re.compile(pattern) for name, pattern in CUES.items()}


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue and how much the text speaks of it, from 0 to 1; all issues add up to 1."""

    name: str
    score: float


def triage(text: str) -> tuple[Issue, ...]:
    """The issues of a complaint, the likeliest first; none where the text speaks of none."""
    said = plain(text).text
    counts = {name: len(pattern.findall(said)) for name, pattern in ISSUES.items()}
    weights = {name: math.sqrt(count) for name, count in counts.items() if count}
    total = sum(weights.values())
    ranked = sorted(weights.items(), key=lambda pair: (-pair[1], pair[0]))
    return tuple(Issue(name, weight / total) for name, weight in ranked)
