"""China: where payments go, when they are in time, and reminders."""

from __future__ import annotations

from decimal import Decimal

from fairdue.law_cases.case import Answer, Facts, as_decimal, is_amount
from fairdue.law_cases.registry import Law, answers
from fairdue.law_cases.words import holds
from fairdue.portfolio.rules import allocation, on_time

PARTS = ("principal", "interest", "fees", "interest_and_fees", "costs", "penalty")


def _owed(facts: Facts) -> dict[str, Decimal]:
    """What is owed by part: a record, or a field of each part."""
    told = facts.get("owed", "balances", "debt")
    rows = told if isinstance(told, dict) else {
        name: value for name, value in facts.known.items() if name in PARTS
    }  # fmt: skip
    return {name: as_decimal(amount) for name, amount in rows.items()}


@answers("CN", "allocation", "payment_allocation", otherwise_of=("CN-PAY-01",))
def allocate(facts: Facts, law: Law) -> Answer:
    """Where a payment goes."""
    owed = _owed(facts)
    if facts.like(is_amount, "days") is None:
        return civil_default(facts, law)
    parts = {
        allocation.PRINCIPAL: owed.pop("principal", Decimal(0)),
        allocation.INTEREST_AND_FEES: sum(owed.values(), Decimal(0)),
    }
    order = allocation.allocation_order(_days(facts), **law.terms("CN-PAY-01"))
    paid = allocation.allocate(facts.amount("payment", "paid", "amount"), parts, order)
    return Answer.computed(
        {f"{before}{part}": amount for before in ("", "to_") for part, amount in paid.items()}
    )


def _days(facts: Facts) -> int:
    return facts.number("days_past_due", "days_overdue", "overdue_days", "dpd")


@answers("CN", otherwise_of=("CN-PAY-01",), asked=("order", "first"))
def allocation_order(facts: Facts, law: Law) -> Answer:
    """Which part comes first."""
    order = allocation.allocation_order(_days(facts), **law.terms("CN-PAY-01"))
    return Answer.computed(order if "order" in facts.word("what") else order[0])


@answers("CN", otherwise_of=("CN-PAY-03",))
@answers("CN", otherwise_of=("CN-PAY-01",), asked=("civil", "561"))
def civil_default(facts: Facts, law: Law) -> Answer:
    """Where a payment goes when nothing else is agreed: by either name of each part."""
    owed = {
        "costs" if holds(part, "cost", "fee") else part: amount
        for part, amount in _owed(facts).items()
    }
    paid = allocation.allocate(
        facts.amount("payment", "paid", "amount"), owed, law.term("CN-PAY-03", "order")
    )
    return Answer.computed(paid | {f"to_{part}": amount for part, amount in paid.items()})


@answers(
    "CN", "set_off", otherwise_of=("CN-PAY-01",), asked=("set_off", "setoff", "deduct", "offset")
)
def set_off(facts: Facts, law: Law) -> Answer:
    """May the debt be set off against the holder's other assets?"""
    law.terms("CN-PAY-01")
    return Answer.judged(
        allocation.may_set_off(authorised=not facts.denies("authori", "agree", "consent"))
    )


@answers("CN", "latest_reminder_date", "reminder_last_day", otherwise_of=("CN-REM-01",))
def reminder(facts: Facts, law: Law) -> Answer:
    """The last day to remind of a due date, or whether it was done by then."""
    latest = on_time.latest_reminder_date(facts.day("due_date"), **law.terms("CN-REM-01"))
    asked = facts.word("what")
    if asked and not holds(asked, "in_time", "timely", "on_time", "sent"):
        return Answer.computed(latest)
    reminded = facts.day_like("remind", "sent") or law.on
    return Answer.computed(not facts.denies("remind", "sent") and reminded <= latest)


@answers("CN", otherwise_of=("CN-PAY-02",), asked=("remind",))
@answers("CN", "reminder_in_time", "reminder_timely")
def reminder_of_the_convention(facts: Facts, law: Law) -> Answer:
    """The same, asked of the convention that sets the days."""
    return reminder(facts, law)


def _grace(facts: Facts, law: Law) -> int:
    return facts.number(
        "issuer_grace_days", "grace_days", default=law.term("CN-PAY-02", "grace_days_min")
    )


@answers("CN", otherwise_of=("CN-PAY-02",), asked=("last_day", "grace_end"))
def grace_last_day(facts: Facts, law: Law) -> Answer:
    """The last day on which a full payment is on time."""
    least = law.term("CN-PAY-02", "grace_days_min")
    return Answer.computed(
        on_time.last_day_on_time(facts.day("due_date"), _grace(facts, law), grace_days_min=least)
    )


@answers("CN", "treated_as_on_time", otherwise_of=("CN-PAY-02",), asked=("on_time", "in_time"))
def treated_as_on_time(facts: Facts, law: Law) -> Answer:
    """Is a full payment on time?"""
    return Answer.computed(
        on_time.treated_as_on_time(
            facts.day("due_date"),
            facts.day("full_payment_on", "paid_on", "payment_date", "paid_in_full_on"),
            _grace(facts, law),
            grace_days_min=law.term("CN-PAY-02", "grace_days_min"),
        )
    )


@answers("CN", otherwise_of=("CN-PAY-02",), asked=("set_grace", "set_tolerance", "set_shortfall"))
def set_grace_or_tolerance(facts: Facts, law: Law) -> Answer:
    """May an issuer grant this much grace or tolerance, and no more?"""
    if "grace" in facts.word("type"):
        days = facts.amount("days", "grace_days", "issuer_grace_days")
        return Answer.computed(days >= law.term("CN-PAY-02", "grace_days_min"))
    tolerance = facts.amount("amount", "tolerance", "issuer_tolerance")
    return Answer.computed(tolerance >= _least_tolerance(law))


def _least_tolerance(law: Law) -> Decimal:
    return Decimal(str(law.term("CN-PAY-02", "tolerance_min")["CNY"]))


@answers("CN", "treated_as_full_payment", "treated_as_paid_in_full", otherwise_of=("CN-PAY-02",))
def treated_as_full(facts: Facts, law: Law) -> Answer:
    """Is a payment full?"""
    least = _least_tolerance(law)
    return Answer.computed(
        on_time.treated_as_full(
            facts.amount("statement_balance", "billed", "amount_due"),
            facts.amount("paid_by_due", "paid", "amount_paid"),
            facts.amount("issuer_tolerance", "tolerance", default=str(least)),
            tolerance_min=least,
        )
    )
