"""What China's Personal Information Protection Law (in force 2021-11-01) asks of each use of data.

One clause per condition. A condition that a caller can't tell is passed as met, so that only what
is known to be wrong denies.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


@dataclass(frozen=True, slots=True)
class AutomatedDecision:
    """A decision about a person made by machine."""

    transparent: bool = True
    explained: bool = True
    """An explanation is given when asked for."""
    refusal_offered: bool = True
    """The person can refuse a decision made by machine alone."""
    refused: bool = False
    by_machine_only: bool = True


def may_decide_by_machine(decision: AutomatedDecision) -> tuple[Clause, ...]:
    """May a decision rest on a machine: open, explained, refusable, not refused? (art. 24)"""
    rule = "CN-PIPL-04"
    return (
        _clause(
            rule,
            decision.transparent,
            Text("Automated decisions must be transparent.", "自动化决策须透明、公平。"),
        ),
        _clause(
            rule,
            decision.explained,
            Text("Explain the decision when asked.", "应个人要求须对决策予以说明。"),
        ),
        _clause(
            rule,
            decision.refusal_offered,
            Text(
                "Let the person refuse a decision made by machine alone.",
                "须允许个人拒绝仅通过自动化方式作出的决定。",
            ),
        ),
        _clause(
            rule,
            not (decision.refused and decision.by_machine_only),
            Text(
                "The person refused a decision made by machine alone; let a human decide.",
                "个人已拒绝仅由自动化方式作出决定，须由人工处理。",
            ),
        ),
    )


@dataclass(frozen=True, slots=True)
class SensitiveUse:
    """A use of sensitive data, such as financial accounts or location."""

    purpose_specific: bool = True
    necessary: bool = True
    protected: bool = True
    separately_consented: bool = True
    other_basis: bool = False
    """Another legal basis that needs no consent, such as performing the contract (art. 13)."""


def may_process_sensitive(use: SensitiveUse) -> tuple[Clause, ...]:
    """May sensitive data be processed: specific, necessary, protected, consented? (arts. 28-29)"""
    rule = "CN-PIPL-05"
    return (
        _clause(
            rule,
            use.purpose_specific,
            Text("Sensitive data need a specific purpose.", "处理敏感个人信息须有特定目的。"),
        ),
        _clause(
            rule,
            use.necessary,
            Text("Sensitive data only where necessary.", "处理敏感个人信息须有充分必要性。"),
        ),
        _clause(
            rule,
            use.protected,
            Text("Sensitive data need strict protection.", "处理敏感个人信息须采取严格保护措施。"),
        ),
        _clause(
            rule,
            use.separately_consented or use.other_basis,
            Text("Separate consent is needed.", "须取得个人的单独同意。"),
        ),
    )


def breach_is_handled(
    *, remedied: bool, authority_told: bool, person_told: bool
) -> tuple[Clause, ...]:
    """Is a breach handled: remedied at once, authority and person told? (art. 57)"""
    rule = "CN-PIPL-06"
    return (
        _clause(rule, remedied, Text("Remedy the breach at once.", "须立即采取补救措施。")),
        _clause(rule, authority_told, Text("Notify the authority.", "须通知监管部门。")),
        _clause(rule, person_told, Text("Notify the person.", "须通知个人。")),
    )


@dataclass(frozen=True, slots=True)
class Access:
    """An access to personal data."""

    permitted: bool = True
    """The role of whoever asks allows it."""
    logged: Collection[str] | None = None
    """What the log says of it; None where that isn't in question."""
    protected: bool = True
    """The data are encrypted or de-identified."""
    trained: bool = True
    plan_exists: bool = True
    """There is a plan for incidents."""


def may_access(access: Access, *, log_fields: Collection[str]) -> tuple[Clause, ...]:
    """May personal data be opened: by role, logged, protected, by trained staff? (arts. 51, 54)"""
    rule = "CN-PIPL-07"
    missing = [] if access.logged is None else [f for f in log_fields if f not in access.logged]
    return (
        _clause(
            rule,
            access.permitted,
            Text("The role has no permission for this.", "该角色无此操作权限。"),
        ),
        Clause(
            rule,
            allowed=not missing,
            reason=Text("Log who, when, what and why.", "须记录访问的人员、时间、内容和原因。"),
            values=(("missing", " ".join(missing)),),
        ),
        _clause(
            rule,
            access.protected,
            Text("Encrypt or de-identify the data.", "须采取加密或去标识化措施。"),
        ),
        _clause(
            rule,
            access.trained,
            Text("Train whoever handles personal data.", "须对从业人员进行培训。"),
        ),
        _clause(
            rule,
            access.plan_exists,
            Text("Have a plan for incidents.", "须制定个人信息安全事件应急预案。"),
        ),
    )


@dataclass(frozen=True, slots=True)
class Handling:
    """Any other handling of personal data."""

    necessary: bool = True
    published: bool = False
    consented_to_publication: bool = False
    request_answered: bool = True
    """A request to see, copy, correct or delete was answered."""
    goes_abroad: bool = False
    abroad_conditions_met: bool = True


def may_handle(handling: Handling) -> tuple[Clause, ...]:
    """May data be handled so: no more than needed, unpublished, requests answered, abroad only on
    the law's conditions? (arts. 6, 25, 38-40, 44-50)
    """
    rule = "CN-PIPL-08"
    return (
        _clause(
            rule,
            handling.necessary,
            Text("Use no more data than necessary.", "须限于实现目的的最小范围。"),
        ),
        _clause(
            rule,
            not handling.published or handling.consented_to_publication,
            Text("Personal data may not be published.", "不得公开个人信息。"),
        ),
        _clause(
            rule,
            handling.request_answered,
            Text(
                "Answer requests to see, copy, correct or delete.",
                "须响应查阅、复制、更正、删除请求。",
            ),
        ),
        _clause(
            rule,
            not handling.goes_abroad or handling.abroad_conditions_met,
            Text("The conditions for sending data abroad aren't met.", "不符合个人信息出境条件。"),
        ),
    )


def may_entrust(
    contract_items: Collection[str] | None,
    *,
    supervised: bool,
    ended: bool,
    items: Collection[str],
) -> tuple[Clause, ...]:
    """May processing be entrusted: under a contract that says everything, supervised, and not
    after it ended? (art. 21) `contract_items` None leaves the contract's text out of the question.
    """
    rule = "CN-PIPL-01"
    missing = [i for i in items if contract_items is not None and i not in contract_items]
    return (
        Clause(
            rule,
            allowed=not missing,
            reason=Text(
                "The contract must settle purpose, term, method, types and protection.",
                "委托合同须约定目的、期限、方式、种类和保护措施。",
            ),
            values=(("missing", " ".join(missing)),),
        ),
        _clause(
            rule,
            supervised,
            Text("Supervise the processor.", "须对受托人的处理活动进行监督。"),
        ),
        _clause(
            rule,
            not ended,
            Text(
                "The contract ended: data go back or are deleted.",
                "委托已终止，须返还或删除个人信息。",
            ),
        ),
    )


def _clause(rule: str, allowed: bool, reason: Text) -> Clause:
    return Clause(rule, allowed=allowed, reason=reason)
