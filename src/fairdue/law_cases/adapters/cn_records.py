"""China: credit records, complaints, retention, staff, agencies, personal information."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from fairdue.compliance.rules import agencies, deadlines, retention, staff
from fairdue.credit_record.rules import adverse_record, one_off_repair, pboc_status
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.case import Answer, Facts, as_decimal
from fairdue.law_cases.registry import Law, answers
from fairdue.rulebook.packs import NoValueError


@answers("CN", "report_to_credit_db", "report_adverse", otherwise_of=("CN-CR-01",))
def report(facts: Facts, law: Law) -> Answer:
    """May adverse information be sent?"""
    clauses = adverse_record.may_report_adverse(
        first_report=facts.flag("first_adverse_report", "adverse"),
        told_before=facts.flag("notified_cardholder", "adverse_notice_given", default=True),
        consented_in_writing=facts.flag("written_consent", "consent_to_report", default=True),
        **law.terms("CN-CR-01"),
    )
    return Answer.judged(*clauses)


@answers("CN", "adverse_record_last_retention_day", otherwise_of=("CN-CR-02",))
def adverse_end(facts: Facts, law: Law) -> Answer:
    """The last day the record may stay."""
    ended = facts.day("adverse_ended_on", "adverse_ended", "ended_on")
    return Answer.computed(adverse_record.adverse_record_last_day(ended, **law.terms("CN-CR-02")))


@answers("CN", "adverse_record_must_be_deleted", "adverse_record_expired")
def adverse_expired(facts: Facts, law: Law) -> Answer:
    """Must the record be gone?"""
    ended = facts.day_or_none("adverse_ended_on", "adverse_ended", "ended_on")
    return Answer.computed(
        ended is not None
        and law.on > adverse_record.adverse_record_last_day(ended, **law.terms("CN-CR-02"))
    )


@answers("CN", "free_reports_allowed", "free_credit_reports", otherwise_of=("CN-CR-06",))
def free_reports(facts: Facts, law: Law) -> Answer:
    """How many reports are free."""
    return Answer.computed(adverse_record.free_reports(law.on, **law.terms("CN-CR-06")))


def _repair_terms(law: Law) -> one_off_repair.Terms:
    return one_off_repair.Terms(**law.terms("CN-CR-04"))


def _repair(facts: Facts) -> tuple[date, Decimal, date | None]:
    return (
        facts.day("overdue_incurred", "incurred_on"),
        facts.amount("single_overdue_amount", "overdue_amount", "amount"),
        facts.day_or_none("repaid_in_full", "repaid_in_full_on"),
    )


@answers("CN", "one_off_repair_eligible", otherwise_of=("CN-CR-04",))
def repair_eligible(facts: Facts, law: Law) -> Answer:
    """Is the record hidden?"""
    incurred, amount, repaid = _repair(facts)
    return Answer.computed(
        one_off_repair.one_off_repair_eligible(incurred, amount, repaid, terms=_repair_terms(law))
    )


@answers("CN", "one_off_repair_hidden_no_later_than", "one_off_repair_hidden_by")
def repair_hidden(facts: Facts, law: Law) -> Answer:
    """By when the record is hidden; nothing for a record that stays."""
    incurred, amount, repaid = _repair(facts)
    terms = _repair_terms(law)
    eligible = one_off_repair.one_off_repair_eligible(incurred, amount, repaid, terms=terms)
    if not eligible or repaid is None:
        return Answer.computed(None)
    return Answer.computed(one_off_repair.hidden_no_later_than(repaid, terms=terms))


STATES = (
    ("settled", "settled"),
    ("ended_otherwise", "ended"),
    ("ended", "ended"),
    ("guarant", "guarantor_paid"),
    ("asset", "asset_for_debt"),
    ("bad_debt", "bad_debt"),
    ("written_off", "bad_debt"),
    ("write_off", "bad_debt"),
    ("before_month_end", "paid_late_within_month"),
    ("paid_late", "paid_late_within_month"),
    ("billing_day", "billing_day_changed"),
    ("billing_date", "billing_day_changed"),
    ("unknown", "unknown"),
    ("nothing_due", "nothing_due"),
    ("no_repayment_due", "nothing_due"),
    ("no_account", "no_account"),
    ("not_opened", "no_account"),
    ("closed", "settled"),
    ("normal", None),
)


@answers("CN", "pboc_repayment_status", "pboc_status", otherwise_of=("CN-CR-05",))
def repayment_status(facts: Facts, law: Law) -> Answer:
    """The status character."""
    law.terms("CN-CR-05")
    told = [facts.word("state", "status", "account_state", "event")]
    told += [name for name, value in facts.known.items() if value is True]
    state = next((name for token, name in STATES if any(token in word for word in told)), None)
    if "card" in facts.word("account_type", "product", default="credit_card"):
        missed = facts.number(
            "consecutive_missed_minimum_payments", "missed_minimum_payments", default=0
        )
        return Answer.computed(pboc_status.card_status(missed, state))
    days = facts.number("days_past_due", "days_overdue", default=0)
    return Answer.computed(pboc_status.loan_status(days, state))


@answers("CN", "credit_objection_reply_last_day", otherwise_of=("CN-CR-03",))
def objection_reply(facts: Facts, law: Law) -> Answer:
    """The last day to answer an objection."""
    received = facts.day("objection_received", "received", "received_at")
    days = law.term("CN-CR-03", "objection_days")
    return Answer.computed(deadlines.answer_by(received, days=days))


@answers(
    "CN",
    "pboc_complaint_reply_last_day",
    "pboc_complaint_answer_last_day",
    "credit_complaint_reply_last_day",
)
def branch_complaint(facts: Facts, law: Law) -> Answer:
    """The last day for the central bank's branch to answer."""
    received = facts.day("complaint_received", "received", "received_at")
    days = law.term("CN-CR-03", "branch_complaint_days")
    return Answer.computed(deadlines.answer_by(received, days=days))


