"""United States: validation, furnishing, Metro 2, retention, deadlines, time-barred debt."""

from __future__ import annotations

from datetime import date

from fairdue.compliance.rules import deadlines, retention, validation
from fairdue.credit_record.rules import adverse_record, furnishing, metro2
from fairdue.kernel.calendars import add_months
from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers
from fairdue.legal.rules import time_barred


def _days_of(facts: Facts, *tokens: str) -> list[date]:
    """The days of all events whose kind contains one of the tokens."""
    return [
        event.day("at", "date", "on")
        for event in facts.parts("events")
        if any(token in event.word("kind", "type", "outcome") for token in tokens)
    ]


@answers("US", "furnish_to_cra", "furnish", otherwise_of=("us.regf.30a.furnish_wait",))
def furnish(facts: Facts, law: Law) -> Answer:
    """May a debt collector furnish the debt?"""
    outreach = furnishing.Outreach(
        spoke_on=_days_of(facts, "spoke", "conversation", "in_person"),
        sent_on=_days_of(
            facts, "letter", "email_sent", "email_out", "message", "sms_out", "notice_sent"
        ),
        undeliverable_on=_days_of(facts, "undeliverable", "bounce"),
        monitored=facts.flag("monitored", default=True),
    )
    if not _is_collector(facts):
        return Answer("allow")
    clause = furnishing.may_furnish(outreach, law.on, **law.terms("us.regf.30a.furnish_wait"))
    return Answer.judged(clause)


@answers("US", "earliest_furnish_date", "earliest_furnishing_date")
def furnish_from(facts: Facts, law: Law) -> Answer:
    """The first day to furnish, with all events known."""
    outreach = furnishing.Outreach(
        spoke_on=_days_of(facts, "spoke", "conversation", "in_person"),
        sent_on=_days_of(facts, "letter", "email", "message", "notice_sent"),
        undeliverable_on=_days_of(facts, "undeliverable", "bounce"),
        monitored=facts.flag("monitored", default=True),
    )
    return Answer.computed(
        furnishing.furnishing_allowed_from(
            outreach, date.max, **law.terms("us.regf.30a.furnish_wait")
        )
    )


@answers("US", "sell_debt", "place_debt", "transfer_debt", otherwise_of=("us.regf.30b.sale",))
def sell(facts: Facts, law: Law) -> Answer:
    """May the debt be sold or placed?"""
    terms = law.terms("us.regf.30b.sale")
    told = [facts.word("status", "debt_status")]
    told += [name for name, value in facts.known.items() if value is True]
    barred = terms["barred_statuses"]
    status = next((name for name in barred if any(name in word for word in told)), "open")
    return Answer.judged(furnishing.may_sell(status, **terms))


@answers(
    "US",
    "earliest_assumed_end_date",
    "validation_period_end",
    "validation_period",
    otherwise_of=("us.regf.34b5.validation_period",),
)
def validation_period(facts: Facts, law: Law) -> Answer:
    """When receipt is assumed and the period ends."""
    received = _days_of(facts, "received") or facts.days("received")
    period = validation.validation_period(
        _days_of(facts, "sent", "mailed", "provided", "resent"),
        _days_of(facts, "undeliverable", "bounce", "returned"),
        max(received, default=None),
        **law.terms("us.regf.34b5.validation_period"),
    )
    return Answer.computed(period)


@answers("US", "latest_send_date", otherwise_of=("us.regf.34a.notice_deadline",))
def latest_send(facts: Facts, law: Law) -> Answer:
    """The last day to send the validation information."""
    return Answer.computed(
        validation.latest_notice_date(
            facts.day("initial_communication", "first_communication"),
            given_in_it=facts.flag(
                "validation_info_given_orally",
                "validation_info_in_initial_communication",
                "given_in_initial_communication",
            ),
            paid_on=facts.day_or_none("paid_before", "paid_on", "paid"),
            **law.terms("us.regf.34a.notice_deadline"),
        )
    )


@answers("US", "postdated_notice_window", otherwise_of=("us.regf.22b.postdated",))
def postdated(facts: Facts, law: Law) -> Answer:
    """When a postdated deposit may be announced."""
    first, last = validation.postdated_notice_window(
        facts.day("deposit_on", "deposit_date", "deposit"), **law.terms("us.regf.22b.postdated")
    )
    return Answer.computed({"from": first, "to": last})


@answers("US", "earliest_purge_dates", otherwise_of=("us.regf.100.retention",))
def purge_dates(facts: Facts, law: Law) -> Answer:
    """The last days to keep records and recordings; purging is free after them."""
    terms = law.terms("us.regf.100.retention")
    found = {}
    for key, names, years in (
        ("records_after", ("last_collection_activity",), terms["records_years"]),
        ("recording_after", ("call_recording_date", "recorded_on"), terms["recording_years"]),
    ):
        if facts.tells(*names):
            found[key] = add_months(facts.day(*names), 12 * years)
    return Answer.computed(found)


