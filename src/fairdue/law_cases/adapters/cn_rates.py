"""China: rates, what interest runs on, penalties, and ceilings."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from fairdue.law_cases.case import Answer, Facts, as_decimal, is_amount
from fairdue.law_cases.registry import Law, answers
from fairdue.law_cases.words import holds
from fairdue.legal.rules.court_fees import to_fen
from fairdue.portfolio.rules import interest


@answers("CN", otherwise_of=("CN-INT-01",), asked=("annual", "apr"))
def annualised_rate(facts: Facts, law: Law) -> Answer:
    """The yearly rate of a daily one."""
    law.terms("CN-INT-01")
    days = law.term("CN-INT-04", "days_per_year")
    return Answer.computed(facts.amount("daily_rate", "rate") * days)


@answers("CN", otherwise_of=("CN-INT-01",), asked=("cap", "ceiling", "max", "upper"))
def daily_rate_cap(facts: Facts, law: Law) -> Answer:
    """The highest daily rate of the day; nothing where there is none."""
    return Answer.computed(law.term("CN-INT-01", "maximum"))


@answers("CN", otherwise_of=("CN-INT-01",), asked=("floor", "min", "lower"))
def daily_rate_floor(facts: Facts, law: Law) -> Answer:
    """The lowest daily rate of the day; nothing where there is none."""
    return Answer.computed(law.term("CN-INT-01", "minimum"))


@answers("CN", "set_overdraft_daily_rate", otherwise_of=("CN-INT-01",))
def daily_rate(facts: Facts, law: Law) -> Answer:
    """May the daily rate be set?"""
    clauses = interest.may_set_daily_rate(
        facts.amount("rate", "daily_rate"),
        agreed=not facts.denies("agreed", "consent"),
        annual_rate_shown=not facts.denies("annual"),
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
    ("超限费", "over_limit_fee"),
    ("违约金", "late_payment_penalty"),
    ("年费", "annual_fee"),
    ("fee", "service_fee"),
)
OLD_CHARGES = (
    ("over_limit", "over_limit_fee"),
    ("overlimit", "over_limit_fee"),
    ("超限费", "over_limit_fee"),
    ("late_fee", "late_fee"),
    ("zhinajin", "late_fee"),
    ("滞纳金", "late_fee"),
)
"""Names of charges that were abolished; what is agreed as a penalty is none of them."""


@answers("CN", "charge_interest_on", otherwise_of=("CN-INT-02",))
def interest_on(facts: Facts, law: Law) -> Answer:
    """May interest run on this item?"""
    stated = facts.word("item", "component", "charge", "base") or str(facts.known.get("on", ""))
    item = next((name for token, name in ITEMS if token in stated), stated)
    barred = law.term("CN-INT-02", "barred_items")
    return Answer.judged(interest.may_charge_interest_on(item, barred_items=barred))


@answers(
    "CN",
    "charge_over_limit_fee",
    "charge_late_fee",
    "charge_penalty",
    "charge_fee",
    otherwise_of=("CN-INT-02",),
    asked=("charge", "levy", "collect_", "impose"),
)
def charge(facts: Facts, law: Law) -> Answer:
    """May this charge be made, or interest on it?"""
    asked = facts.word("type")
    if "interest" in asked:
        return interest_on(facts, law)
    stated = facts.word("item", "fee", "charge") or asked
    known = next((name for token, name in OLD_CHARGES if token in stated), stated)
    clauses = interest.may_charge(
        known,
        agreed=not facts.denies("agreed", "contract"),
        abolished=law.term("CN-INT-02", "abolished"),
    )
    return Answer.judged(*clauses)


@answers("CN", otherwise_of=("CN-INT-02",), asked=("set_", "minimum", "interest_free"))
def set_by_issuer(facts: Facts, law: Law) -> Answer:
    """What the issuer sets itself: the interest-free period and the minimum payment."""
    law.terms("CN-INT-02")
    return Answer("allow")


def _told_on(facts: Facts) -> date:
    return facts.day_like("notice", "notif", "announc", "publish") or facts.day("notice_date")


def _effective_on(facts: Facts) -> date:
    return facts.day_like("effective", "applies_from") or facts.day("effective_date")


@answers("CN", "change_overdraft_rate_standard", "change_rate", otherwise_of=("CN-INT-03",))
def change_rate(facts: Facts, law: Law) -> Answer:
    """May the changed rate take effect?"""
    given = facts.like(is_amount, "notice_days", "days_notice", "days_of_notice")
    if given is not None:
        return Answer.computed(int(given) >= law.term("CN-INT-03", "notice_days"))
    clause = interest.may_change_rate(
        _told_on(facts),
        _effective_on(facts),
        **law.terms("CN-INT-03"),
    )
    return Answer.judged(clause)


@answers("CN", otherwise_of=("CN-INT-03",), asked=("latest", "notice_last", "notify_by"))
def rate_notice_by(facts: Facts, law: Law) -> Answer:
    """The last day to give notice of a change."""
    days = law.term("CN-INT-03", "notice_days")
    return Answer.computed(_effective_on(facts) - timedelta(days=days))


@answers(
    "CN",
    "rate_change_earliest_effective_date",
    "earliest_effective_date",
    otherwise_of=("CN-INT-03",),
    asked=("earliest", "effective_from"),
)
def rate_change_from(facts: Facts, law: Law) -> Answer:
    """The first day a changed rate may take effect."""
    return Answer.computed(
        interest.earliest_effective_date(_told_on(facts), **law.terms("CN-INT-03"))
    )


CLAIMED = ("claimed_interest_penalty_fees", "interest_penalty_fees", "claimed", "claimed_total",
           "total_claimed")  # fmt: skip
CLAIMED_PARTS = ("interest", "compound_interest", "penalty", "fees", "late_fees")


def _claimed(facts: Facts) -> Decimal:
    """Everything claimed besides principal: one sum, or its parts."""
    told = facts.get(*CLAIMED)
    rows = told if isinstance(told, dict) else {
        name: value for name, value in facts.known.items() if name in CLAIMED_PARTS
    }  # fmt: skip
    if told is not None and not isinstance(told, dict):
        return as_decimal(told)
    return sum(map(as_decimal, rows.values()), Decimal(0)) if rows else facts.amount(*CLAIMED)


def _claimed_days(facts: Facts) -> int:
    if facts.tells("days"):
        return facts.number("days")
    return (facts.day("to", "end", "until") - facts.day("from", "start")) // timedelta(days=1)


@answers("CN", "amount_above_24pct", otherwise_of=("CN-INT-04",))
def above_ceiling(facts: Facts, law: Law) -> Answer:
    """What a court may cut."""
    above = interest.amount_above_ceiling(
        facts.amount("principal"),
        _claimed_days(facts),
        _claimed(facts),
        debtor_asks=not facts.denies("request", "asks"),
        **law.terms("CN-INT-04"),
    )
    return Answer.computed(to_fen(above))


@answers("CN", otherwise_of=("CN-INT-04",), asked=("ceiling", "max", "cap_", "allowed", "limit"))
def ceiling(facts: Facts, law: Law) -> Answer:
    """What may stand at most; of a claim told, what stands of it."""
    most = interest.ceiling(
        facts.amount("principal"), _claimed_days(facts), **law.terms("CN-INT-04")
    )
    claims = facts.tells(*CLAIMED) or any(name in facts.known for name in CLAIMED_PARTS)
    return Answer.computed(to_fen(min(most, _claimed(facts)) if claims else most))


def _penalty_and_loss(facts: Facts) -> tuple[Decimal, Decimal]:
    penalty = facts.amount("penalty", "agreed_penalty", "penalty_claimed")
    return penalty, facts.amount("loss", "actual_loss", "loss_proved")


@answers(
    "CN",
    otherwise_of=("CN-INT-04", "CN-INT-06"),
    asked=("reduced_to", "pct_amount", "excess_amount", "amount_above_130"),
)
def penalty_beyond(facts: Facts, law: Law) -> Answer:
    """What a penalty may be cut to, or what lies above it."""
    penalty, loss = _penalty_and_loss(facts)
    most = interest.penalty_ceiling(loss, **law.terms("CN-INT-06"))
    if "reduced_to" in facts.word("what"):
        return Answer.computed(to_fen(min(penalty, most)))
    return Answer.computed(to_fen(max(penalty - most, Decimal(0))))


@answers(
    "CN",
    "penalty_is_excessive",
    "excessive_penalty",
    otherwise_of=("CN-INT-04", "CN-INT-06"),
    asked=("excessive", "penalty_", "130", "30pct"),
)
def excessive(facts: Facts, law: Law) -> Answer:
    """Is a penalty excessive?"""
    penalty, loss = _penalty_and_loss(facts)
    return Answer.computed(interest.penalty_is_excessive(penalty, loss, **law.terms("CN-INT-06")))


PRIVATE = ("private", "individual", "unlicensed", "natural_person", "non_licensed")


@answers("CN", "lpr_cap_applies", "private_lending_cap_applies", otherwise_of=("CN-INT-05",))
def lending_cap(facts: Facts, law: Law) -> Answer:
    """Does the private-lending cap apply?"""
    return Answer.computed(_cap_applies(facts, law))


def _cap_applies(facts: Facts, law: Law) -> bool:
    lender = facts.word("lender", "lender_type", "creditor", "institution")
    licensed = not facts.denies("licensed") and not holds(lender, *PRIVATE)
    return interest.lending_cap_applies(licensed_lender=licensed, **law.terms("CN-INT-05"))


@answers("CN", otherwise_of=("CN-INT-05",), asked=("set_", "charge"))
@answers("CN", otherwise_of=("CN-INT-07",))
def rate_under_cap(facts: Facts, law: Law) -> Answer:
    """May this yearly rate be charged, as far as the cap goes?"""
    lpr = facts.amount_like("lpr")
    times = law.term("CN-INT-07", "cap_times")
    within = lpr is None or facts.amount("rate", "annual_rate", "annualised_rate") <= times * lpr
    return Answer.computed(within or not _cap_applies(facts, law))
