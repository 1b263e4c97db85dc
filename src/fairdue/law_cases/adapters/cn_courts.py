"""China: court fees, payment orders, small claims, delay interest, letters, liability."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers
from fairdue.legal.rules import court_fees, letters, liability, payment_order, procedure
from fairdue.legal.rules.limitation import roll_over

CLAIM = ("claim", "claim_amount", "amount", "disputed_amount", "subject_amount")


def _full_fee(facts: Facts, law: Law) -> Decimal:
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
    fee = court_fees.first_instance_fee(
        _full_fee(facts, law),
        simplified=facts.says("simplified", "small_claim"),
        settled_or_withdrawn=facts.says("mediat", "withdr"),
        **law.terms("CN-FEE-02"),
    )
    return Answer.computed(court_fees.to_fen(fee))


@answers("CN", "payment_order_fee", otherwise_of=("CN-FEE-03",))
def payment_order_fee(facts: Facts, law: Law) -> Answer:
    """A third of the case fee."""
    fee = court_fees.payment_order_fee(_full_fee(facts, law), **law.terms("CN-FEE-03"))
    return Answer.computed(court_fees.to_fen(fee))


@answers(
    "CN",
    "payment_order_conversion_balance",
    "conversion_balance",
    "fee_balance_on_conversion",
    "conversion_fee_balance",
    "payment_order_conversion_fee",
    "balance_fee_on_conversion",
)
def conversion_balance(facts: Facts, law: Law) -> Answer:
    """The rest of the case fee when the order becomes a suit: what was paid is in cents."""
    full = _full_fee(facts, law)
    paid = court_fees.payment_order_fee(full, **law.terms("CN-FEE-03"))
    return Answer.computed(court_fees.to_fen(full) - court_fees.to_fen(paid))


@answers("CN", "preservation_fee", otherwise_of=("CN-FEE-04",))
def preservation_fee(facts: Facts, law: Law) -> Answer:
    """The preservation fee."""
    preserved = facts.amount("preserved_assets", "preserved_amount", "preservation_amount", *CLAIM)
    fee = court_fees.progressive_fee(preserved, **law.terms("CN-FEE-04"))
    return Answer.computed(court_fees.to_fen(fee))


@answers("CN", "enforcement_fee", "execution_fee", otherwise_of=("CN-FEE-05",))
def enforcement_fee(facts: Facts, law: Law) -> Answer:
    """The enforcement fee."""
    enforced = facts.amount(
        "enforcement_amount", "enforced_amount", "execution_amount", "enforcement_claim", *CLAIM
    )
    fee = court_fees.progressive_fee(enforced, **law.terms("CN-FEE-05"))
    return Answer.computed(court_fees.to_fen(fee))


@answers("CN", "fee_prepayment_last_day", "case_fee_prepayment_last_day", "fee_payment_last_day")
def fee_prepayment(facts: Facts, law: Law) -> Answer:
    """The last day to prepay the case fee."""
    return _deadline(facts, law, "CN-FEE-06", "prepay_days", "notice_received", "notice_date")


@answers("CN", "apply_payment_order", otherwise_of=("CN-PO-01",))
def apply_payment_order(facts: Facts, law: Law) -> Answer:
    """May a payment order be applied for? A condition the case is silent on is met."""
    claim = payment_order.Claim(
        due=facts.flag("due", default=True),
        amount_fixed=facts.flag("amount_fixed", default=True),
        no_counter_duty=not facts.flag("creditor_counter_duty", "counter_duty"),
        no_other_disputes=not facts.flag("other_disputes_between_parties", "other_disputes"),
        debtor_in_mainland=facts.flag("debtor_in_mainland", default=True),
        debtor_found=not facts.flag("debtor_missing"),
        can_be_served=facts.flag("can_be_served", default=True),
        no_prior_preservation=not facts.flag(
            "pre_litigation_preservation", "pre_suit_preservation"
        ),
        court_competent=facts.flag("court_competent", "court_has_jurisdiction", default=True),
        interest_agreed=_interest_agreed(facts),
    )
    clauses = payment_order.may_apply_for_payment_order(claim, **law.terms("CN-PO-01"))
    return Answer.judged(*clauses)


def _interest_agreed(facts: Facts) -> bool:
    beyond = facts.flag("interest_not_in_contract", "claims_interest_beyond_contract")
    return not beyond and facts.flag(
        "interest_in_contract", "interest_agreed", "penalty_in_contract", default=True
    )


PAYMENT_ORDER_STEPS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "payment_order_objection_last_day": (
        "CN-PO-02", "objection_days", ("received_by_debtor", "served_on", "received"),
    ),
    "payment_order_court_answer_last_day": (
        "CN-PO-02", "answer_days", ("application_date", "applied_on", "applied", "application"),
    ),
    "payment_order_issue_last_day": (
        "CN-PO-02", "issue_days", ("accepted_on", "accepted", "acceptance_date", "acceptance"),
    ),
    "payment_order_service_last_day": (
        "CN-PO-02", "serve_within_days", ("issued_on", "issued", "issue_date"),
    ),
    "payment_order_refuse_suit_last_day": (
        "CN-PO-03", "refuse_suit_days", ("order_lapsed_on", "lapsed_on", "notice_date"),
    ),
}  # fmt: skip
"""Step, rule, parameter, and the names its starting day may have."""

STEP_TOKENS = (
    ("refus", "payment_order_refuse_suit_last_day"),
    ("objection", "payment_order_objection_last_day"),
    ("issue", "payment_order_issue_last_day"),
    ("serv", "payment_order_service_last_day"),
    ("answer", "payment_order_court_answer_last_day"),
    ("accept", "payment_order_court_answer_last_day"),
    ("reply", "payment_order_court_answer_last_day"),
)


@answers("CN", *PAYMENT_ORDER_STEPS, otherwise_of=("CN-PO-02",))
def payment_order_step(facts: Facts, law: Law) -> Answer:
    """The last day of a step of the payment order."""
    asked = facts.word("what", "type")
    step = next((step for token, step in STEP_TOKENS if token in asked), asked)
    rule, parameter, names = PAYMENT_ORDER_STEPS[step]
    return _deadline(facts, law, rule, parameter, *names)


@answers("CN", "payment_order_lapsed", "payment_order_void")
def payment_order_lapsed(facts: Facts, law: Law) -> Answer:
    """Is the order void?"""
    lapsed = payment_order.order_lapsed(
        law.on,
        issued_on=facts.day("issued_on", "issued", "issue_date"),
        served_on=facts.day_or_none("served_on", "served", "received_by_debtor"),
        creditor_sued=facts.flag("creditor_sued", "creditor_sued_same_debt"),
        serve_within_days=law.term("CN-PO-02", "serve_within_days"),
    )
    return Answer.computed(lapsed)


GROUNDS = (
    ("inab", "inability_to_pay"),
    ("unable", "inability_to_pay"),
    ("cannot", "inability_to_pay"),
    ("time", "more_time"),
    ("defer", "more_time"),
    ("delay", "more_time"),
    ("method", "other_method"),
    ("instal", "other_method"),
)


@answers(
    "CN", "payment_order_objection_effective", "objection_effective", otherwise_of=("CN-PO-03",)
)
def objection_effective(facts: Facts, law: Law) -> Answer:
    """Does the objection end the order?"""
    stated = facts.word("ground", "objection_ground", "objection", "reason", "plea")
    ground = next((name for token, name in GROUNDS if token in stated), stated)
    stops = payment_order.objection_stops_order(
        ground, ineffective_grounds=law.term("CN-PO-03", "ineffective_grounds")
    )
    return Answer.computed(stops and facts.flag("in_writing", "written", default=True))


@answers("CN", "small_claims_track", otherwise_of=("CN-SMALL-01",))
def small_claims_track(facts: Facts, law: Law) -> Answer:
    """Which track a money claim takes."""
    claim = procedure.SmallClaim(
        amount=facts.amount(*CLAIM),
        average_wage=facts.amount("province_avg_wage_last_year", "average_wage"),
        party_missing=facts.flag("debtor_missing", "party_missing"),
        foreign_element=facts.flag("foreign_element", "foreign_related"),
        needs_appraisal=facts.flag("needs_appraisal", "appraisal_needed", "appraisal"),
        simple=facts.flag("simple", "clear_facts", default=True),
    )
    return Answer.computed(procedure.small_claims_track(claim, **law.terms("CN-SMALL-01")))


@answers("CN", "small_claims_decision_last_day", "small_claims_trial_last_day")
def small_claims_trial(facts: Facts, law: Law) -> Answer:
    """The last day to decide a small claim."""
    return _trial(facts, law, "CN-SMALL-02")


@answers(
    "CN",
    "simplified_procedure_last_day",
    "simplified_trial_last_day",
    "simplified_decision_last_day",
    otherwise_of=("CN-SIMPLE-01",),
)
def simplified_trial(facts: Facts, law: Law) -> Answer:
    """The last day to decide in simplified procedure."""
    return _trial(facts, law, "CN-SIMPLE-01")


def _trial(facts: Facts, law: Law, rule: str) -> Answer:
    accepted = facts.day("accepted_on", "accepted", "filed_on", "filed", "case_filed", "docketed")
    extended = facts.flag("extended", "extension_approved", "extension")
    return Answer.computed(procedure.trial_last_day(accepted, **law.terms(rule), extended=extended))


@answers("CN", "doubled_delay_interest", "delay_interest", otherwise_of=("CN-DELAY-01",))
def delay_interest(facts: Facts, law: Law) -> Answer:
    """Extra interest on a judgment performed late."""
    days = (
        facts.number("days")
        if facts.tells("days")
        else (facts.day("to", "paid_on", "end") - facts.day("from", "due_on", "start")).days
    )
    owed = facts.amount("judgment_principal_debt", "judgment_debt", "principal")
    interest = procedure.delay_interest(owed, days, **law.terms("CN-DELAY-01"))
    return Answer.computed(court_fees.to_fen(interest))


@answers("CN", "lawyer_letter", "send_lawyer_letter", otherwise_of=("CN-LAWLTR-01",))
def lawyer_letter(facts: Facts, law: Law) -> Answer:
    """May the letter go out under a lawyer's name?"""
    law.terms("CN-LAWLTR-01")
    letter = Facts(facts.get("letter", default={}), facts.zone)
    clauses = letters.may_send_lawyers_letter(
        signed_as_lawyer=letter.word("signed_as", default="lawyer") == "lawyer",
        signer_licensed=letter.flag("signer_licensed", "licensed", default=True),
        firm_engaged=letter.flag("law_firm_engaged", "firm_engaged", default=True)
        and letter.flag("written_contract", "engagement_in_writing", default=True),
    )
    return Answer.judged(*clauses)


