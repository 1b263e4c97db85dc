"""China: allocation, tolerance, rates, instalments, cost display, classification."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from fairdue.delinquency.rules.tables import Grade, GradeTable
from fairdue.law_cases.case import Answer, Facts, as_decimal
from fairdue.law_cases.registry import Law, answers
from fairdue.legal.rules.court_fees import to_fen
from fairdue.portfolio.rules import (
    allocation,
    cost_disclosure,
    instalment,
    interest,
    on_time,
    restructured,
)


@answers("CN", "allocation", "payment_allocation", otherwise_of=("CN-PAY-01",))
def allocate(facts: Facts, law: Law) -> Answer:
    """Where a payment goes."""
    owed = {name: as_decimal(amount) for name, amount in facts.need("owed", "balances").items()}
    parts = {
        allocation.PRINCIPAL: owed.pop("principal", Decimal(0)),
        allocation.INTEREST_AND_FEES: sum(owed.values(), Decimal(0)),
    }
    order = allocation.allocation_order(facts.number("days_past_due"), **law.terms("CN-PAY-01"))
    paid = allocation.allocate(facts.amount("payment"), parts, order)
    return Answer.computed(
        {
            "to_interest_and_fees": paid[allocation.INTEREST_AND_FEES],
            "to_principal": paid[allocation.PRINCIPAL],
            "unapplied": paid["unapplied"],
        }
    )


@answers("CN", "treated_as_on_time")
def treated_as_on_time(facts: Facts, law: Law) -> Answer:
    """Is a full payment on time?"""
    least = law.term("CN-PAY-02", "grace_days_min")
    return Answer.computed(
        on_time.treated_as_on_time(
            facts.day("due_date"),
            facts.day("full_payment_on", "paid_on", "payment_date"),
            facts.number("issuer_grace_days", "grace_days", default=least),
            grace_days_min=least,
        )
    )


@answers("CN", "treated_as_full_payment", "treated_as_paid_in_full")
def treated_as_full(facts: Facts, law: Law) -> Answer:
    """Is a payment full?"""
    least = Decimal(str(law.term("CN-PAY-02", "tolerance_min")["CNY"]))
    return Answer.computed(
        on_time.treated_as_full(
            facts.amount("statement_balance", "billed", "amount_due"),
            facts.amount("paid_by_due", "paid"),
            facts.amount("issuer_tolerance", "tolerance", default=str(least)),
            tolerance_min=least,
        )
    )


@answers("CN", "latest_reminder_date", "reminder_last_day", otherwise_of=("CN-REM-01",))
def reminder(facts: Facts, law: Law) -> Answer:
    """The last day to remind of a due date."""
    return Answer.computed(
        on_time.latest_reminder_date(facts.day("due_date"), **law.terms("CN-REM-01"))
    )


@answers("CN", "set_overdraft_daily_rate", otherwise_of=("CN-INT-01",))
def daily_rate(facts: Facts, law: Law) -> Answer:
    """May the daily rate be set?"""
    clauses = interest.may_set_daily_rate(
        facts.amount("rate", "daily_rate"),
        agreed=facts.flag("agreed", default=True),
        annual_rate_shown=facts.flag(
            "annualised_rate_shown", "annualized_rate_shown", "annual_rate_shown", default=True
        ),
        **law.terms("CN-INT-01"),
    )
    return Answer.judged(*clauses)


ITEMS = (
    ("penalty", "late_payment_penalty"),
    ("liquidated", "late_payment_penalty"),
    ("annual", "annual_fee"),
    ("cash_advance_fee", "cash_advance_fee"),
    ("cash_fee", "cash_advance_fee"),
    ("withdrawal_fee", "cash_advance_fee"),
    ("fx", "fx_fee"),
    ("foreign", "fx_fee"),
    ("currency_conversion", "fx_fee"),
    ("over_limit", "over_limit_fee"),
    ("overlimit", "over_limit_fee"),
    ("fee", "service_fee"),
)


@answers("CN", "charge_interest_on", otherwise_of=("CN-INT-02",))
def interest_on(facts: Facts, law: Law) -> Answer:
    """May interest run on this item?"""
    stated = facts.word("item", "on", "component")
    item = next((name for token, name in ITEMS if token in stated), stated)
    barred = law.term("CN-INT-02", "barred_items")
    return Answer.judged(interest.may_charge_interest_on(item, barred_items=barred))


@answers("CN", "charge_over_limit_fee", "charge_late_fee", "charge_penalty", "charge_fee")
def charge(facts: Facts, law: Law) -> Answer:
    """May this charge be made?"""
    stated = facts.word("item", "fee", "type").removeprefix("charge_")
    clauses = interest.may_charge(
        stated,
        agreed=facts.flag("agreed", default=True),
        abolished=law.term("CN-INT-02", "abolished"),
    )
    return Answer.judged(*clauses)


@answers("CN", "change_overdraft_rate_standard", "change_rate", otherwise_of=("CN-INT-03",))
def change_rate(facts: Facts, law: Law) -> Answer:
    """May the changed rate take effect?"""
    clause = interest.may_change_rate(
        facts.day("notice_date", "notified_on"),
        facts.day("effective_date", "effective_on"),
        **law.terms("CN-INT-03"),
    )
    return Answer.judged(clause)


@answers("CN", "rate_change_earliest_effective_date", "earliest_effective_date")
def rate_change_from(facts: Facts, law: Law) -> Answer:
    """The first day a changed rate may take effect."""
    return Answer.computed(
        interest.earliest_effective_date(
            facts.day("notice_date", "notified_on"), **law.terms("CN-INT-03")
        )
    )


@answers("CN", "amount_above_24pct", otherwise_of=("CN-INT-04",))
def above_ceiling(facts: Facts, law: Law) -> Answer:
    """What a court may cut."""
    days = (
        facts.number("days")
        if facts.tells("days")
        else (facts.day("to", "end") - facts.day("from", "start")) // timedelta(days=1)
    )
    above = interest.amount_above_ceiling(
        facts.amount("principal"),
        days,
        facts.amount("claimed_interest_penalty_fees", "claimed", "claimed_total"),
        debtor_asks=facts.flag("debtor_requests_reduction", "debtor_asks", default=True),
        **law.terms("CN-INT-04"),
    )
    return Answer.computed(to_fen(above))


@answers("CN", "penalty_is_excessive", "excessive_penalty", otherwise_of=("CN-INT-06",))
def excessive(facts: Facts, law: Law) -> Answer:
    """Is a penalty excessive?"""
    return Answer.computed(
        interest.penalty_is_excessive(
            facts.amount("penalty", "agreed_penalty"),
            facts.amount("loss", "actual_loss"),
            **law.terms("CN-INT-06"),
        )
    )


@answers(
    "CN",
    "offer_bill_installment",
    "offer_installment",
    "offer_instalment",
    "offer_loan",
    otherwise_of=("CN-COST-01",),
)
def offer(facts: Facts, law: Law) -> Answer:
    """May the offer go on?"""
    clauses = cost_disclosure.may_offer(
        online=facts.word("channel", default="online") == "online",
        table_shown=facts.flag(
            "cost_table_shown", "disclosure_shown", "cost_table_signed", default=True
        ),
        popup_confirmed=facts.flag("disclosure_popup_confirmed", "popup_confirmed", default=True)
        and facts.flag("forced_reading", default=True),
        **law.terms("CN-COST-01"),
    )
    return Answer.judged(*clauses)


@answers("CN", "approve_personal_installment", "approve_personal_instalment",
         otherwise_of=("CN-PLAN-01",))  # fmt: skip
def personal_instalment(facts: Facts, law: Law) -> Answer:
    """May a personalised plan be granted?"""
    clauses = instalment.may_grant_personal_instalment(
        facts.number("months", default=1),
        debt_exceeds_ability=facts.flag("debt_exceeds_ability", default=True),
        willing_to_repay=facts.flag("willing_to_repay", "willing", default=True),
        agreement_items=facts.get("agreement_items", "contract_fields", "contract_items"),
        **law.terms("CN-PLAN-01"),
    )
    return Answer.judged(*clauses)


@answers(
    "CN",
    "approve_installment",
    "approve_instalment",
    "approve_bill_installment",
    "approve_cash_installment",
    "approve_cash_instalment",
    "approve_cash_advance_installment",
    otherwise_of=("CN-INST-01",),
)
def ordinary_instalment(facts: Facts, law: Law) -> Answer:
    """May an ordinary or cash instalment be granted?"""
    kind = " ".join(facts.word(name) for name in ("type", "kind", "installment_kind", "product"))
    clauses = instalment.may_grant_instalment(
        facts.number("months", default=1),
        facts.amount("amount") if facts.tells("amount") else None,
        cash="cash" in kind or facts.flag("cash", "cash_advance"),
        re_instalment=facts.flag(
            "re_installment", "re_instalment", "already_installment", "already_in_installment"
        ),
        **law.terms("CN-INST-01"),
    )
    return Answer.judged(*clauses)


@answers("CN", "lpr_cap_applies", "private_lending_cap_applies", otherwise_of=("CN-INT-05",))
def lending_cap(facts: Facts, law: Law) -> Answer:
    """Does the private-lending cap apply?"""
    licensed = facts.flag("licensed_lender", "licensed", default=True)
    return Answer.computed(
        interest.lending_cap_applies(licensed_lender=licensed, **law.terms("CN-INT-05"))
    )


@answers("CN", "observation_period_over", "end_observation", "upgrade_restructured_asset",
         otherwise_of=("CN-CLS-03",))  # fmt: skip
def observation(facts: Facts, law: Law) -> Answer:
    """Is a restructured asset's observation over?"""
    over = restructured.observation_is_over(
        facts.day("restructured_on", "observation_began", "began_on"),
        law.on,
        facts.number("consecutive_periods_performed", "periods_performed", "periods"),
        **law.terms("CN-CLS-03"),
    )
    asked = facts.word("type") == "compute"
    return Answer.computed(over) if asked else Answer("allow" if over else "deny")


