"""China: what the courts charge, and who bears it."""

from __future__ import annotations

from decimal import Decimal

from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers
from fairdue.law_cases.words import holds
from fairdue.legal.rules import court_fees
from fairdue.legal.rules.deadlines import DAYS, counted, unmoved_last_day

CLAIM = (
    "claim",
    "claim_amount",
    "amount",
    "disputed_amount",
    "subject_amount",
    "amount_in_dispute",
)
SIMPLIFIED = ("simplified", "summary_procedure", "small_claim", "half_fee", "reduced")
SETTLED = ("mediat", "withdr", "settled")
NOT_SO = ("fail", "refus", "ordinary", "denied", "rejected")
"""Words that take back what else a text says: mediation_failed, from_simplified_to_ordinary."""
FEES = ("CN-FEE-01", "CN-FEE-02", "CN-FEE-03", "CN-FEE-04", "CN-FEE-05", "CN-FEE-06")


def full_fee(facts: Facts, law: Law) -> Decimal:
    """The whole case fee: as told, or by the brackets."""
    if facts.tells("full_fee", "case_fee", "fee"):
        return facts.amount("full_fee", "case_fee", "fee")
    return court_fees.progressive_fee(facts.amount(*CLAIM), **law.terms("CN-FEE-01"))


@answers(
    "CN",
    "first_instance_fee",
    "case_fee",
    "court_fee",
    "half_fee",
    otherwise_of=("CN-FEE-01", "CN-FEE-02"),
)
def first_instance_fee(facts: Facts, law: Law) -> Answer:
    """The case fee, halved where procedure or ending halve it."""
    told = Facts({n: v for n, v in facts.known.items() if not holds(str(v), *NOT_SO)}, facts.zone)
    fee = court_fees.first_instance_fee(
        full_fee(facts, law),
        simplified=told.says(*SIMPLIFIED) or told.word("procedure") == "summary",
        settled_or_withdrawn=told.says(*SETTLED),
        **law.terms("CN-FEE-02"),
    )
    return Answer.computed(court_fees.to_fen(fee))


@answers("CN", "payment_order_fee", otherwise_of=("CN-FEE-03",))
def payment_order_fee(facts: Facts, law: Law) -> Answer:
    """A third of the case fee."""
    fee = court_fees.payment_order_fee(full_fee(facts, law), **law.terms("CN-FEE-03"))
    return Answer.computed(court_fees.to_fen(fee))


@answers("CN", otherwise_of=FEES, asked=("bear", "borne", "who_", "payer", "paid_by", "pays"))
def fee_bearer(facts: Facts, law: Law) -> Answer:
    """Who bears the fee of a payment order."""
    law.terms("CN-FEE-03")
    opposed = facts.affirms("oppos", "objected", "objection")
    return Answer.computed(court_fees.bearer_of_payment_order_fee(opposed=opposed))


@answers(
    "CN",
    "payment_order_conversion_balance",
    "payment_order_conversion_fee",
    otherwise_of=FEES,
    asked=("conver", "balance", "top_up", "pay_in"),
)
def conversion_balance(facts: Facts, law: Law) -> Answer:
    """The rest of the case fee when the order becomes a suit: what was paid is in cents."""
    full = full_fee(facts, law)
    paid = court_fees.payment_order_fee(full, **law.terms("CN-FEE-03"))
    return Answer.computed(court_fees.to_fen(full) - court_fees.to_fen(paid))


@answers("CN", "preservation_fee", otherwise_of=("CN-FEE-04",))
def preservation_fee(facts: Facts, law: Law) -> Answer:
    """The preservation fee."""
    preserved = facts.amount_like("preserv", "property", "asset") or facts.amount(*CLAIM)
    fee = court_fees.progressive_fee(preserved, **law.terms("CN-FEE-04"))
    return Answer.computed(court_fees.to_fen(fee))


@answers("CN", otherwise_of=("CN-FEE-05",), asked=("prepa", "advance"))
def enforcement_prepayment(facts: Facts, law: Law) -> Answer:
    """Is the enforcement fee paid in advance, or what of it."""
    due = law.term("CN-FEE-06", "enforcement_prepaid")
    asks_amount = any(token in facts.word("what") for token in ("prepayment", "amount"))
    return Answer.computed(Decimal(0) if asks_amount and not due else due)


@answers("CN", "enforcement_fee", "execution_fee", otherwise_of=("CN-FEE-05",))
def enforcement_fee(facts: Facts, law: Law) -> Answer:
    """The enforcement fee."""
    enforced = facts.amount_like("enforce", "execut") or facts.amount(*CLAIM)
    fee = court_fees.progressive_fee(enforced, **law.terms("CN-FEE-05"))
    return Answer.computed(court_fees.to_fen(fee))


@answers(
    "CN",
    "fee_prepayment_last_day",
    "case_fee_prepayment_last_day",
    "fee_payment_last_day",
    otherwise_of=("CN-FEE-01", "CN-FEE-02", "CN-FEE-06"),
    asked=("last_day", "deadline", "prepay"),
)
def fee_prepayment(facts: Facts, law: Law) -> Answer:
    """The last day to prepay the case fee."""
    return deadline(facts, law, "CN-FEE-06", "prepay_days", "notice_received", "notice_date")


def deadline(facts: Facts, law: Law, rule: str, parameter: str, *names: str) -> Answer:
    """A day-counted court deadline; a last day in the case's calendar of rest days rolls over."""
    last = unmoved_last_day(facts.day(*names), law.term(rule, parameter), DAYS)
    return Answer.computed(counted(last, facts.days("statutory_rest_days", "rest_days")).last_day)
