"""United Kingdom: persistent debt, Consumer Credit Act notices, breathing space, limitation."""

from __future__ import annotations

from datetime import date

from fairdue.compliance.rules import breathing_space, deadlines
from fairdue.law_cases.adapters.cn_limitation import event_of
from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers
from fairdue.legal.rules import cca_notices, limitation, time_barred
from fairdue.portfolio.rules import persistent_debt


@answers("UK", "is_persistent_debt", otherwise_of=("uk.conc.6.7.27.persistent_debt",))
def is_persistent_debt(facts: Facts, law: Law) -> Answer:
    """Is the card in persistent debt?"""
    period = persistent_debt.Period(
        months=facts.number("months", default=law.term("uk.conc.6.7.27.persistent_debt", "months")),
        principal_paid=facts.amount("principal_paid"),
        charges_paid=facts.amount("interest_fees_charges_paid", "charges_paid"),
        lowest_balance=facts.amount("min_balance_in_period", "lowest_balance")
        if facts.tells("min_balance_in_period", "lowest_balance")
        else None,
        business_card=facts.flag("business_card"),
    )
    terms = law.terms("uk.conc.6.7.27.persistent_debt")
    return Answer.computed(persistent_debt.is_persistent_debt(period, **terms))


@answers("UK", "persistent_debt_milestones", "persistent_debt_letters",
         otherwise_of=("uk.conc.6.7.29.milestones",))  # fmt: skip
def milestones(facts: Facts, law: Law) -> Answer:
    """The days of letters and offer."""
    terms = law.terms("uk.conc.6.7.29.milestones")
    first, last = terms.pop("second_months")
    began = facts.day("period_began", "began_on", "start")
    return Answer.computed(persistent_debt.milestones(began, second_months=(first, last), **terms))


@answers("UK", "minimum_payment", "min_payment_floor", otherwise_of=("uk.conc.6.7.5",))
def minimum_payment(facts: Facts, law: Law) -> Answer:
    """The least a minimum payment may be."""
    return Answer.computed(
        persistent_debt.minimum_payment(
            facts.amount("principal"),
            facts.amount("interest", default="0"),
            facts.amount("fees", default="0"),
            **law.terms("uk.conc.6.7.5"),
        )
    )


@answers("UK", "earliest_remedy_date", otherwise_of=("uk.cca.88.default_notice",))
def remedy_date(facts: Facts, law: Law) -> Answer:
    """The earliest date a default notice may name."""
    served = facts.day("served", "served_on")
    terms = law.terms("uk.cca.88.default_notice")
    return Answer.computed(cca_notices.earliest_remedy_date(served, **terms))


@answers("UK", "terminate_agreement", "accelerate", "enforce", "terminate")
def enforce(facts: Facts, law: Law) -> Answer:
    """May the creditor terminate, accelerate or enforce?"""
    served = facts.day_or_none("served", "served_on", "default_notice_served")
    if served is None:
        return Answer("deny")
    terms = law.terms("uk.cca.88.default_notice")
    earliest = cca_notices.earliest_remedy_date(served, **terms)
    named = facts.day_or_none("remedy_date", "remedy_by") or earliest
    allowed = named >= earliest and cca_notices.may_enforce_after_notice(
        named, law.on, remedied=facts.flag("remedied")
    )
    return Answer("allow" if allowed else "deny")


@answers("UK", "suspend_drawing", "suspend_card")
def suspend(facts: Facts, law: Law) -> Answer:
    """Suspending further drawing needs no default notice (s. 87(2))."""
    return Answer("allow")


@answers("UK", "arrears_notice_due", "arrears_notice_required", otherwise_of=("uk.cca.86C",))
def arrears_notice(facts: Facts, law: Law) -> Answer:
    """Must the arrears notice go out?"""
    missed = facts.number("last_payments_missed", "missed_payments", "consecutive_missed_payments")
    return Answer.computed(cca_notices.arrears_notice_due(missed, **law.terms("uk.cca.86C")))


@answers("UK", "default_sum_notice_last_day", "default_sum_notice_latest_date",
         "latest_default_sum_notice_date", otherwise_of=("uk.cca.86E",))  # fmt: skip
def default_sum_notice(facts: Facts, law: Law) -> Answer:
    """The last day to give notice of a default sum."""
    days = law.term("uk.cca.86E", "notice_days")
    charged = facts.day("default_sum_payable", "default_sum_date", "default_sum_on", "charged_on")
    return Answer.computed(cca_notices.default_sum_notice_by(charged, notice_days=days))


@answers("UK", "default_sum_interest_from", "earliest_default_sum_interest_date",
         otherwise_of=("uk.cca.86F",))  # fmt: skip
def default_sum_interest(facts: Facts, law: Law) -> Answer:
    """The first day interest may run on a default sum."""
    days = law.term("uk.cca.86E", "free_days")
    noticed = facts.day("notice_given", "notice_date", "notice_on")
    return Answer.computed(cca_notices.default_sum_interest_from(noticed, free_days=days))


