"""What a token may be used for: a closed list. Pure."""

from __future__ import annotations

from collections.abc import Collection

from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text

SCOPES: dict[str, Text] = {
    "customers:read": Text("find customers, masked", "查找客户（脱敏）"),
    "balances:read": Text("read balances and how they came about", "查看欠款余额及其逐笔说明"),
    "payments:read": Text("read payments", "查看还款"),
    "payments:write": Text("record and reverse payments", "登记和冲正还款"),
    "promises:read": Text("read promises to pay", "查看承诺还款"),
    "promises:write": Text("record and withdraw promises to pay", "登记和撤回承诺还款"),
    "causes:write": Text("record why someone fell behind", "登记逾期原因"),
    "capacity:read": Text("read what someone can pay", "查看还款能力"),
    "capacity:write": Text("record what someone can pay", "登记还款能力"),
    "hardship:write": Text("say that someone can't cope", "代为提出无力还款说明"),
    "offers:read": Text("read the offers made to someone", "查看可选方案"),
    "agreements:read": Text("read agreements and their schedules", "查看还款协议及分期明细"),
    "agreements:write": Text(
        "propose, accept, revise and withdraw agreements", "提出、接受、变更和撤回还款协议"
    ),
    "disputes:read": Text("read disputes", "查看争议"),
    "disputes:write": Text("open and withdraw disputes", "提出和撤回争议"),
    "complaints:read": Text("read complaints", "查看投诉"),
    "complaints:write": Text("record and withdraw complaints", "登记和撤回投诉"),
    "consents:read": Text("read consents and requests", "查看同意与请求"),
    "consents:write": Text("record and revoke consents", "登记和撤回同意"),
    "requests:write": Text(
        "record and withdraw requests about contact", "登记和撤回客户的联系请求"
    ),
    "transcripts:write": Text("hand in transcripts of talks", "提交通话转写"),
    "codes:check": Text("check whether a contact is genuine", "核验联系是否属实"),
    "events:read": Text("read the feed of events", "读取事件流"),
    "webhooks:manage": Text("set up and replay webhooks", "设置和重发事件通知"),
}
"""Every scope there is, and what it opens."""


def checked(scopes: Collection[str]) -> tuple[str, ...]:
    """The scopes in the list's order, each once. Raises Refused for none, or one not on it."""
    unknown = sorted(set(scopes) - set(SCOPES))
    if unknown:
        raise Refused(
            Text(
                f"There is no scope {unknown[0]!r}; there are {', '.join(SCOPES)}.",
                f"没有“{unknown[0]}”这一权限；可选：{'、'.join(SCOPES)}。",
            )
        )
    if not scopes:
        raise Refused(Text("Choose at least one scope.", "请至少选择一项权限。"))
    return tuple(scope for scope in SCOPES if scope in set(scopes))
