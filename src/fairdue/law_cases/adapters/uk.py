"""United Kingdom: persistent debt, minimum payments, statute-barred debt, fairness, records."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from fairdue.compliance.rules import retention
from fairdue.contact.rules import uk_contact
from fairdue.credit_record.rules import adverse_record
from fairdue.kernel.calendars import add_months
from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.compare import Named
from fairdue.law_cases.registry import Law, answers
from fairdue.legal.rules import limitation, time_barred
from fairdue.portfolio.rules import persistent_debt

RESTARTS = (
    ("acknowledgement", "acknowledg"),
    ("partial_repayment", "payment|paid|repay"),
)
UNFAIR = re.compile(
    "pressure|refus.*(proposal|offer|payment|information|balance|to_deal)|one_sum|unreasonabl|"
    "by_borrowing|to_borrow|sell_home|sell_their_home|foreseeable_harm|bad_faith|token_payment_refus"
)


def nation_of(facts: Facts) -> str:
    """england, wales, scotland or northern_ireland; England where nothing is told."""
    told = facts.word("nation", "country", "jurisdiction_nation", default="england")
    return told.replace(" ", "_").replace("&", "and")


@answers("UK", "is_persistent_debt", otherwise_of=("uk.conc.6.7.27",))
def is_persistent_debt(facts: Facts, law: Law) -> Answer:
    """Is the card in persistent debt? Or when the letters are due."""
    if re.search("letter|milestone|window|second|first|offer|repay|date", facts.question):
        return milestones(facts, law)
    told = facts.get("interest_fees_charges_paid", "charges_total", "costs_paid")
    parts = [value for name, value in facts.known.items()
             if re.search("^(interest|fees?|charges?|default_charges)(_paid)?$", name)]  # fmt: skip
    charges = Decimal(str(told)) if told is not None else sum(
        (Decimal(str(value)) for value in parts), Decimal(0)
    )  # fmt: skip
    lowest = facts.find("(min|lowest|minimum)_balance")
    lowest = facts.get("balance") if lowest is None else lowest
    product = facts.word("product", "card_type")
    ends, starts = facts.day_like("period_end"), facts.day_like("period_start")
    spanned = None if ends is None or starts is None else persistent_debt.whole_months(starts, ends)
    period = persistent_debt.Period(
        months=spanned or facts.number("months", "period_months",
                            default=law.term("uk.conc.6.7.27.persistent_debt", "months")),
        principal_paid=facts.amount("principal_paid", "principal"),
        charges_paid=charges,
        lowest_balance=Decimal(0) if facts.flags("(balance_)?(under|below)_") is True
        else (None if lowest is None else Decimal(str(lowest))),
        business_card=bool(facts.flags("business")) or "business" in product,
    )  # fmt: skip
    terms = law.terms("uk.conc.6.7.27.persistent_debt")
    return Answer.computed(persistent_debt.is_persistent_debt(period, **terms))


@answers("UK", "persistent_debt_milestones", "persistent_debt_letters", "second_letter_window",
         "offer_repayment_plan", "leave_card_active",
         otherwise_of=("uk.conc.6.7.2", "uk.conc.6.7.3"))  # fmt: skip
def milestones(facts: Facts, law: Law) -> Answer:
    """The days of letters and offer; may a repayment plan be this long, the card stay active?"""
    terms = law.terms("uk.conc.6.7.29.milestones")
    first, last = terms.pop("second_months")
    kind = facts.question
    years = facts.find("(proposed|repayment|plan)_?years|^years$")
    if re.search("plan|repay", kind) and years is not None:
        longest = law.term("uk.conc.6.7.37.repayment", "years_max")
        return Answer("allow" if Decimal(str(years)) <= longest else "deny")
    if re.search("suspend|cancel", kind):
        return Answer("allow")
    if re.search("active|keep|continue", kind):
        silent = facts.flags("replied|responded|confirmed") is False or facts.flags("unwilling")
        return Answer("deny" if silent else "allow")
    began = facts.day_like("began|start$|^start|period_start")
    if began is None:
        found = facts.day_like("first_letter|persistent_debt_(from|since|identified|on)|first_sent")
        began = add_months(found or facts.day("first_letter"), -terms["first_months"])
    found_days = persistent_debt.milestones(began, second_months=(first, last), **terms)
    window = {"from": found_days["second_letter_from"], "to": found_days["second_letter_by"]}
    if "second" in kind:
        return Answer.computed(Named(window["from"], earliest=window["from"], latest=window["to"],
                                     **window))  # fmt: skip
    main = found_days["first_letter" if "first" in kind else "repayment_offer"]
    return Answer.computed(
        Named(main, first=found_days["first_letter"], second_from=window["from"],
              second_by=window["to"], offer=found_days["repayment_offer"], **found_days)
    )  # fmt: skip


@answers("UK", "minimum_payment", "min_payment_floor", "set_minimum_payment",
         otherwise_of=("uk.conc.6.7.5",))  # fmt: skip
def minimum_payment(facts: Facts, law: Law) -> Answer:
    """The least a minimum payment may be, or may it be set so low?"""
    agreed = facts.day_like("agreement")
    share = law.term("uk.conc.6.7.5", "principal_share")
    if agreed is not None and agreed < law.term("uk.conc.6.7.5", "agreements_from"):
        share = Decimal(0)
    charges = [Decimal(str(value)) for name, value in facts.known.items()
               if re.search("^(fees?|charges?|default_charges)$", name)]  # fmt: skip
    least = persistent_debt.minimum_payment(
        facts.amount("principal", "principal_balance", "outstanding_principal", "balance"),
        facts.amount("interest", default="0"),
        sum(charges, Decimal(0)),
        principal_share=share,
    )
    if facts.tells("amount", "minimum_payment", "proposed"):
        enough = facts.amount("amount", "minimum_payment", "proposed") >= least
        return Answer("allow" if enough or (agreed and not share) else "deny")
    return Answer.computed(least)


@answers("UK", "limitation_last_day", "statute_barred_after", "is_statute_barred",
         "statute_barred", "demand_payment", "threaten_suit", "begin_proceedings",
         whole_of=("uk.conc.7.15",))  # fmt: skip
def statute_barred(facts: Facts, law: Law) -> Answer:
    """The last day before the debt is barred, whether it is, or may it still be asked for?"""
    kind = facts.question
    if re.search("^is_|^statute_barred$|barred_on|has_ceased", kind):
        return Answer.computed(limitation.is_time_barred(_last_day(facts, law), law.on))
    if re.search("from$|ceases", kind):
        return Answer.computed(add_days(_last_day(facts, law), 1))
    if re.search("last_day|after$|expir|ends|end_date|until", kind):
        return Answer.computed(_last_day(facts, law))
    barred = bool(facts.flags("^(is_)?statute_barred|limitation(s)?_expired")) or (
        facts.day_like(ACCRUED) is not None
        and limitation.is_time_barred(_last_day(facts, law), law.on)
    )
    court = re.search("threat|proceed|court|legal|suit|(?<!pur)sue|claim|litig", kind)
    misleads = bool(court) or "mislead" in kind or bool(facts.flags("mislead|implies_court"))
    sells = bool(re.search("sell|sale|assign|transfer", kind))
    told = facts.flags("flag|(buyer|purchaser|assignee)_(told|informed|notified)|disclosed")
    clauses = time_barred.may_demand_statute_barred(
        statute_barred=barred,
        extinguished=nation_of(facts) == "scotland",
        customer_relies_on_it=bool(facts.flags("relies|will_not_pay|refuses_because|says_barred")),
        ombudsman_open=bool(facts.flags("fos_|ombudsman")) and (bool(court) or not barred),
        misleads=misleads,
        sold_unflagged=sells and told is False,
    )
    return Answer.judged(*clauses)


def add_days(day: date, days: int) -> date:
    """A day, some days later."""
    return date.fromordinal(day.toordinal() + days)


ACCRUED = "default_notice_expir|cause_of_action|accru|due_date|default_date"
PAID = "last_payment|acknowledg"


def _last_day(facts: Facts, law: Law) -> date:
    terms = law.terms("uk.conc.7.15")
    limits = limitation.Limits(
        years=terms["scotland_years" if nation_of(facts) == "scotland" else "years"],
        outer_years=None,
        suspension_months=0,
        demand_kinds=(),
        consent_kinds=terms["restarting_kinds"],
        procedure_kinds=(),
        reviving_kinds=(),
    )
    told = facts.day_like("default_notice_expir")  # for an accelerated debt the clock starts here
    accrued = told or facts.day_like(ACCRUED) or facts.day_like(PAID)
    events = [
        limitation.Event(row.day("date", "at", "on"), _restart(row.word("type", "kind")))
        for row in facts.parts("events")
    ]
    for name, value in facts.known.items():
        if re.search(PAID, name) and isinstance(value, str):
            on = Facts({"on": value}).day("on")
            events.append(limitation.Event(on, _restart(name)))
    since = accrued or facts.day("cause_of_action")
    return limitation.limitation_last_day(since, [event for event in events if event.on >= since],
                                          limits=limits)  # fmt: skip


def _restart(told: str) -> str:
    return next((kind for kind, words in RESTARTS if re.search(words, told)), told)


@answers("UK", "refuse_repayment_proposal", "accept_part_settlement", "operate_collections",
         "refuse_balance_information",
         otherwise_of=("uk.conc.7.2", "uk.conc.7.3", "uk.conc.7.4", "uk.prin2a"))  # fmt: skip
def fairness(facts: Facts, law: Law) -> Answer:
    """Forbearance, pressure and information: only a plain breach is denied."""
    kind = facts.question
    told = [name for name, value in facts.known.items() if value is True]
    acts = {name for name in (kind, *told) if UNFAIR.search(name)}
    affordable = facts.flags("affordable|reasonable_proposal|proposal_reasonable")
    if "refus" in kind and affordable is False:
        acts.discard(kind)
    if re.search("settlement", kind) and facts.flags("explain|told|remaining|saleable") is False:
        acts.add("part_settlement_unexplained")
    if re.search("operate", kind):
        acts |= {name for name, value in facts.known.items() if value is False and "policy" in name}
    clause = uk_contact.treats_fairly(acts, **law.terms("uk.conc.7.3.fairness"))
    if re.search("^is_", kind):
        return Answer.computed(clause.allowed)
    return Answer.judged(clause)


@answers("UK", "savings_allowance", "challenge_budget", otherwise_of=("uk.sfs",))
def budget(facts: Facts, law: Law) -> Answer:
    """What a budget may save, and whether spending within the guidelines may be challenged."""
    if "challeng" in facts.question:
        within = facts.flags("within|below")
        return Answer("deny" if within else "allow")
    terms = law.terms("uk.sfs")
    surplus = facts.amount("surplus", "available", "disposable")
    return Answer.computed(
        persistent_debt.savings_allowance(
            surplus, share=terms["savings_share"], most=terms["savings_max"]
        )
    )


@answers("UK", "may_file_default", "file_default", "record_removed_on",
         otherwise_of=("uk.cra",))  # fmt: skip
def default_record(facts: Facts, law: Law) -> Answer:
    """May a default be filed, and how long is it kept?"""
    kind = facts.question
    if re.search("remov|until|kept|expire|drop", kind):
        filed = facts.day_like("default") or facts.day("default_date")
        years = law.term("uk.cra.default_record", "years")
        return Answer.computed(adverse_record.adverse_record_last_day(filed, years=years))
    months = facts.number(
        "months_in_arrears", "months_arrears", "missed_payments", "arrears_months"
    )
    enough = months >= law.term("uk.cra.default", "months_min")
    if kind.startswith(("may", "is_", "can")):
        return Answer.computed(enough)
    return Answer("allow" if enough else "deny")


@answers("UK", "earliest_purge_date", "earliest_purge_dates", "purge_records", "purge_record",
         otherwise_of=("uk.retention",))  # fmt: skip
def purge(facts: Facts, law: Law) -> Answer:
    """How long records are kept, or may they go on this day?"""
    last = facts.day_like("last|closed|ended|settled") or facts.day("last_activity")
    kept = retention.Term("uk.retention.records", last, law.term("uk.retention.records", "years"))
    if re.search("date|until", facts.question):
        return Answer.computed(Named(kept.last_day, records_after=kept.last_day))
    holds = int(bool(facts.flags("hold")))
    return Answer.judged(*retention.may_purge(law.on, [kept], holds))
