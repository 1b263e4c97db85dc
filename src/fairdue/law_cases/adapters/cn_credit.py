"""China: credit records, objections and complaints."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from fairdue.compliance.rules import deadlines
from fairdue.credit_record.rules import adverse_record, one_off_repair, pboc_status
from fairdue.law_cases.case import Answer, Facts, is_amount
from fairdue.law_cases.registry import Law, answers


@answers("CN", "report_to_credit_db", "report_adverse", otherwise_of=("CN-CR-01",))
def report(facts: Facts, law: Law) -> Answer:
    """May adverse information be sent?"""
    told_on = facts.day_like("notified", "informed", "notice", "told")
    told = not facts.denies("notif", "inform", "notice", "told")
    adverse = facts.flag("adverse", "adverse_information", "is_negative", default=True)
    clauses = adverse_record.may_report_adverse(
        first_report=adverse and facts.flag("first_adverse_report", "first_report", default=True),
        told_before=told and (told_on is None or told_on <= law.on),
        consented_in_writing=not facts.denies("consent"),
        **law.terms("CN-CR-01"),
    )
    return Answer.judged(*clauses)


ENDED = ("adverse_ended_on", "ended_on", "conduct_ended_on", "overdue_ended_on", "settled_on",
         "repaid_in_full", "repaid_on", "cleared_on", "adverse_end")  # fmt: skip


def _kept_until(facts: Facts, law: Law) -> date | None:
    """The last day the record may stay; None while the conduct lasts."""
    ended = facts.day_or_none(*ENDED) or facts.day_like("(^|_)end")
    if ended is None and not facts.mentions(*ENDED):
        ended = facts.day(*ENDED)
    if ended is None:
        return None
    return adverse_record.adverse_record_last_day(ended, **law.terms("CN-CR-02"))


@answers("CN", "adverse_record_last_retention_day", otherwise_of=("CN-CR-02",))
def adverse_end(facts: Facts, law: Law) -> Answer:
    """The last day the record may stay."""
    return Answer.computed(_kept_until(facts, law))


@answers(
    "CN",
    otherwise_of=("CN-CR-02",),
    asked=("deleted_from", "deletion", "delete_by", "delete_from", "removed_from"),
)
def adverse_deleted(facts: Facts, law: Law) -> Answer:
    """The day on which the record is gone."""
    last = _kept_until(facts, law)
    return Answer.computed(last and last + timedelta(days=1))


@answers(
    "CN",
    "adverse_record_must_be_deleted",
    "adverse_record_expired",
    otherwise_of=("CN-CR-02",),
    asked=("must_be_deleted", "must_delete", "expired"),
)
def adverse_expired(facts: Facts, law: Law) -> Answer:
    """Must the record be gone?"""
    last = _kept_until(facts, law)
    return Answer.computed(last is not None and law.on > last)


@answers("CN", otherwise_of=("CN-CR-02",), asked=("keep", "kept", "show", "display", "retain"))
def adverse_kept(facts: Facts, law: Law) -> Answer:
    """May the record be kept and shown?"""
    last = _kept_until(facts, law)
    return Answer.computed(last is None or law.on <= last)


@answers("CN", otherwise_of=("CN-CR-02",), asked=("statement",))
def statement(facts: Facts, law: Law) -> Answer:
    """May a person add a statement to an adverse record? Yes, so it can't be refused."""
    law.terms("CN-CR-02")
    refuses = any(token in facts.word("type") for token in ("refuse", "reject", "delete"))
    return Answer.computed(not refuses)


CREDIT = ("CN-CR-03", "CN-CR-04", "CN-CR-06")


@answers(
    "CN",
    "free_reports_allowed",
    "free_credit_reports",
    otherwise_of=CREDIT,
    asked=("free_", "report"),
)
def free_reports(facts: Facts, law: Law) -> Answer:
    """How many reports are free, whether the next one is, or whether it may be charged for."""
    terms = law.terms("CN-CR-06")
    asked = facts.word("what", "type")
    count = adverse_record.free_reports(law.on, **terms)
    if "extra" in asked:
        return Answer.computed(count - terms["per_year"])
    used = facts.like(is_amount, "used", "taken", "obtained", "so_far")
    if "charge" in asked:
        return Answer.computed(used is not None and int(used) >= count)
    if "remaining" in asked or "left" in asked:
        return Answer.computed(max(count - int(used or 0), 0))
    if used is not None or "next" in asked or "is_free" in asked:
        return Answer.computed(int(used or 0) < count)
    return Answer.computed(terms["per_year"] if "per_year" in asked else count)


def _repair_terms(law: Law) -> one_off_repair.Terms:
    return one_off_repair.Terms(**law.terms("CN-CR-04"))


def _repair(facts: Facts) -> tuple[date, Decimal, date | None]:
    amount = facts.amount_like("amount")
    return (
        facts.day("overdue_incurred", "incurred_on", "overdue_on", "overdue_date"),
        facts.amount("single_overdue") if amount is None else amount,
        facts.day_like("repaid", "paid", "cleared", "settled"),
    )


@answers("CN", "one_off_repair_eligible", otherwise_of=("CN-CR-04",))
def repair_eligible(facts: Facts, law: Law) -> Answer:
    """Is the record hidden?"""
    incurred, amount, repaid = _repair(facts)
    return Answer.computed(
        one_off_repair.one_off_repair_eligible(incurred, amount, repaid, terms=_repair_terms(law))
    )


@answers(
    "CN",
    "one_off_repair_hidden_no_later_than",
    otherwise_of=("CN-CR-04",),
    asked=(
        "hidden_by",
        "hidden_on",
        "hidden_no",
        "hidden_from",
        "hide_",
        "hidden_day",
        "hidden_date",
    ),
)
def repair_hidden(facts: Facts, law: Law) -> Answer:
    """By when the record is hidden; nothing for a record that stays."""
    return Answer.computed(_hidden_by(facts, law))


