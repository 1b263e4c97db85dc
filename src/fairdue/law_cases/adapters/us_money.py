"""United States: statements, late fees, penalty rates, allocation, charge-off, re-age."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers
from fairdue.portfolio.rules import allocation, charge_off, late_fee, on_time, statements


def _paid(rows: list[Facts]) -> list[tuple[date, Decimal]]:
    return [(row.day("at", "date", "due", "on"), row.amount("amount")) for row in rows]


@answers("US", "payment_received", "penalty_rate_allowed",
         otherwise_of=("us.regz.55b4.sixty_days",))  # fmt: skip
def sixty_days(facts: Facts, law: Law) -> Answer:
    """The sixtieth day, and whether the penalty rate reaches the existing balance."""
    received = _paid(facts.parts("received", "payments"))
    if facts.tells("amount"):
        received.append((law.on, facts.amount("amount")))
    minimums = _paid(facts.parts("min_payments", "minimums"))
    return Answer.computed(
        on_time.sixty_days_late(minimums, received, **law.terms("us.regz.55b4.sixty_days"))
    )


@answers("US", "must_reverse_penalty_rate", otherwise_of=("us.regz.55b4.cure",))
def reverse_rate(facts: Facts, law: Law) -> Answer:
    """Must the penalty rate be taken back?"""
    in_row = facts.number("consecutive_on_time_min_payments", "consecutive_on_time", "payments")
    return Answer.computed(on_time.must_end_penalty_rate(in_row, **law.terms("us.regz.55b4.cure")))


@answers(
    "US", "earliest_penalty_rate_date", "earliest_effective_date", otherwise_of=("us.regz.9g",)
)
def penalty_rate_from(facts: Facts, law: Law) -> Answer:
    """The first day a penalty rate may apply after notice."""
    noticed = facts.day("notice_sent", "notice_provided", "notice_date", "notice")
    return Answer.computed(noticed + timedelta(days=law.term("us.regz.9g", "notice_days")))


@answers("US", "max_late_fee", otherwise_of=("us.regz.52b2i.late_fee_cap",))
def max_late_fee(facts: Facts, law: Law) -> Answer:
    """The most a late fee may be; with the safe harbour where the case speaks of it."""
    law.terms("us.regz.52b2i.late_fee_cap")
    due = Facts(facts.need("min_payment_due"), facts.zone)
    due_on = due.day("due", "due_date")
    in_time = sum(
        (amount for on, amount in _paid(facts.parts("received")) if on <= due_on), Decimal(0)
    )
    cap = late_fee.late_fee_cap(
        due.amount("amount"), in_time, fees_already=facts.number("fees_already_charged", default=0)
    )
    if facts.tells("safe_harbor", "safe_harbour", "repeat_violation"):
        cap = min(cap, _safe_harbour(facts, law))
    return Answer.computed(cap)


@answers("US", "late_fee_safe_harbor", "safe_harbor_late_fee",
         otherwise_of=("us.regz.52b1ii.safe_harbour", "us.regz.52b1ii.safe_harbor"))  # fmt: skip
def safe_harbour(facts: Facts, law: Law) -> Answer:
    """The amount that needs no cost analysis."""
    return Answer.computed(_safe_harbour(facts, law))


def _safe_harbour(facts: Facts, law: Law) -> Decimal:
    repeated = facts.flag("repeat_violation", "repeat", "same_violation_within_six_cycles")
    return late_fee.late_fee_safe_harbour(
        repeated=repeated, **law.terms("us.regz.52b1ii.safe_harbour")
    )


@answers("US", "earliest_due_date", otherwise_of=("us.regz.5b2ii.statement_timing",))
def earliest_due_date(facts: Facts, law: Law) -> Answer:
    """The first lawful due date."""
    terms = law.terms("us.regz.5b2ii.statement_timing")
    if facts.tells("statement_mailed", "mailed", "mailed_on"):
        mailed = facts.day("statement_mailed", "mailed", "mailed_on")
        return Answer.computed(statements.earliest_due_date(mailed, 0, **terms))
    return Answer.computed(
        statements.earliest_due_date(
            facts.day("cycle_close", "closing_date"),
            facts.number("mail_within_days", "mailing_days", default=0),
            **terms,
        )
    )


@answers("US", "latest_mailing_date", "latest_mail_date")
def latest_mailing(facts: Facts, law: Law) -> Answer:
    """The last day to mail for a due date."""
    due_on = facts.day("due_date", "due")
    terms = law.terms("us.regz.5b2ii.statement_timing")
    return Answer.computed(statements.latest_mailing_date(due_on, **terms))


def _late_from(facts: Facts, law: Law) -> date:
    due_on = facts.day("due_date", "due", "payment_due")
    mailed = facts.day("statement_mailed", "mailed", "mailed_on")
    terms = law.terms("us.regz.5b2ii.statement_timing")
    return on_time.earliest_late_date(due_on, mailed, **terms)


@answers("US", "earliest_late_date", "earliest_treat_as_late_date")
def late_from(facts: Facts, law: Law) -> Answer:
    """The first day a payment may be treated as late."""
    return Answer.computed(_late_from(facts, law))


@answers("US", "treat_as_late", "charge_late_fee", "report_late")
def treat_as_late(facts: Facts, law: Law) -> Answer:
    """May a payment be treated as late on this day?"""
    return Answer("allow" if law.on >= _late_from(facts, law) else "deny")


@answers(
    "US", "statement_required", "must_send_statement", otherwise_of=("us.regz.5b2.statements",)
)
def statement_required(facts: Facts, law: Law) -> Answer:
    """Must a statement go out?"""
    charges = facts.flag("fees_or_interest_continue", "charges_continue")
    return Answer.computed(
        statements.statement_required(
            facts.amount("balance", default="0"),
            finance_charge=facts.flag("finance_charge", "finance_charge_imposed"),
            uncollectible=facts.flag("deemed_uncollectible", "uncollectible"),
            proceedings_begun=facts.flag("court_proceedings", "proceedings_begun"),
            charged_off_without_charges=facts.flag("charged_off") and not charges,
            **law.terms("us.regz.5b2.statements"),
        )
    )


@answers(
    "US", "allocate_payment", "allocation", otherwise_of=("us.regz.53", "us.regz.53.allocation")
)
def allocate(facts: Facts, law: Law) -> Answer:
    """Where a payment above the minimum goes."""
    law.terms("us.regz.53")
    rows = facts.parts("balances")
    balances = [
        (
            str(row.need("id", "name", "kind", "type")),
            row.amount("apr", "rate"),
            row.amount("amount", "balance"),
        )
        for row in rows
    ]
    payment = facts.amount("payment", "amount")
    minimum = facts.amount("min_payment", "minimum", "min_payment_due", default="0")
    return Answer.computed(allocation.allocate_by_rate(payment, minimum, balances))


@answers("US", "latest_chargeoff_date", "latest_charge_off_date",
         otherwise_of=("us.ffiec.urccp.chargeoff",))  # fmt: skip
def chargeoff(facts: Facts, law: Law) -> Answer:
    """The day of loss and the last day to charge off."""
    terms = law.terms("us.ffiec.urccp.chargeoff")
    closed = facts.word("product").startswith("closed")
    days = terms["closed_end_days" if closed else "open_end_days"]
    ordinary = charge_off.loss_day(facts.day("oldest_unpaid_due"), days=days)
    special = [
        charge_off.loss_day(facts.day(*names), days=after)
        for names, after in (
            (("bankruptcy_notice", "bankruptcy_notice_received"), terms["bankruptcy_days"]),
            (("fraud_discovered", "fraud_discovered_on"), terms["fraud_days"]),
            (("death_loss_determined", "loss_determined"), 0),
        )
        if facts.tells(*names)
    ]
    by = charge_off.charge_off_by([ordinary, *special])
    return Answer.computed({f"day_{days}": ordinary, "charge_off_by": by})


@answers("US", "is_substandard", "substandard")
def substandard(facts: Facts, law: Law) -> Answer:
    """Is the account classified substandard?"""
    days = law.term("us.ffiec.urccp.chargeoff", "substandard_days")
    return Answer.computed(charge_off.is_substandard(facts.number("days_past_due"), days=days))


@answers("US", "counts_as_full_payment", "payment_counts_as_full")
def full_payment(facts: Facts, law: Law) -> Answer:
    """May a short payment count as full?"""
    share = law.term("us.ffiec.urccp.chargeoff", "full_payment_share")
    paid, due = facts.amount("paid", "received", "amount"), facts.amount("due", "min_payment_due")
    return Answer.computed(charge_off.counts_as_full(paid, due, share=share))


@answers("US", "reage", "re_age", otherwise_of=("us.ffiec.urccp.reage",))
def reage(facts: Facts, law: Law) -> Answer:
    """May the account be re-aged?"""
    earlier = facts.parts("prior_reages", "earlier_reages")
    request = charge_off.ReAge(
        opened_on=facts.day_or_none("opened", "opened_on") or date.min,
        on=law.on,
        workout="workout" in facts.word("reage_kind"),
        payments=facts.number(
            "consecutive_min_payments",
            "equal_lump_sum_payments",
            "lump_sum_equal_to_payments",
            default=law.term("us.ffiec.urccp.reage", "payments_needed"),
        ),
        willing=facts.flag("renewed_willingness_documented", "renewed_willingness", default=True),
        able=facts.flag("renewed_ability_documented", "renewed_ability", default=True),
        lent_by_bank=facts.flag("payments_lent_by_bank", "lump_sum_lent_by_bank", "lent_by_bank"),
        earlier=[row.day("at", "date") for row in earlier if "workout" not in row.word("kind")],
        earlier_workouts=[
            row.day("at", "date") for row in earlier if "workout" in row.word("kind")
        ],
    )
    return Answer.judged(*charge_off.may_reage(request, **law.terms("us.ffiec.urccp.reage")))
