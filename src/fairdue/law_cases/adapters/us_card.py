"""United States: crediting, billing errors, hardship plans, offsets and estates; Regulation Z."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal

from fairdue.compliance.rules import deadlines
from fairdue.law_cases.adapters.cited import clock
from fairdue.law_cases.case import Answer, Facts, as_day, as_decimal, is_amount
from fairdue.law_cases.registry import Law, answers
from fairdue.portfolio.rules import card_protections, crediting


@answers("US", "credit_date", "payment_credit_date", "set_cutoff", "payment_cutoff",
         "charge_payment_fee", whole_of=("us.regz.10",))  # fmt: skip
def crediting_of(facts: Facts, law: Law) -> Answer:
    """The day of credit, the cut-off, mail on holidays, or a fee for paying."""
    kind = facts.question
    if "fee" in kind:
        method = f"{facts.word('payment_method', 'method')} {facts.word('service', 'assistance')}"
        clause = crediting.may_charge_for_payment(
            expedited=bool(re.search("expedit", method)) or bool(facts.flags("expedited")),
            live_agent=bool(re.search("represent|live|agent|person", method))
            or bool(facts.flags("live|representative")),
            **law.terms("us.regz.10e"),
        )
        return Answer.judged(clause)
    terms = law.terms("us.regz.10")
    cutoff = facts.get("cutoff", "cutoff_time", "cut_off", "cut_off_time")
    if re.search("late", kind):
        late_from = crediting.late_from_without_mail(
            facts.day("due_date", "due"), facts.day_like("next_(mail|business)|next_day")
        )
        paid = facts.day_like("payment_received|received") or law.on
        return Answer("allow" if paid >= late_from else "deny")
    if re.search("cut_?off", kind):
        return Answer.judged(crediting.may_set_cutoff(clock(cutoff or facts.need("at")), **terms))
    received = datetime.fromisoformat(str(facts.need("received_at", "received", "at")))
    found = crediting.credit_date(received, clock(cutoff) if cutoff else None, **terms)
    return Answer.computed(found)


@answers("US", "billing_error_acknowledge_by", "billing_error_resolve_by",
         "billing_error_notice_last_day", whole_of=("us.regz.13",))  # fmt: skip
def billing_error(facts: Facts, law: Law) -> Answer:
    """The last day of a step of a billing dispute, or may the amount be pursued meanwhile?"""
    terms, kind = law.terms("us.regz.13"), facts.question
    statement = facts.day_like("statement_sent", "statement_date", "statement", "^statement")
    received = facts.day_like("notice.*received|received|billing_error_notice|dispute")
    dated = re.search("date|_by$|deadline|last_day|latest|within", kind)
    if re.search("timely|in_time", kind) and statement and received:
        return Answer.computed(
            received <= deadlines.answer_by(statement, days=terms["notice_days"])
        )
    if not dated:
        about = facts.word("about", "amount_kind", "part")
        clause = card_protections.may_pursue_disputed_amount(
            law.on, statement_on=statement, noticed_on=received,
            resolved_on=facts.day_like("resol"),
            disputed="undisputed" not in f"{about} {kind}", notice_days=terms["notice_days"],
        )  # fmt: skip
        return Answer.judged(clause)
    if re.search("notice|assert|report_error", kind) and "ack" not in kind and statement:
        return Answer.computed(deadlines.answer_by(statement, days=terms["notice_days"]))
    received = received or facts.day("notice_received")
    if "ack" in kind:
        return Answer.computed(deadlines.answer_by(received, days=terms["acknowledge_days"]))
    ends = [as_day(each, None) for each in facts.find("cycles?_ends?$|cycle_(ends|closes)") or []
            if not isinstance(facts.find("cycles?_ends?$|cycle_(ends|closes)"), str)]  # fmt: skip
    found = deadlines.billing_error_resolved_by(
        received,
        facts.day_like("second_cycle|two_cycles")
        or deadlines.second_complete_cycle(received, ends),
        days_max=terms["resolve_days_max"],
    )
    return Answer.computed(found)


@answers("US", "end_workout_plan", "increase_rate_after_plan", whole_of=("us.regz.55b5",))
def workout_end(facts: Facts, law: Law) -> Answer:
    """May a hardship plan end and its rate return?"""
    clauses = card_protections.may_end_workout(
        disclosed_before=facts.flags("disclos") is not False,
        rate_before=_rate(facts, "pre_plan_rate|rate_before|pre_workout|before_plan_rate"),
        rate_after=_rate(facts, "new_rate|rate_after|after_plan_rate|post_plan"),
        **law.terms("us.regz.55b5"),
    )  # fmt: skip
    return Answer.judged(*clauses)


def _rate(facts: Facts, names: str) -> Decimal | None:
    told = facts.find(names)
    return as_decimal(told) if is_amount(told) else None


@answers("US", "max_interest_rate", whole_of=("us.scra", "us.mla"))
def rate_cap(facts: Facts, law: Law) -> Answer:
    """The most a service member may be charged, or may this rate be charged?"""
    military = facts.flags("covered_borrower|mapr") is not None
    rule = "us.mla.rate_cap" if military else "us.scra.rate_cap"
    covered = facts.flags("active_duty|covered_borrower") is not False and (
        facts.flags("before_service|preservice|pre_service") is not False
    )
    cap = law.term(rule, "rate_max")
    if re.search("max|cap", facts.question):
        return Answer.computed(cap * 100 if covered else None)
    told = (_rate(facts, name) for name in ("^mapr", "^(interest_)?rate$", "^apr"))
    rate = next((each for each in told if each is not None), Decimal(0))
    share = rate / 100 if rate > 1 else rate
    return Answer.judged(card_protections.within_rate_cap(rule, share, cap, covered=covered))


@answers("US", "offset_deposit", "set_off_deposit", whole_of=("us.regz.12",))
def offset(facts: Facts, law: Law) -> Answer:
    """May a deposit be set off against the card's debt?"""
    clause = card_protections.may_offset(
        court_order=bool(facts.flags("court")),
        authorised_plan=bool(facts.flags("authori[sz]")),
        **law.terms("us.regz.12"),
    )
    return Answer.judged(clause)


@answers("US", "estate_balance_by", "estate_balance_deadline", whole_of=("us.regz.11c",))
def estate(facts: Facts, law: Law) -> Answer:
    """The last day to tell an estate the balance, or may it be charged?"""
    days, kind = law.term("us.regz.11c", "days"), facts.question
    requested = facts.day_like("request")
    if not re.search("^(charge|impose|add|assess)", kind):
        return Answer.computed(
            deadlines.answer_by(requested or facts.day("request_received"), days=days)
        )
    clause = card_protections.may_charge_estate(
        law.on, requested_on=requested, disclosed_on=facts.day_like("disclos|provided"),
        paid_on=facts.day_like("paid"), trailing_interest="interest" in kind, days=days,
    )  # fmt: skip
    return Answer.judged(clause)


@answers("US", "same_due_date", whole_of=("us.regz.7b",))
def due_day(facts: Facts, law: Law) -> Answer:
    """Is the due date the same each month?"""
    law.term("us.regz.7b", "applies")
    return Answer.computed(card_protections.same_due_day(facts.days("due_dates", "dates")))
