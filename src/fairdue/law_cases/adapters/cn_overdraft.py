"""China: objective elements of a malicious overdraft."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from fairdue.law_cases.case import Answer, Facts, as_decimal
from fairdue.law_cases.registry import Law, answers
from fairdue.law_cases.words import holds
from fairdue.legal.rules import overdraft
from fairdue.legal.rules.court_fees import to_fen
from fairdue.rulebook.packs import NoValueError

OWN = ("", "debtor", "cardholder", "holder", "guarantor")


def demands_of(facts: Facts, law: Law) -> list[overdraft.Demand]:
    """The demands of a case. Lawfulness is told, or seen from hour and recipient."""
    rows = facts.parts("collections", "demands")
    if not facts.tells("collections", "demands"):
        single = facts.within("collection", "demand")
        rows = [single] if single.tells("receipt_confirmed", "after_overdue", "evading") else []
    return [
        overdraft.Demand(
            on=row.day_or_none("date", "at", "collected_on") or law.on,
            after_overdue=row.flag("after_overdue", "after_limit_or_term", default=True),
            receipt_confirmed=row.flag(
                "receipt_confirmed", "received", "receipt_confirmable", default=True
            ),
            evading=row.affirms("evad", "evasion"),
            lawful=row.flag("lawful", default=True)
            and (row.word("to") in OWN or row.word("to").startswith("reserved"))
            and (row.affirms("consented", "consent") or not _at_night(row, law)),
        )
        for row in rows
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
    """How many demands count, on which days, or whether the one told does."""
    law.terms("CN-CRIM-01")
    asked = facts.word("what")
    days = overdraft.effective_days(demands_of(facts, law))
    if any(token in asked for token in ("date", "days")):
        return Answer.computed(days)
    several = facts.tells("collections", "demands") or "count" in asked
    return Answer.computed(len(days) if several else bool(days))


@answers(
    "CN",
    "second_effective_collection",
    "second_effective_collection_date",
    "second_effective_date",
    otherwise_of=("CN-CRIM-02",),
    asked=("second", "date", "_on", "pair"),
)
def second_day(facts: Facts, law: Law) -> Answer:
    """The day of the second demand of the earliest pair, or the pair."""
    pair = overdraft.effective_pair(demands_of(facts, law), **law.terms("CN-CRIM-02"))
    asked = facts.word("what")
    if pair is None or ("pair" in asked and not any(t in asked for t in ("second", "date", "_on"))):
        return Answer.computed(pair)
    return Answer.computed(pair[1])


FIRST = ("first_effective_collection", "first_collection", "first_demand")
SECOND = ("second_effective_collection", "second_collection", "second_demand")


@answers("CN", "two_effective_collections_30d", otherwise_of=("CN-CRIM-02",))
def two_demands(facts: Facts, law: Law) -> Answer:
    """Are there two, far enough apart?"""
    gap = law.terms("CN-CRIM-02")
    first, second = facts.day_or_none(*FIRST), facts.day_or_none(*SECOND)
    if first is not None and second is not None:
        return Answer.computed(overdraft.far_enough_apart(first, second, **gap))
    return Answer.computed(overdraft.effective_pair(demands_of(facts, law), **gap) is not None)


@answers("CN", otherwise_of=("CN-CRIM-03",), asked=("_from", "_on", "date", "earliest"))
def long_enough_from(facts: Facts, law: Law) -> Answer:
    """The first day of more than three months since the second demand."""
    second = _second(facts, law)
    months = law.terms("CN-CRIM-03")
    return Answer.computed(second and overdraft.unpaid_long_enough_from(second, **months))


@answers("CN", "more_than_three_months", otherwise_of=("CN-CRIM-03",))
def long_enough(facts: Facts, law: Law) -> Answer:
    """Unpaid for more than three months since the second demand?"""
    second = _second(facts, law)
    return Answer.computed(overdraft.unpaid_long_enough(second, law.on, **law.terms("CN-CRIM-03")))


def _second(facts: Facts, law: Law) -> date | None:
    told = facts.day_or_none(*SECOND)
    if told is not None:
        return told
    return overdraft.second_effective_day(demands_of(facts, law), **law.terms("CN-CRIM-02"))


@answers("CN", "criminal_principal", "overdraft_principal", otherwise_of=("CN-CRIM-04",))
def principal(facts: Facts, law: Law) -> Answer:
    """Principal still unpaid."""
    return Answer.computed(to_fen(_principal(facts)))


UNPAID = ("criminal_principal", "overdraft_principal", "principal_unpaid", "principal", "amount")
DRAWN = ("overdraft_principal_drawn", "principal_drawn", "drawn", "overdraft_amount_drawn")


def _principal(facts: Facts) -> Decimal:
    draws = [_dated(row, facts) for row in facts.get("draws", "overdrafts", default=[])]
    if not draws and facts.amount_like("drawn") is None:
        return facts.amount(*UNPAID)
    repaid = [_dated(row, facts) for row in facts.get("repayments", "payments", default=[])]
    lump = facts.get("total_repaid_since", "total_repaid", "repaid", "repaid_total", "paid_total")
    if lump is not None:
        repaid.append((None, as_decimal(lump)))
    drawn = sum((amount for _, amount in draws), Decimal(0)) if draws else facts.amount(*DRAWN)
    filed = facts.day_like("filed", "filing")
    return overdraft.overdraft_principal(drawn, repaid, filed_on=filed)


def _dated(row: Any, facts: Facts) -> tuple[date | None, Decimal]:
    """A draw or repayment: a record, or only its amount."""
    if not isinstance(row, dict):
        return None, as_decimal(row)
    told = Facts(row, facts.zone)
    return told.day_or_none("date", "at", "paid_on"), told.amount("amount", "paid")


@answers("CN", "amount_tier", otherwise_of=("CN-CRIM-05",))
def tier(facts: Facts, law: Law) -> Answer:
    """The tier of the amount."""
    return Answer.computed(overdraft.amount_tier(_principal(facts), **law.terms("CN-CRIM-05")))


@answers("CN", "leniency", otherwise_of=("CN-CRIM-06",))
def leniency(facts: Facts, law: Law) -> Answer:
    """What full repayment opens."""
    return Answer.computed(_leniency(facts, law))


@answers("CN", otherwise_of=("CN-CRIM-06",), asked=("available", "possible", "prosecut", "exempt"))
def leniency_possible(facts: Facts, law: Law) -> Answer:
    """Does full repayment open this leniency, or any?"""
    asked = facts.word("what")
    opened = _leniency(facts, law)
    named = {"prosecut": "may_not_be_prosecuted", "exempt": "may_be_exempted"}
    sought = next((name for token, name in named.items() if token in asked), None)
    return Answer.computed(opened != "none" if sought is None else opened == sought)


def _leniency(facts: Facts, law: Law) -> str:
    tier_name = facts.word("tier", "amount_tier") or overdraft.amount_tier(
        _principal(facts), **law.terms("CN-CRIM-05")
    )
    before = _repaid_before(facts)
    return overdraft.leniency(
        tier_name,
        repaid_before_prosecution=before == "prosecution",
        repaid_before_judgment=before == "judgment",
        times_punished=int(facts.amount_like("punish", "convict", "sanction") or 0)
        or 2 * facts.affirms("twice", "two_or_more"),
        **law.terms("CN-CRIM-06"),
    )


def _repaid_before(facts: Facts) -> str:
    """`prosecution`, `judgment` or "": before what the debt was repaid in full."""
    paid_on = facts.day_or_none("fully_repaid_on", "repaid_in_full", "repaid_on")
    prosecuted, judged = facts.day_like("prosecut"), facts.day_like("judgment")
    if paid_on is not None and (prosecuted or judged):
        if prosecuted is None or paid_on < prosecuted:
            return "prosecution" if prosecuted else "judgment"
        return "judgment" if judged is None or paid_on < judged else ""
    if facts.denies("repaid_in_full", "repaid") and not facts.affirms("repaid"):
        return ""
    told = [name for name, value in facts.known.items() if value is True and "repaid" in name]
    told += [
        value
        for name, value in facts.known.items()
        if isinstance(value, str) and holds(name, "repaid", "repayment", "stage")
    ]
    stages = [stage for stage in told if "after" not in stage]
    return next((b for b in ("prosecution", "judgment") if any(b in s for s in stages)), "")


@answers(
    "CN",
    "excluded_from_malicious_overdraft",
    "malicious_overdraft_excluded",
    otherwise_of=("CN-CRIM-08",),
)
def excluded(facts: Facts, law: Law) -> Answer:
    """Is the debt outside the notion?"""
    return Answer.computed(_excluded(facts, law))


@answers(
    "CN",
    otherwise_of=("CN-CRIM-08",),
    asked=("within", "in_scope", "applies", "counts", "possible", "report", "file_"),
)
def not_excluded(facts: Facts, law: Law) -> Answer:
    """Is the debt inside the notion, and may it be treated so?"""
    return Answer.computed(not _excluded(facts, law))


def _excluded(facts: Facts, law: Law) -> bool:
    disguised = facts.says("disguised", "loan_issued_through", "loan_through_card")
    purpose = "disguised_loan" if disguised else "card"
    return overdraft.is_excluded(purpose, **law.terms("CN-CRIM-08"))


PROOFS = ("recording", "delivery", "receipt", "e_mail", "email", "signature", "signed", "sms",
          "message")  # fmt: skip
"""What of the name of a proof tells one of the kinds of art. 7."""


@answers("CN", "export_evidence", "export_evidence_pack", otherwise_of=("CN-CRIM-09",))
def evidence(facts: Facts, law: Law) -> Answer:
    """May the evidence pack go out?"""
    law.terms("CN-CRIM-09")
    told = facts.within("pack", "evidence_pack", "material", "bank_material")
    proofs = facts.get("proofs", "evidence", "evidence_items", default=["recording"])
    named = [proofs] if isinstance(proofs, str) else proofs
    shown = facts.get("pack_contains", "contents", "fields", "pack_contents", "contains")
    listed = " ".join(map(str, shown)) if isinstance(shown, list) else None
    clauses = overdraft.evidence_complete(
        staff_signed=not told.denies("staff", "signature")
        and (listed is None or holds(listed, "staff", "signature")),
        bank_sealed=not told.denies("seal") and (listed is None or "seal" in listed),
        proofs=sum(any(token in str(name) for token in PROOFS) for name in named),
    )
    return Answer.judged(*clauses)


@answers("CN", otherwise_of=("CN-CRIM-07",), asked=("intent",))
def intent_indicated(facts: Facts, law: Law) -> Answer:
    """Does anything but non-payment speak for intent? An indication only, open to rebuttal."""
    law.terms("CN-CRIM-07")
    told = facts.get("indicators", "indicator", default=[])
    named = [told] if isinstance(told, str) else told
    indicators = [name for name in named if not any(t in name for t in ("non_payment", "unpaid"))]
    rebutted = facts.affirms("rebut", "contrary")
    return Answer.computed(overdraft.intent_is_indicated(indicators, rebutted=rebutted))


ELEMENTS = tuple(f"CN-CRIM-0{number}" for number in (1, 2, 3, 4, 5))


@answers("CN", otherwise_of=ELEMENTS, asked=("objective", "elements", "all_limbs"))
def elements(facts: Facts, law: Law) -> Answer:
    """Are all objective elements there? It says nothing of intent, and nothing of guilt."""
    second = _second(facts, law)
    enough = overdraft.amount_tier(_principal(facts), **law.terms("CN-CRIM-05"))
    return Answer.computed(
        overdraft.elements_complete(
            long_enough=overdraft.unpaid_long_enough(second, law.on, **law.terms("CN-CRIM-03")),
            tier=enough,
            excluded=_excluded(facts, law),
        )
    )
