"""China: objective elements of a malicious overdraft."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fairdue.law_cases.case import Answer, Facts, as_decimal
from fairdue.law_cases.registry import Law, answers
from fairdue.legal.rules import overdraft
from fairdue.legal.rules.court_fees import to_fen
from fairdue.rulebook.packs import NoValueError

OWN = ("", "debtor", "cardholder", "holder", "guarantor")


def demands_of(facts: Facts, law: Law) -> list[overdraft.Demand]:
    """The demands of a case. Lawfulness is told, or seen from hour and recipient."""
    return [
        overdraft.Demand(
            on=row.day("date", "at", "on"),
            after_overdue=row.flag("after_overdue", default=True),
            receipt_confirmed=row.flag("receipt_confirmed", "received", default=True),
            evading=row.flag("evading", "deliberate_evasion"),
            lawful=row.flag("lawful", default=True)
            and (row.word("to") in OWN or row.word("to").startswith("reserved"))
            and not _at_night(row, law),
        )
        for row in facts.parts("collections", "demands")
    ]


def _at_night(row: Facts, law: Law) -> bool:
    stated = str(row.get("at", default=""))
    if "T" not in stated:
        return False
    moment = datetime.fromisoformat(stated).astimezone(row.zone).time()
    try:
        night = law.terms("CN-HOURS-01")
    except NoValueError:
        return False
    return bool(moment >= night["night_begins"] or moment < night["night_ends"])


@answers("CN", "effective_collection_count", otherwise_of=("CN-CRIM-01",))
def effective_count(facts: Facts, law: Law) -> Answer:
    """How many demands count."""
    return Answer.computed(len(overdraft.effective_days(demands_of(facts, law))))


@answers(
    "CN",
    "second_effective_collection",
    "second_effective_collection_date",
    "second_effective_date",
)
def second_day(facts: Facts, law: Law) -> Answer:
    """The day of the second demand of the earliest pair."""
    return Answer.computed(
        overdraft.second_effective_day(demands_of(facts, law), **law.terms("CN-CRIM-02"))
    )


@answers("CN", "two_effective_collections_30d", otherwise_of=("CN-CRIM-02",))
def two_demands(facts: Facts, law: Law) -> Answer:
    """Are there two, far enough apart?"""
    second = overdraft.second_effective_day(demands_of(facts, law), **law.terms("CN-CRIM-02"))
    return Answer.computed(second is not None)


@answers("CN", "more_than_three_months", otherwise_of=("CN-CRIM-03",))
def long_enough(facts: Facts, law: Law) -> Answer:
    """Unpaid for more than three months since the second demand?"""
    second = facts.day_or_none("second_effective_collection", "second_effective_collection_date")
    if second is None:
        second = overdraft.second_effective_day(demands_of(facts, law), **law.terms("CN-CRIM-02"))
    return Answer.computed(overdraft.unpaid_long_enough(second, law.on, **law.terms("CN-CRIM-03")))


@answers("CN", "criminal_principal", "overdraft_principal", otherwise_of=("CN-CRIM-04",))
def principal(facts: Facts, law: Law) -> Answer:
    """Principal still unpaid."""
    return Answer.computed(to_fen(_principal(facts)))


def _principal(facts: Facts) -> Any:
    if facts.tells("criminal_principal", "overdraft_principal", "principal_unpaid"):
        return facts.amount("criminal_principal", "overdraft_principal", "principal_unpaid")
    rows = facts.parts("repayments", "payments")
    repaid = [(row.day_or_none("date", "at", "on"), row.amount("amount")) for row in rows]
    lump = facts.get("total_repaid_since", "total_repaid", "repaid")
    if lump is not None:
        repaid.append((None, as_decimal(lump)))
    return overdraft.overdraft_principal(
        facts.amount("overdraft_principal_drawn", "principal_drawn"),
        repaid,
        filed_on=facts.day_or_none(
            "police_case_filed_on",
            "police_case_filed",
            "police_filing_date",
            "case_filed_on",
            "police_filed_on",
        ),
    )


@answers("CN", "amount_tier", otherwise_of=("CN-CRIM-05",))
def tier(facts: Facts, law: Law) -> Answer:
    """The tier of the amount."""
    return Answer.computed(overdraft.amount_tier(_principal(facts), **law.terms("CN-CRIM-05")))


@answers("CN", "leniency", "leniency_available", otherwise_of=("CN-CRIM-06",))
def leniency(facts: Facts, law: Law) -> Answer:
    """What full repayment opens."""
    stage = facts.word("fully_repaid", "repaid_stage", "repaid_in_full", "repaid", "stage")
    tier_name = facts.word("tier", "amount_tier") or overdraft.amount_tier(
        _principal(facts), **law.terms("CN-CRIM-05")
    )
    return Answer.computed(
        overdraft.leniency(
            tier_name,
            repaid_before_prosecution=facts.flag("fully_repaid_before_prosecution")
            or "prosecution" in stage,
            repaid_before_judgment=facts.flag(
                "fully_repaid_before_first_judgment", "fully_repaid_before_judgment"
            )
            or "judgment" in stage,
            times_punished=facts.number(
                "prior_card_fraud_punishments", "prior_punishments", "times_punished", default=0
            ),
            **law.terms("CN-CRIM-06"),
        )
    )


@answers(
    "CN",
    "excluded_from_malicious_overdraft",
    "malicious_overdraft_excluded",
    otherwise_of=("CN-CRIM-08",),
)
def excluded(facts: Facts, law: Law) -> Answer:
    """Is the debt outside the notion?"""
    disguised = facts.flag("disguised_loan", "loan_disguised_as_card") or facts.says("disguised")
    purpose = "disguised_loan" if disguised else "card"
    return Answer.computed(overdraft.is_excluded(purpose, **law.terms("CN-CRIM-08")))


@answers("CN", "export_evidence", "export_evidence_pack", otherwise_of=("CN-CRIM-09",))
def evidence(facts: Facts, law: Law) -> Answer:
    """May the evidence pack go out?"""
    law.terms("CN-CRIM-09")
    clauses = overdraft.evidence_complete(
        staff_signed=facts.flag("staff_signature", "staff_signed", default=True),
        bank_sealed=facts.flag("bank_seal", "bank_sealed", default=True),
        proofs=len(facts.get("proofs", "evidence", default=["told"])),
    )
    return Answer.judged(*clauses)