@answers("CN", "letter", rule="CN-LTR-01", otherwise_of=("CN-LTR-01",))
def collection_letter(facts: Facts, law: Law) -> Answer:
    """Does the letter show every item? A letter whose items aren't told shows them all."""
    items = law.term("CN-LTR-01", "items")
    fields = facts.get("letter_fields", "fields", default=items)
    return Answer.judged(letters.letter_is_complete(fields, items=items))


@answers("CN", "heir_liability", "heir_liability_cap", otherwise_of=("CN-DEATH-01",))
def heir(facts: Facts, law: Law) -> Answer:
    """What an heir owes."""
    owed = liability.heir_liability(
        facts.amount("debt", "debt_amount", "owed"),
        facts.amount("estate_received", "estate_value_received", "estate", default="0"),
        renounced=facts.flag("renounced", "inheritance_renounced"),
        reserved=facts.amount("reserved_for_needy_heir", "minimum_share", default="0"),
    )
    return Answer.computed(owed)


@answers("CN", "joint_debt", "is_joint_debt", "spouse_liable", otherwise_of=("CN-SPOUSE-01",))
def joint_debt(facts: Facts, law: Law) -> Answer:
    """Do spouses owe together?"""
    joint = liability.is_joint_debt(
        both_signed=facts.flag("both_signed", "spouse_signed"),
        ratified=facts.flag("ratified", "spouse_ratified"),
        daily_family_needs=facts.flag("daily_family_needs"),
        family_use_proved=facts.flag("family_use_proved", "creditor_proved_family_use"),
    )
    return Answer.computed(joint)


def _deadline(facts: Facts, law: Law, rule: str, parameter: str, *names: str) -> Answer:
    """A day-counted court deadline; a last day in the case's calendar of rest days rolls over."""
    last = payment_order.last_day(facts.day(*names), law.term(rule, parameter))
    return Answer.computed(roll_over(last, facts.days("statutory_rest_days", "rest_days")))