@answers("CN", "complaint_decision_last_day", otherwise_of=("CN-CMPL-01",))
def complaint_decision(facts: Facts, law: Law) -> Answer:
    """The last day to decide a complaint."""
    extended = facts.flag("extension_approved", "extended", "extension", "special")
    complexity = facts.word("complexity", default="simple")
    special = complexity == "special" and facts.flag("extension_approved", default=True)
    return Answer.computed(
        deadlines.complaint_decision_by(
            facts.day("complaint_received", "received", "received_at"),
            "complex" if complexity == "special" else complexity,
            extended=extended or special,
            **law.terms("CN-CMPL-01"),
        )
    )


RECORDS: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "recording": ("CN-REC-02", ("recording_at", "recorded_at", "recording_date")),
    "pia_report": ("CN-REC-06", ("pia_report_date", "report_date")),
    "processing_record": ("CN-REC-06", ("processing_record_date", "record_date")),
    "identity_data": ("CN-REC-05", ("relationship_ended", "relationship_ended_on")),
    "transaction_data": ("CN-REC-05", ("transaction_date", "transaction_at", "transaction_on")),
}  # fmt: skip
"""Kind of record, the rule of its ordinary term, and the names of its starting day."""


def _record_kind(facts: Facts) -> str:
    asked = facts.word("record", "what", "type")
    if "pia" in asked or "impact" in asked:
        return "pia_report"
    if "processing" in asked:
        return "processing_record"
    if "transaction" in asked:
        return "transaction_data"
    return "identity_data" if "identity" in asked or "customer" in asked else "recording"


def _terms_of(facts: Facts, law: Law) -> list[retention.Term]:
    """Every term that applies to the record, as far as the law of the day has one."""
    rule, names = RECORDS[_record_kind(facts)]
    start = facts.day_or_none(*names, "created_on", "recorded_on")
    found = [_term(law, rule, start)]
    if rule == "CN-REC-02":
        if "install" in facts.word("kind") or "instal" in facts.word("kind"):
            found.append(
                _term(law, "CN-REC-03", facts.day_or_none("debt_settled_at", "debt_settled_on"))
            )
        if "consumer_finance" in facts.word("lender", "lender_type", "institution", "entity"):
            found.append(_term(law, "CN-REC-04", start))
    return [term for term in found if term is not None]


def _term(law: Law, rule: str, starts_on: date | None) -> retention.Term | None:
    try:
        terms = law.terms(rule)
    except NoValueError:
        return None
    return retention.Term(rule, starts_on, terms.get("years", 0))


def _holds(facts: Facts, as_of: date) -> int:
    """Legal holds in force: those without an end, or with one not reached."""
    count = 0
    for hold in facts.get("holds", "legal_holds", default=[]):
        row = Facts(hold if isinstance(hold, dict) else {}, facts.zone)
        ended = row.day_or_none("released_at", "released_on", "ended_on", "until", "ends_on")
        count += ended is None or as_of < ended
    return count


PURGES = (
    "purge_recording", "purge_pia_report", "purge_processing_record", "purge_identity_data",
    "purge_transaction_data", "purge_transaction_record", "purge_customer_data", "purge_record",
    "purge_collection_record", "purge_call_recording",
)  # fmt: skip


@answers("CN", *PURGES, otherwise_of=("CN-REC-02", "CN-REC-03", "CN-REC-04", "CN-REC-05",
                                      "CN-REC-06"))  # fmt: skip
def purge(facts: Facts, law: Law) -> Answer:
    """May the record be purged?"""
    return Answer.judged(*retention.may_purge(law.on, _terms_of(facts, law), _holds(facts, law.on)))


@answers("CN", "earliest_purge_date", "earliest_purge_day", "retention_last_day")
def purge_day(facts: Facts, law: Law) -> Answer:
    """The last day to keep the record, or the first to purge it."""
    terms = _terms_of(facts, law)
    if facts.word("what") == "retention_last_day":
        return Answer.computed(retention.last_retention_day(terms))
    return Answer.computed(retention.earliest_purge_day(terms))


