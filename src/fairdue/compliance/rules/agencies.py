"""Agencies and personal information in China: when a case or its data may go to someone else.

CBIRC Rule [2022] 13; GB/T 45251-2025 and CBA 2026 on evaluation; PIPL arts. 21, 23, 55-57;
Fa Shi [2017] 10 art. 5 for the alert thresholds.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from fairdue.kernel.calendars import add_months
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause


def may_place_with(
    *, published: bool, whitelisted: bool, publication_required: bool
) -> tuple[Clause, ...]:
    """May a case go to this agency? Its name is published, and it is on the whitelist."""
    return (
        Clause(
            "CN-OUT-01",
            allowed=published or not publication_required,
            reason=Text(
                "Publish the agency's name and contact first.", "须先公示催收机构名称和联系方式。"
            ),
        ),
        Clause(
            "CN-OUT-01",
            allowed=whitelisted,
            reason=Text("The agency is not on the whitelist.", "该机构不在白名单内。"),
        ),
    )


def may_disclose_arrears(*, lawful: bool) -> Clause:
    """May a holder's arrears be disclosed to others? Only on a lawful ground."""
    return Clause(
        "CN-OUT-01",
        allowed=lawful,
        reason=Text("Don't disclose arrears unlawfully.", "不得违法泄露客户欠款信息。"),
    )


def may_collect_from_unrelated(*, related: bool) -> Clause:
    """May an agency collect from this person? Never from one unrelated to the debt."""
    return Clause(
        "CN-OUT-01",
        allowed=related,
        reason=Text(
            "No collecting from persons unrelated to the debt.", "不得向与债务无关的第三人催收。"
        ),
    )


def evaluation_is_passed(passed: bool) -> Clause:
    """Does the agency meet the standards of the whitelist, as its evaluation found?"""
    return Clause(
        "CN-OUT-02",
        allowed=passed,
        reason=Text(
            "The agency doesn't meet the standards of entry.", "该机构不符合准入或评估标准。"
        ),
    )


def evaluation_is_current(evaluated_on: date | None, as_of: date, *, months: int) -> Clause:
    """Was the agency evaluated within a year? A day a year later still counts."""
    return Clause(
        "CN-OUT-02",
        allowed=evaluated_on is not None and as_of <= add_months(evaluated_on, months),
        reason=Text("Evaluate the agency at least once a year.", "每年至少对机构评估一次。"),
    )


def evaluated_at_end(done: bool) -> Clause:
    """Was the agency evaluated before its contract ends or is renewed?"""
    return Clause(
        "CN-OUT-02",
        allowed=done,
        reason=Text("Evaluate the agency before its contract ends.", "合同到期前须进行评估。"),
    )


def may_sub_entrust(*, by_processor: bool, consent: bool, contract: bool) -> tuple[Clause, ...]:
    """May a processor pass personal data on? Only with the bank's consent; and always under a
    contract on purpose, term, method, types and protection (PIPL art. 21).
    """
    return (
        Clause(
            "CN-PIPL-01",
            allowed=consent or not by_processor,
            reason=Text("The bank has not agreed to a sub-processor.", "未经银行同意不得转委托。"),
        ),
        Clause(
            "CN-PIPL-01",
            allowed=contract,
            reason=Text("Entrusting needs a contract.", "委托处理须订立合同。"),
        ),
    )


def may_provide(*, person_told: bool, separate_consent: bool) -> tuple[Clause, ...]:
    """May personal data go to another controller, such as a debt buyer (PIPL art. 23)?

    Whether an assigned debt needs the separate consent is unsettled; it is asked for.
    """
    return (
        Clause(
            "CN-PIPL-02",
            allowed=person_told,
            reason=Text(
                "Tell the person recipient, purpose and types.", "须告知接收方、目的和种类。"
            ),
        ),
        Clause(
            "CN-PIPL-02",
            allowed=separate_consent,
            reason=Text("Separate consent is needed.", "须取得单独同意。"),
        ),
    )


def impact_assessed(assessed: bool) -> Clause:
    """Was the impact assessed before sensitive data, automated decisions or entrusting (55)?"""
    return Clause(
        "CN-PIPL-03",
        allowed=assessed,
        reason=Text("Assess the impact first.", "须事前进行个人信息保护影响评估。"),
    )


def disclosure_alert(
    items: Mapping[str, int],
    *,
    in_service: bool,
    thresholds: Mapping[str, int],
    service_share: Decimal,
) -> bool:
    """Do unlawfully given-out items reach a threshold? Kinds add up in proportion, and halve for
    data obtained while serving.
    """
    share = service_share if in_service else Decimal(1)
    reached = sum(
        (Decimal(count) / (thresholds[kind] * share) for kind, count in items.items()), Decimal(0)
    )
    return reached >= 1