@answers("US", "purge_record", "purge_records", "purge_recording")
def purge(facts: Facts, law: Law) -> Answer:
    """May a record be purged on this day?"""
    terms = law.terms("us.regf.100.retention")
    rule = "us.regf.100.retention"
    if facts.word("kind") == "purge_recording":
        recorded = facts.day("call_recording_date", "recorded_on")
        kept = retention.Term(rule, recorded, terms["recording_years"])
    else:
        last = facts.day_or_none("last_collection_activity")
        kept = retention.Term(rule, last, terms["records_years"])
    holds = len(facts.get("holds", "legal_holds", default=[]))
    return Answer.judged(*retention.may_purge(law.on, [kept], holds))


@answers("US", "threaten_suit", "file_suit", "sue", otherwise_of=("us.regf.26.time_barred",))
def threaten_suit(facts: Facts, law: Law) -> Answer:
    """May a suit be threatened or brought?"""
    clause = time_barred.may_threaten_suit(
        time_barred=facts.flag("limitations_expired", "time_barred"),
        proof_of_claim=facts.flag("proof_of_claim", "bankruptcy_proof_of_claim"),
        applies=law.term("us.regf.26.time_barred", "applies") and _is_collector(facts),
    )
    return Answer.judged(clause)


@answers("US", "file_proof_of_claim", "proof_of_claim")
def proof_of_claim(facts: Facts, law: Law) -> Answer:
    """A proof of claim in bankruptcy is excepted."""
    clause = time_barred.may_threaten_suit(
        time_barred=facts.flag("limitations_expired", "time_barred"),
        proof_of_claim=True,
        **law.terms("us.regf.26.time_barred"),
    )
    return Answer.judged(clause)


def _is_collector(facts: Facts) -> bool:
    """Regulation F binds debt collectors; creditors in their own name are not among them."""
    stated = facts.word("collector_type", "actor_type", default="fdcpa_debt_collector")
    return "creditor" not in stated and "servicer" not in stated


@answers("US", "account_status_codes", "account_status_code", "account_status",
         otherwise_of=("us.metro2.account_status",))  # fmt: skip
def account_status(facts: Facts, law: Law) -> Answer:
    """Status codes, one or for a list of days past due."""
    law.terms("us.metro2.account_status")
    days = facts.get("days_past_due", default=0)
    state = _metro2_state(facts)
    if isinstance(days, list):
        return Answer.computed([metro2.account_status(int(day), state) for day in days])
    return Answer.computed(metro2.account_status(int(days), state))


METRO2_STATES = (
    ("fraud", "deleted_fraud"),
    ("delete", "deleted"),
    ("transfer", "transferred"),
    ("repossess", "repossession"),
    ("surrender", "voluntary_surrender"),
    ("charge_off", "charge_off"),
    ("charged_off", "charge_off"),
    ("collection", "collection"),
    ("paid", "paid"),
    ("closed", "paid"),
)


def _metro2_state(facts: Facts) -> str | None:
    told = facts.word("state", "account_state", "event")
    told += " ".join(f" {name}" for name, value in facts.known.items() if value is True)
    state = next((name for token, name in METRO2_STATES if token in told), None)
    paid = f"paid_{state}"
    return paid if "paid" in told.split("_") and paid in metro2.STATUS_BY_STATE else state


@answers("US", "payment_history", "payment_history_characters", "payment_history_profile")
def history(facts: Facts, law: Law) -> Answer:
    """The payment history from days past due, newest month first."""
    law.terms("us.metro2.account_status")
    months = facts.need("days_past_due", "months")
    marks = [metro2.history_character(int(days)) for days in months]
    if facts.word("kind") == "payment_history_characters":
        return Answer.computed(marks)
    return Answer.computed(metro2.payment_history(marks))


@answers("US", "amount_past_due", "past_due_amount")
def amount_past_due(facts: Facts, law: Law) -> Answer:
    """Whole dollars past due; zero for a current account."""
    law.terms("us.metro2.account_status")
    return Answer.computed(
        metro2.amount_past_due(facts.word("status"), facts.amount("amount", "past_due"))
    )