def _grade(law: Law, rule: str, days: int) -> Grade:
    """A day count's grade by the dated table of one rule."""
    edges = law.terms(rule)
    table = tuple(
        (first_day, grade)
        for grade in Grade
        if (first_day := edges.get(f"{grade.name.lower()}_from_days")) is not None
    )
    return GradeTable(rule, table).grade(days)


@answers("CN", "five_class_card_2011", otherwise_of=("CN-CLS-01",))
def five_class_card(facts: Facts, law: Law) -> Answer:
    """The card grade of 2011."""
    return Answer.computed(_grade(law, "CN-CLS-01", _days(facts)).name.lower())


@answers("CN", "five_class_floor_2023", otherwise_of=("CN-CLS-02",))
def five_class_floor(facts: Facts, law: Law) -> Answer:
    """The least grade of 2023."""
    return Answer.computed(_grade(law, "CN-CLS-02", _days(facts)).name.lower())


@answers("CN", "five_class", "five_class_worse_of_both", "five_class_worse", "five_class_reported")
def five_class(facts: Facts, law: Law) -> Answer:
    """The worse of both tables."""
    both = [_grade(law, rule, _days(facts)) for rule in ("CN-CLS-01", "CN-CLS-02")]
    return Answer.computed(max(both).name.lower())


@answers("CN", "bucket", "delinquency_bucket", otherwise_of=("CN-BKT-01",))
def bucket(facts: Facts, law: Law) -> Answer:
    """M0 to M7."""
    edges = law.terms("CN-BKT-01").values()
    return Answer.computed(f"M{sum(_days(facts) >= edge for edge in edges)}")


def _days(facts: Facts) -> int:
    return facts.number("days_past_due", "days_overdue", "overdue_days")