@answers("CN", "approve_collector_pay_plan", otherwise_of=("CN-STAFF-01",))
def pay_plan(facts: Facts, law: Law) -> Answer:
    """May collectors be paid this way? Every weight but the recovery's is something else."""
    plan = facts.need("pay_plan", "plan")
    weights = {name: as_decimal(value) for name, value in plan.items()}
    recovery = next((name for name in weights if "recover" in name), "recovery_commission")
    return Answer.judged(staff.may_approve_pay_plan(weights, recovery, **law.terms("CN-STAFF-01")))


@answers("CN", "assign_case_to_collector", "hire_collector", otherwise_of=("CN-STAFF-02",))
def assign_collector(facts: Facts, law: Law) -> Answer:
    """May the collector be given a case?"""
    told = Facts(facts.get("collector", default={}), facts.zone)
    collector = staff.Collector(
        exam_passed=told.flag("pre_job_exam_passed", "exam_passed", default=True)
        and told.flag("pre_job_training_done", default=True),
        trained_on=told.day_or_none("last_annual_training", "last_training", "trained_on"),
        violent_record=told.flag(
            "violent_crime_record", "violent_record", "criminal_record_violence"
        ),
        serious_bad_credit=told.flag("serious_bad_credit", "bad_credit"),
        confidentiality_signed=told.flag(
            "confidentiality_signed",
            "confidentiality_undertaking",
            "confidentiality_undertaking_signed",
            default=True,
        ),
    )
    clauses = staff.may_assign_to_collector(collector, law.on, **law.terms("CN-STAFF-02"))
    return Answer.judged(*clauses)


@answers("CN", "assign_case", "place_case", otherwise_of=("CN-OUT-01", "CN-OUT-02"))
def place(facts: Facts, law: Law) -> Answer:
    """May the case go to this agency?"""
    agency = str(facts.get("agency", "to", default="")).removeprefix("agency:")
    published = facts.get("published_agencies")
    whitelist = facts.get("whitelist", "whitelisted_agencies")
    clauses = list(
        agencies.may_place_with(
            published=published is None or agency in published,
            whitelisted=(whitelist is None or agency in whitelist)
            and facts.flag("whitelisted", default=True),
            **law.terms("CN-OUT-01"),
        )
    )
    if facts.tells("last_evaluation", "last_evaluated", "evaluated_on"):
        evaluated = facts.day("last_evaluation", "last_evaluated", "evaluated_on")
        clauses.append(agencies.evaluation_is_current(evaluated, law.on, **law.terms("CN-OUT-02")))
    return Answer.judged(*clauses)


@answers("CN", "share_case_data", "sub_entrust", otherwise_of=("CN-PIPL-01",))
def share(facts: Facts, law: Law) -> Answer:
    """May the data be passed on?"""
    law.terms("CN-PIPL-01")
    clauses = agencies.may_sub_entrust(
        by_processor=facts.word("from", default="agency").startswith("agency"),
        consent=facts.flag("bank_consent_to_subprocessor", "bank_consent", default=True),
        contract=facts.flag("contract", "entrustment_contract", default=True),
    )
    return Answer.judged(*clauses, *_assessment(facts))


@answers(
    "CN",
    "provide_data",
    "transfer_to_debt_buyer",
    "provide_case_data",
    "sell_debt_data",
    otherwise_of=("CN-PIPL-02",),
)
def provide(facts: Facts, law: Law) -> Answer:
    """May another controller be given the data?"""
    law.terms("CN-PIPL-02")
    clauses = agencies.may_provide(
        person_told=facts.flag("person_informed", "person_told", "debtor_informed", default=True),
        separate_consent=facts.flag("separate_consent", default=True),
    )
    return Answer.judged(*clauses, *_assessment(facts))


@answers(
    "CN",
    "entrust_processing",
    "start_automated_decision",
    "process_sensitive_data",
    otherwise_of=("CN-PIPL-03",),
)
def assess(facts: Facts, law: Law) -> Answer:
    """Was the impact assessed first?"""
    law.terms("CN-PIPL-03")
    return Answer.judged(*_assessment(facts))


def _assessment(facts: Facts) -> tuple[Clause, ...]:
    done = facts.flag("pia_done", "pia_completed", "impact_assessment_done", default=True)
    return (agencies.impact_assessed(done),)


@answers("CN", "personal_info_alert", "dlp_alert", otherwise_of=("CN-CRIM-10",))
def alert(facts: Facts, law: Law) -> Answer:
    """Does a disclosure reach the alert threshold?"""
    terms = law.terms("CN-CRIM-10")
    told = facts.get("items", "counts", default={}) or {
        kind: facts.number(kind) for kind in terms["thresholds"] if facts.tells(kind)
    }
    return Answer.computed(
        agencies.disclosure_alert(
            told,
            in_service=facts.flag("in_service", "obtained_in_service", "while_serving"),
            thresholds=terms["thresholds"],
            service_share=terms["service_share"],
        )
    )