def moratorium_of(facts: Facts, law: Law) -> breathing_space.Moratorium:
    """The moratorium a case tells of."""
    kind = facts.get("moratorium_kind", "moratorium_type", default="standard")
    told = str(facts.get("kind", default=""))
    return breathing_space.moratorium(
        facts.day("register_entry", "registered_on"),
        breathing_space.MENTAL_HEALTH if "mental" in f"{kind} {told}" else breathing_space.STANDARD,
        treatment_ended_on=facts.day_or_none("treatment_ended", "treatment_end"),
        cancelled_on=facts.day_or_none("cancelled", "cancelled_on"),
        **law.terms("uk.debt_respite.length"),
    )


@answers("UK", "moratorium_dates", "moratorium_period", "moratorium",
         otherwise_of=("uk.debt_respite.start", "uk.debt_respite.length"))  # fmt: skip
def moratorium_dates(facts: Facts, law: Law) -> Answer:
    """First and last day."""
    space = moratorium_of(facts, law)
    return Answer.computed(
        {
            "start": space.first_day, "first_day": space.first_day,
            "end": space.last_day, "last_day": space.last_day,
        }
    )  # fmt: skip


@answers("UK", "moratorium_start", "moratorium_first_day")
def moratorium_start(facts: Facts, law: Law) -> Answer:
    """The first day."""
    return Answer.computed(moratorium_of(facts, law).first_day)


@answers("UK", "moratorium_end", "moratorium_last_day", "moratorium_end_date")
def moratorium_end(facts: Facts, law: Law) -> Answer:
    """The last day."""
    return Answer.computed(moratorium_of(facts, law).last_day)


@answers("UK", "midway_review_window", otherwise_of=("uk.debt_respite.review",))
def review_window(facts: Facts, law: Law) -> Answer:
    """The adviser's review."""
    first, last = breathing_space.review_window(
        moratorium_of(facts, law).first_day, **law.terms("uk.debt_respite.review")
    )
    return Answer.computed({"from": first, "to": last})


@answers("UK", "charge_interest", "charge_fee", "add_charge",
         otherwise_of=("uk.debt_respite.effect",))  # fmt: skip
def charge_in_moratorium(facts: Facts, law: Law) -> Answer:
    """May interest or fees accrue on the day?"""
    if not facts.flag("moratorium_debt", default=True):
        return Answer("allow")
    may = breathing_space.interest_may_run(law.on, moratorium_of(facts, law))
    return Answer("allow" if may else "deny")


@answers("UK", "suspension_until", "forbearance_until", otherwise_of=("uk.conc.7.3.11",))
def suspension(facts: Facts, law: Law) -> Answer:
    """Until when recovery is generally suspended for a plan."""
    noticed = facts.day("notified_on", "notified", "adviser_notified")
    return Answer.computed(deadlines.answer_by(noticed, **law.terms("uk.conc.7.3.11")))


@answers("UK", "limitation_last_day", "statute_barred_after")
def limitation_last_day(facts: Facts, law: Law) -> Answer:
    """The last day before the debt is barred."""
    return Answer.computed(_last_day(facts, law))


@answers("UK", "is_statute_barred", "statute_barred")
def statute_barred(facts: Facts, law: Law) -> Answer:
    """Is the debt barred on the day?"""
    return Answer.computed(limitation.is_time_barred(_last_day(facts, law), law.on))


@answers("UK", "demand_payment", "threaten_suit", "begin_proceedings",
         otherwise_of=("uk.conc.7.15", "uk.conc.7.15.statute_barred"))  # fmt: skip
def demand(facts: Facts, law: Law) -> Answer:
    """May payment still be demanded?"""
    barred = facts.flag("statute_barred", "limitations_expired") or (
        facts.tells("cause_of_action", "default_notice_expired", "last_payment")
        and limitation.is_time_barred(_last_day(facts, law), law.on)
    )
    clauses = time_barred.may_demand_statute_barred(
        statute_barred=barred,
        extinguished=_in_scotland(facts),
        customer_relies_on_it=facts.flag(
            "customer_relies_on_limitation", "customer_says_will_not_pay", "customer_relies_on_it"
        ),
        ombudsman_open=facts.flag("fos_complaint_open", "ombudsman_open"),
    )
    return Answer.judged(*clauses)


def _in_scotland(facts: Facts) -> bool:
    return facts.word("nation") == "scotland"


def _last_day(facts: Facts, law: Law) -> date:
    terms = law.terms("uk.conc.7.15")
    limits = limitation.Limits(
        years=terms["scotland_years" if _in_scotland(facts) else "years"],
        outer_years=None,
        suspension_months=0,
        demand_kinds=(),
        consent_kinds=terms["restarting_kinds"],
        procedure_kinds=(),
        reviving_kinds=(),
    )
    accrued = facts.day(
        "default_notice_expired", "default_notice_expiry", "cause_of_action", "cause_of_action_on"
    )
    events = [event_of(row) for row in facts.parts("events")]
    return limitation.limitation_last_day(accrued, events, limits=limits)
