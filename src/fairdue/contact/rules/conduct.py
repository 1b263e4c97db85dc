"""What collectors in China may not do or write: CN-COND-01, CN-COND-02, CN-CRIM-07, CN-REC-01."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause
from fairdue.wording.rules.sayings import told_by

ACTS: dict[str, Text] = {
    "violence": Text("No violence.", "不得使用暴力。"),
    "coercion": Text("No coercion.", "不得胁迫。"),
    "intimidation": Text("No intimidation.", "不得恐吓。"),
    "insult": Text("No insults.", "不得侮辱。"),
    "impersonation": Text(
        "Don't pose as a court, an authority, or someone else.",
        "不得冒充司法、行政机关或他人名义。",
    ),
    "privacy": Text("Don't spread private matters.", "不得散布他人隐私。"),
    "threat": Text("No threats.", "不得威胁。"),
    "fraud": Text("No deceit or false statements.", "不得欺诈或作虚假陈述。"),
    "fictitious_blacklist": Text(
        "Don't invent a blacklist or credit database.", "不得虚构黑名单或征信数据库。"
    ),
    "false_promise": Text("No false promises.", "不得作虚假承诺。"),
    "exaggeration": Text(
        "Don't exaggerate the amount or the consequences.", "不得夸大债务金额或后果。"
    ),
    "extra_fees": Text("No extra fees.", "不得收取额外费用。"),
    "new_borrowing": Text("Don't suggest new borrowing to repay.", "不得诱导借新还旧。"),
    "public_posting": Text(
        "Don't post notices or letters in public.", "不得在公共场所张贴通知或律师函。"
    ),
    "private_device": Text(
        "Agencies use private phones or accounts only with the institution's consent.",
        "未经金融机构同意，催收机构不得使用私人电话或社交账号。",
    ),
    "harassment": Text(
        "Don't harass by calls, texts or messages.", "不得以电话、短信、即时通讯等方式骚扰。"
    ),
    "following": Text("Don't follow or stalk anyone.", "不得跟踪、纠缠。"),
}
"""Forbidden acts by the name that packs use."""

ONLY_WHEN_FALSE = frozenset({"fictitious_blacklist", "exaggeration", "false_promise", "threat"})
"""Acts that are no longer such where the statement is shown to be true."""


def may_act(
    acts: Collection[str],
    content: str,
    *,
    truthful: bool,
    forbidden_acts: Collection[str],
    telling_words: Sequence[str] = (),
    rule: str = "CN-COND-01",
) -> tuple[Clause, ...]:
    """A clause for every forbidden act that is told or that the text gives away: CN-COND-01, and
    CN-FREQ-03, CN-HARASS-01 and CN-ILLDEBT-01 with lists of their own.

    `telling_words` are patterns `act=expression`. A text shown to be truthful isn't read for
    claims that are only wrong when false.
    """
    found = set(acts)
    for saying in told_by(telling_words):
        if not (truthful and saying.kind in ONLY_WHEN_FALSE) and saying.pattern.search(content):
            found.add(saying.kind)
    wrong = [act for act in forbidden_acts if act in found]
    if not wrong:
        return (clause(rule, False, ACTS["violence"], ("acts", "")),)
    return tuple(clause(rule, True, ACTS[act], ("act", act)) for act in wrong)


def overstates(stated: Decimal | None, owed: Decimal | None) -> bool:
    """Does a contact name more than is owed? Only where both amounts are known, in one currency."""
    return stated is not None and owed is not None and stated > owed


def contact_is_not_banned(banned: bool) -> Clause:
    """No contact while the police forbid it: CN-HARASS-01 (2025 revision, art. 50)."""
    return clause(
        "CN-HARASS-01",
        banned,
        Text("The police have forbidden contact for now.", "公安机关已责令禁止接触。"),
    )


def institution_is_named(
    *, first_contact: bool, stated: bool, institution_at_first_contact: bool
) -> Clause:
    """The first contact says for whom one calls: CN-COND-02."""
    return clause(
        "CN-COND-02",
        institution_at_first_contact and first_contact and not stated,
        Text(
            "State the institution at first contact.",
            "首次联系须表明所属机构。",
        ),
    )


@dataclass(frozen=True, slots=True)
class Overdraft:
    """The objective elements as far as known: collections, months since the second, principal."""

    effective_collections: int = 0
    unpaid_months: int = 0
    """Full months since the second effective collection, the day after included."""
    principal: Decimal = Decimal(0)


def may_mention_penalty(
    content: str,
    overdraft: Overdraft,
    *,
    guilt_wording: Sequence[str],
    penal_wording: Sequence[str],
    effective_collections: int,
    unpaid_months: int,
    principal_min: Decimal,
    asserted: bool = False,
) -> Clause:
    """A text, or whoever speaks (`asserted`), never asserts guilt, and mentions penal matters only
    once every objective element is there. Months, yuan of principal.
    Source: Fa Shi [2018] No. 19 arts. 6 and 8 (CN-CRIM-07).
    """
    complete = (
        overdraft.effective_collections >= effective_collections
        and overdraft.unpaid_months >= unpaid_months
        and overdraft.principal >= principal_min
    )
    asserts = asserted or any(re.search(word, content) for word in guilt_wording)
    mentions = any(re.search(word, content) for word in penal_wording)
    return clause(
        "CN-CRIM-07",
        asserts or (mentions and not complete),
        Text(
            "The text asserts penal consequences that non-payment alone doesn't have.",
            "文本断言了单纯未还款并不产生的刑事后果。",
        ),
        ("effective_collections", overdraft.effective_collections),
        ("effective_collections_min", effective_collections),
        ("unpaid_months", overdraft.unpaid_months),
        ("principal_min", principal_min),
    )


def is_recorded(told: bool | None, *, recorded: bool) -> Clause:
    """The collection process is recorded: CN-REC-01. None where nothing is told."""
    return clause(
        "CN-REC-01",
        recorded and told is False,
        Text("Record the collection process.", "催收过程须录音或录像。"),
    )