@answers("US", "date_of_first_delinquency", "dofd", otherwise_of=("us.metro2.dofd",))
def first_delinquency(facts: Facts, law: Law) -> Answer:
    """The date of first delinquency by the reading the case chooses."""
    terms = law.terms("us.metro2.dofd")
    policy = facts.word("policy", default=terms["reported"])
    ftc = any(token in policy for token in ("ftc", "johnson", "missed"))
    days = terms["ftc_days_after_due" if ftc else "metro2_days_after_due"]
    rows = facts.parts("missed", "delinquencies", "episodes")
    missed = [
        metro2.Missed(
            row.day("missed_due_date", "due_on", "due"),
            row.day_or_none("brought_current_on", "brought_current", "cured_on", "cured"),
        )
        for row in rows
    ]
    if facts.tells("missed_due_date"):
        missed.append(
            metro2.Missed(
                facts.day("missed_due_date"),
                facts.day_or_none("brought_current_on", "brought_current", "cured_on"),
            )
        )
    if facts.word("status") == "11" or facts.flag("current"):
        return Answer.computed(None)
    first = metro2.date_of_first_delinquency(missed, date.max, days_after_due=days)
    return Answer.computed(first)


@answers("US", "latest_commencement_report_date", otherwise_of=("us.fcra.623a5",))
def commencement(facts: Facts, law: Law) -> Answer:
    """The last day to report when the delinquency commenced."""
    furnished = facts.day("furnished_on", "furnished", "reported_on")
    return Answer.computed(
        furnishing.commencement_report_by(furnished, **law.terms("us.fcra.623a5"))
    )


@answers("US", "obsolete_from", "adverse_item_until", "obsolescence_date",
         otherwise_of=("us.fcra.605",))  # fmt: skip
def obsolete(facts: Facts, law: Law) -> Answer:
    """From when an adverse item may no longer show."""
    commenced = facts.day("delinquency_commenced", "commenced_on", "commenced")
    return Answer.computed(
        adverse_record.obsolete_from(
            commenced,
            charged_off=facts.flag("charged_off", "placed_for_collection", default=True),
            **law.terms("us.fcra.605"),
        )
    )


@answers("US", "billing_error_acknowledge_by", "billing_error_resolve_by",
         "billing_error_notice_last_day", otherwise_of=("us.regz.13",))  # fmt: skip
def billing_error(facts: Facts, law: Law) -> Answer:
    """The last day of a step of a billing dispute."""
    terms = law.terms("us.regz.13")
    asked = facts.word("kind")
    if "notice" in asked:
        sent = facts.day("statement_sent", "statement_date", "statement")
        return Answer.computed(deadlines.answer_by(sent, days=terms["notice_days"]))
    received = facts.day("notice_received", "received", "received_on")
    if "ack" in asked:
        return Answer.computed(deadlines.answer_by(received, days=terms["acknowledge_days"]))
    return Answer.computed(
        deadlines.billing_error_resolved_by(
            received,
            facts.day_or_none("second_cycle_end", "two_cycles_end"),
            days_max=terms["resolve_days_max"],
        )
    )


@answers("US", "latest_revocation_honor_date", "consent_revocation_deadline",
         otherwise_of=("us.tcpa.revoke",))  # fmt: skip
def revocation(facts: Facts, law: Law) -> Answer:
    """The last day to honour withdrawn consent."""
    revoked = facts.day("revoked_on", "revoked_at", "revoked")
    return Answer.computed(deadlines.answer_by_business_day(revoked, **law.terms("us.tcpa.revoke")))


@answers("US", "compliance_condition_code", otherwise_of=("us.metro2.ccc",))
def condition_code(facts: Facts, law: Law) -> Answer:
    """The compliance condition code."""
    law.terms("us.metro2.account_status")
    code = metro2.compliance_condition(
        closed_by_consumer=facts.flag("closed_by_consumer"),
        dispute=facts.word("dispute", "dispute_state", default="none"),
    )
    return Answer.computed(code)


@answers("US", "direct_dispute_investigation_by", "direct_dispute_deadline",
         "frivolous_notice_by", otherwise_of=("us.regv.43",))  # fmt: skip
def direct_dispute(facts: Facts, law: Law) -> Answer:
    """The last day to investigate a direct dispute, or to call it frivolous."""
    terms = law.terms("us.regv.43")
    received = facts.day("received", "received_on", "dispute_received", "determined_frivolous")
    if "frivolous" in facts.word("kind"):
        days = terms["frivolous_business_days"]
        return Answer.computed(deadlines.answer_by_business_day(received, business_days=days))
    return Answer.computed(deadlines.answer_by(received, days=terms["investigation_days"]))


@answers("US", "estate_balance_by", "estate_balance_deadline", otherwise_of=("us.regz.11c",))
def estate_balance(facts: Facts, law: Law) -> Answer:
    """The last day to tell an estate the balance."""
    asked = facts.day("requested_on", "request_received", "requested")
    return Answer.computed(deadlines.answer_by(asked, **law.terms("us.regz.11c")))
