"""China: payment orders, small claims, time limits and delay interest."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from fairdue.law_cases.adapters.cn_fees import CLAIM, deadline
from fairdue.law_cases.case import Answer, Facts, is_amount
from fairdue.law_cases.registry import Law, answers
from fairdue.law_cases.words import holds
from fairdue.legal.rules import court_fees, payment_order, procedure


@answers("CN", "apply_payment_order", otherwise_of=("CN-PO-01",))
def apply_payment_order(facts: Facts, law: Law) -> Answer:
    """May a payment order be applied for? A condition the case is silent on is met."""
    claim = payment_order.Claim(
        due=facts.flag("due", "debt_due", default=True) and not facts.denies("money"),
        amount_fixed=facts.flag("amount_fixed", "fixed", "amount_certain", default=True),
        no_counter_duty=not facts.affirms("counter_duty", "counter_obligation", "counterclaim"),
        no_other_disputes=not facts.affirms("other_disputes", "other_debt_dispute"),
        debtor_in_mainland=not facts.denies("in_mainland") and not facts.affirms("abroad"),
        debtor_found=not facts.affirms("missing", "whereabouts_unknown"),
        can_be_served=not facts.denies("served", "service", "servable"),
        no_prior_preservation=not any(
            value is True and "preservation" in name and not name.startswith(("post", "in_suit"))
            for name, value in facts.known.items()
        ),
        court_competent=not facts.denies("court_competent", "jurisdiction"),
        interest_agreed=_interest_agreed(facts),
    )
    clauses = payment_order.may_apply_for_payment_order(claim, **law.terms("CN-PO-01"))
    return Answer.judged(*clauses)


def _interest_agreed(facts: Facts) -> bool:
    """Nothing says that interest or penalty claimed stand outside the contract."""
    for name, value in facts.known.items():
        claims = holds(name, "interest", "penalty") and holds(name, "contract", "agreed", "claim")
        outside = any(token in name for token in ("not_in", "beyond", "outside", "without"))
        if claims and isinstance(value, bool) and value is outside:
            return False
    return True


PAYMENT_ORDER_STEPS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "objection": (
        "CN-PO-02", "objection_days",
        ("received_by_debtor", "served_on", "received", "debtor_received", "order_received"),
    ),
    "answer": (
        "CN-PO-02", "answer_days",
        ("application_date", "applied_on", "applied", "application", "application_filed",
         "application_received", "application_submitted", "submitted_on", "filed_on"),
    ),
    "issue": (
        "CN-PO-02", "issue_days",
        ("accepted_on", "accepted", "acceptance_date", "case_accepted"),
    ),
    "service": ("CN-PO-02", "serve_within_days", ("issued_on", "issue_date", "order_issued")),
    "refuse_suit": (
        "CN-PO-03", "refuse_suit_days",
        ("order_lapsed_on", "lapsed_on", "notice_date", "lapse_notice_received",
         "notice_received", "termination_ruling_received"),
    ),
}  # fmt: skip
"""Step, rule, parameter, and the names its starting day may have."""

STEP_TOKENS = (
    ("refus", "refuse_suit"),
    ("objection_to_suit", "refuse_suit"),
    ("issu", "issue"),
    ("serv", "service"),
    ("void", "service"),
    ("answer", "answer"),
    ("accept", "answer"),
    ("reply", "answer"),
    ("objection", "objection"),
    ("object", "objection"),
    ("pay_", "objection"),
    ("payment_last_day", "objection"),
    ("perform", "objection"),
)
"""The first token in the name of the question tells the step."""


@answers(
    "CN",
    "payment_order_objection_last_day",
    "payment_order_court_answer_last_day",
    "payment_order_issue_last_day",
    "payment_order_service_last_day",
    "payment_order_refuse_suit_last_day",
    otherwise_of=("CN-PO-02",),
)
def payment_order_step(facts: Facts, law: Law) -> Answer:
    """The last day of a step of the payment order."""
    asked = facts.word("what", "type").replace("payment_order_must_be", "must_be")
    step = next((step for token, step in STEP_TOKENS if token in asked), "objection")
    rule, parameter, names = PAYMENT_ORDER_STEPS[step]
    return deadline(facts, law, rule, parameter, *names)


@answers("CN", otherwise_of=("CN-PO-03",), asked=("last_day", "deadline"))
def refuse_suit(facts: Facts, law: Law) -> Answer:
    """The last day for the applicant to refuse the suit."""
    rule, parameter, names = PAYMENT_ORDER_STEPS["refuse_suit"]
    return deadline(facts, law, rule, parameter, *names)


@answers("CN", "payment_order_lapsed", "payment_order_void")
def payment_order_lapsed(facts: Facts, law: Law) -> Answer:
    """Is the order void?"""
    return Answer.computed(_lapsed(facts, law))


@answers("CN", "payment_order_valid", "payment_order_in_force")
def payment_order_valid(facts: Facts, law: Law) -> Answer:
    """Does the order stand?"""
    return Answer.computed(not _lapsed(facts, law))


def _lapsed(facts: Facts, law: Law) -> bool:
    return payment_order.order_lapsed(
        law.on,
        issued_on=facts.day("issued_on", "issue_date", "order_issued"),
        served_on=facts.day_or_none("served_on", "received_by_debtor", "service_date"),
        creditor_sued=facts.affirms("sued", "sues", "suit"),
        serve_within_days=law.term("CN-PO-02", "serve_within_days"),
    )


@answers("CN", otherwise_of=("CN-PO-02",), asked=("in_time", "timely", "objection_valid"))
def objection_in_time(facts: Facts, law: Law) -> Answer:
    """Was the objection written, and in time? Or, asked so, the order served in time?"""
    if "serv" in facts.word("what"):
        return Answer.computed(not _lapsed(facts, law))
    return Answer.computed(
        payment_order.objection_counts(
            facts.day("objected_on", "objection_date", "objection_filed", "objection_received"),
            facts.day("received_by_debtor", "served_on", "received", "debtor_received"),
            in_writing=not facts.denies("writ"),
            objection_days=law.term("CN-PO-02", "objection_days"),
        )
    )


GROUNDS = (
    ("abilit", "inability_to_pay"),
    ("unable", "inability_to_pay"),
    ("fund", "inability_to_pay"),
    ("no_money", "inability_to_pay"),
    ("poverty", "inability_to_pay"),
    ("cannot", "inability_to_pay"),
    ("afford", "inability_to_pay"),
    ("time", "more_time"),
    ("defer", "more_time"),
    ("delay", "more_time"),
    ("postpone", "more_time"),
    ("exten", "more_time"),
    ("method", "other_method"),
    ("instal", "other_method"),
)


@answers(
    "CN", "payment_order_objection_effective", "objection_effective", otherwise_of=("CN-PO-03",)
)
def objection_effective(facts: Facts, law: Law) -> Answer:
    """Does the objection end the order?"""
    return Answer.computed(_objection_stops(facts, law))


def _objection_stops(facts: Facts, law: Law) -> bool:
    upheld = facts.flag_or_none("objection_upheld", "upheld")
    if upheld is not None:
        return upheld
    stated = facts.word("ground", "objection_ground", "objection", "objection_type",
                        "objection_reason", "reason", "plea", "defence")  # fmt: skip
    ground = next((name for token, name in GROUNDS if token in stated), stated)
    stops = payment_order.objection_stops_order(
        ground, ineffective_grounds=law.term("CN-PO-03", "ineffective_grounds")
    )
    return stops and not facts.denies("writ")


@answers("CN", otherwise_of=("CN-PO-03",), asked=("trial", "suit", "litigation", "next"))
def after_objection(facts: Facts, law: Law) -> Answer:
    """Does the case go to trial, and what comes next?"""
    refused_on = facts.day_like("refused", "refusal")
    told_on = facts.day_or_none(*PAYMENT_ORDER_STEPS["refuse_suit"][2])
    days = law.term("CN-PO-03", "refuse_suit_days")
    in_time = refused_on is not None and (
        told_on is None or refused_on <= payment_order.last_day(told_on, days)
    )
    upheld = _objection_stops(facts, law)
    trial = payment_order.goes_to_trial(
        objection_upheld=upheld, applicant_refuses=in_time or facts.affirms("refuse")
    )
    if "next" not in facts.word("what"):
        return Answer.computed(trial)
    ended = "ended" if upheld else "order_stands"
    return Answer.computed("litigation" if trial else ended)


@answers("CN", "small_claims_track", otherwise_of=("CN-SMALL-01",))
def small_claims_track(facts: Facts, law: Law) -> Answer:
    """Which track a money claim takes."""
    return Answer.computed(_track(facts, law))


def _track(facts: Facts, law: Law) -> str:
    wage = facts.amount_like("wage", "salary")
    claim = procedure.SmallClaim(
        amount=facts.amount(*CLAIM),
        average_wage=facts.amount("average_wage") if wage is None else wage,
        party_missing=facts.affirms("missing", "whereabouts_unknown"),
        foreign_element=facts.affirms("foreign"),
        needs_appraisal=facts.affirms("appraisal"),
        simple=not facts.denies("simple", "clear"),
    )
    return procedure.small_claims_track(claim, **law.terms("CN-SMALL-01"))


@answers("CN", otherwise_of=("CN-SMALL-01",), asked=("appl", "instance", "appeal", "eligible"))
def small_claims_apply(facts: Facts, law: Law) -> Answer:
    """Is it heard as a small claim, in how many instances, and may one appeal?"""
    applies = procedure.small_claims_apply(
        _track(facts, law), parties_agree=facts.affirms("agree", "consent")
    )
    asked = facts.word("what")
    if "instance" in asked:
        return Answer.computed(1 if applies else 2)
    return Answer.computed(not applies if "appeal" in asked else applies)


@answers(
    "CN",
    "small_claims_decision_last_day",
    "small_claims_trial_last_day",
    otherwise_of=("CN-SMALL-01", "CN-SMALL-02"),
    asked=("last_day", "deadline"),
)
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
    accepted = facts.day(
        "accepted_on", "filed_on", "case_filed", "docketed", "case_accepted", "registered_on"
    )
    extended = facts.affirms("exten") or facts.word("extension") == "approved"
    return Answer.computed(procedure.trial_last_day(accepted, **law.terms(rule), extended=extended))


@answers("CN", "appeal_last_day", otherwise_of=("CN-APPEAL-01",))
def appeal(facts: Facts, law: Law) -> Answer:
    """The last day to appeal against a judgment."""
    return deadline(facts, law, "CN-APPEAL-01", "appeal_days", "judgment_served", "served_on")


@answers("CN", "doubled_delay_interest", "delay_interest", otherwise_of=("CN-DELAY-01",))
def delay_interest(facts: Facts, law: Law) -> Answer:
    """Extra interest on a judgment performed late."""
    days = facts.get("days")
    if days is None:
        days = facts.like(is_amount, "days_(late|overdue|delay|unpaid)", "_days$")
    if days is None:
        late = facts.day("to", "paid_on", "end") - facts.day(
            "from", "due_on", "start", "performance_due", "performance_last_day"
        )
        days = late.days
    interest = procedure.delay_interest(_judged(facts), int(days), **law.terms("CN-DELAY-01"))
    return Answer.computed(court_fees.to_fen(interest))


def _judged(facts: Facts) -> Decimal:
    """The money owed by the judgment, other than general interest where a total is told."""
    total = facts.amount_like("total")
    if total is not None:
        return total - (facts.amount_like("general_interest") or Decimal(0))
    debt = facts.amount_like("principal", "debt")
    return facts.amount("judgment_debt", "amount", "owed") if debt is None else debt