def _hidden_by(facts: Facts, law: Law) -> date | None:
    incurred, amount, repaid = _repair(facts)
    terms = _repair_terms(law)
    eligible = one_off_repair.one_off_repair_eligible(incurred, amount, repaid, terms=terms)
    if not eligible or repaid is None:
        return None
    return one_off_repair.hidden_no_later_than(repaid, terms=terms)


@answers("CN", otherwise_of=("CN-CR-04",), asked=("hidden", "shown"))
def repair_is_hidden(facts: Facts, law: Law) -> Answer:
    """Is the record hidden by this day?"""
    by = _hidden_by(facts, law)
    hidden = by is not None and law.on >= by
    return Answer.computed(not hidden if "shown" in facts.word("what") else hidden)


@answers("CN", otherwise_of=("CN-CR-04",), asked=("charge", "sell", "offer"))
def charge_for_repair(facts: Facts, law: Law) -> Answer:
    """May the repair be charged for, or sold? It is automatic and free."""
    law.terms("CN-CR-04")
    paid = facts.amount_like("fee", "price", "amount")
    sells = any(token in facts.word("type") for token in ("charge", "sell"))
    return Answer.computed(not sells and not paid)


STATES = (
    ("ended_otherwise", "ended"),
    ("ended", "ended"),
    ("guarant", "guarantor_paid"),
    ("asset", "asset_for_debt"),
    ("bad_debt", "bad_debt"),
    ("written_off", "bad_debt"),
    ("write_off", "bad_debt"),
    ("before_month_end", "paid_late_within_month"),
    ("paid_late", "paid_late_within_month"),
    ("paid_after_due", "paid_late_within_month"),
    ("billing_day", "billing_day_changed"),
    ("billing_date", "billing_day_changed"),
    ("no_bill", "billing_day_changed"),
    ("unknown", "unknown"),
    ("nothing_due", "nothing_due"),
    ("no_payment_due", "nothing_due"),
    ("no_amount_due", "nothing_due"),
    ("no_repayment_due", "nothing_due"),
    ("no_account", "no_account"),
    ("not_opened", "no_account"),
    ("settled", "settled"),
    ("closed", "settled"),
    ("normal", None),
)
"""The first token in what is told of the account gives its state."""


@answers("CN", "pboc_repayment_status", "pboc_status", otherwise_of=("CN-CR-05",))
def repayment_status(facts: Facts, law: Law) -> Answer:
    """The status character."""
    law.terms("CN-CR-05")
    told = [
        facts.word(name)
        for name in ("state", "status", "account_state", "account_status", "event", "situation",
                     "condition")
    ]  # fmt: skip
    told += [name for name, value in facts.known.items() if value is True]
    state = next((name for token, name in STATES if any(token in word for word in told)), None)
    if state is None and _paid_late_in_month(facts):
        state = "paid_late_within_month"
    if "card" in facts.word("account_type", "product", default="credit_card"):
        missed = facts.like(is_amount, "missed", "minimum")
        return Answer.computed(pboc_status.card_status(int(missed or 0), state))
    days = facts.number("days_past_due", "days_overdue", "overdue_days", default=0)
    return Answer.computed(pboc_status.loan_status(days, state))


def _paid_late_in_month(facts: Facts) -> bool:
    due, paid = facts.day_or_none("due_date"), facts.day_or_none("paid_on", "repaid_on")
    return due is not None and paid is not None and pboc_status.paid_late_within_month(due, paid)


@answers("CN", "credit_objection_reply_last_day", otherwise_of=("CN-CR-03",))
def objection_reply(facts: Facts, law: Law) -> Answer:
    """The last day to answer an objection."""
    received = facts.day_like("received", "objection") or facts.day("objection_received")
    return Answer.computed(
        deadlines.answer_by(received, days=law.term("CN-CR-03", "objection_days"))
    )


@answers("CN", otherwise_of=("CN-CR-03",), asked=("close", "share", "provide"))
def objection_steps(facts: Facts, law: Law) -> Answer:
    """May an objection be closed, or its record shared? Marked first, and answered in writing."""
    law.terms("CN-CR-03")
    told = facts.within("objection")
    return Answer.computed(not told.denies("mark", "answer", "check", "writ", "annotat"))


@answers(
    "CN",
    "pboc_complaint_reply_last_day",
    otherwise_of=("CN-CR-03",),
    asked=("complaint", "branch", "pboc"),
)
def branch_complaint(facts: Facts, law: Law) -> Answer:
    """The last day for the central bank's branch to answer."""
    received = facts.day_like("received", "complaint") or facts.day("complaint_received")
    days = law.term("CN-CR-03", "branch_complaint_days")
    return Answer.computed(deadlines.answer_by(received, days=days))


@answers("CN", "complaint_decision_last_day", otherwise_of=("CN-CMPL-01",))
def complaint_decision(facts: Facts, law: Law) -> Answer:
    """The last day to decide a complaint. Without a word about approval a special one has it."""
    told = facts.word("complexity", "kind", "category", "complaint_type", default="simple")
    special = told == "special" or facts.affirms("special")
    denied = facts.denies("approv", "exten")
    granted = facts.affirms("approv", "exten") or facts.word("extension") == "approved"
    return Answer.computed(
        deadlines.complaint_decision_by(
            facts.day("complaint_received", "received", "received_at"),
            "complex" if special else told,
            extended=granted or (special and not denied),
            **law.terms("CN-CMPL-01"),
        )
    )
