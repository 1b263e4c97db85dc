"""United States: classification, charge-off, re-age and workouts; the FFIEC's policy."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.compare import Named
from fairdue.law_cases.registry import Law, answers
from fairdue.portfolio.rules import charge_off

RULE = "us.ffiec.urccp.chargeoff"
SPECIAL = (
    ("bankruptcy", "bankruptcy_days"),
    ("fraud", "fraud_days"),
    ("loss_determined|death|deceased", None),
)
"""Days told that bring the charge-off forward, and the parameter with their term; None: at once."""


@answers("US", "latest_chargeoff_date", "latest_charge_off_date", "is_substandard", "substandard",
         "counts_as_full_payment", "payment_counts_as_full",
         otherwise_of=("us.ffiec",))  # fmt: skip
def chargeoff(facts: Facts, law: Law) -> Answer:
    """Day of loss and last day to charge off, the class by days, or a payment as good as full."""
    terms = law.terms(RULE)
    kind = facts.question
    closed = facts.word("product").startswith("closed")
    loss_days = terms["closed_end_days" if closed else "open_end_days"]
    if re.search("full", kind):
        return _full_payment(facts, terms["full_payment_share"])
    ordinary = facts.day_like("oldest_unpaid|contractual_due|^due|first_missed|missed_due")
    special = any(facts.day_like(words) for words, _ in SPECIAL)
    by_days = re.search("class|substandard|loss$|must", kind) or not (ordinary or special)
    if facts.tells("days_past_due") and by_days:
        days = facts.number("days_past_due")
        if re.search("charge_?off|must", kind):
            return Answer.computed(days >= loss_days)
        found = charge_off.classification(
            days, substandard_days=terms["substandard_days"], loss_days=loss_days
        )
        return Answer.computed(days >= terms["substandard_days"] if kind.endswith("substandard")
                               else found)  # fmt: skip
    days_of: dict[str, date] = {}
    for words, term in SPECIAL:
        told = facts.day_like(words)
        if told:
            after = terms[term] if term else 0
            days_of[f"day_{after}"] = charge_off.loss_day(told, days=after)
    if ordinary:
        days_of[f"day_{loss_days}"] = charge_off.loss_day(ordinary, days=loss_days)
    by = charge_off.charge_off_by(list(days_of.values()))
    if kind in ("charge_off", "charge_off_account") and facts.tells("at"):
        return Answer("allow")
    if re.search("leave|defer|postpone|keep_on_books", kind) and facts.tells("at"):
        return Answer("deny" if law.on > by else "allow")
    return Answer.computed(Named(by, charge_off_by=by, loss_day=min(days_of.values()), **days_of))


def _full_payment(facts: Facts, share: Decimal) -> Answer:
    paid = facts.amount("paid", "received", "payment_received", "amount_paid", "payment", "amount")
    due = facts.amount("due", "min_payment_due", "payment_due", "amount_due", "min_payment",
                       "contractual_payment")  # fmt: skip
    return Answer.computed(charge_off.counts_as_full(paid, due, share=share))


@answers("US", "reage", "re_age", "re_age_account", otherwise_of=("us.ffiec.urccp.reage",))
def reage(facts: Facts, law: Law) -> Answer:
    """May the account be re-aged, or take new credit after it?"""
    if re.search("extend|new_credit|advance|draw", facts.question):
        return Answer("deny" if facts.flags("over_?limit") else "allow")
    earlier = facts.parts("prior_reages", "earlier_reages", "reages")
    needed = law.term("us.ffiec.urccp.reage", "payments_needed")
    kind = facts.word("reage_kind", "reage_type", "type")
    request = charge_off.ReAge(
        opened_on=facts.day_like("opened", "opened_on", "opened|open_date") or date.min,
        on=law.on,
        workout="workout" in kind or bool(facts.flags("entering_workout|^workout$")),
        payments=_payments(facts, needed),
        willing=facts.flags("willing") is not False,
        able=facts.flags("ability|^able$|renewed_able") is not False,
        lent_by_bank=bool(facts.flags("(lent|funded|advanced|financed|loaned)_by|bank_(lent|fund)|"
                                      "funds_(advanced|lent)")),
        earlier=[row.day("at", "date", "on") for row in earlier if not _is_workout(row)],
        earlier_workouts=[row.day("at", "date", "on") for row in earlier if _is_workout(row)],
    )  # fmt: skip
    clauses = charge_off.may_reage(request, **law.terms("us.ffiec.urccp.reage"))
    if re.search("^may|^is_|^can|eligible", facts.question):
        return Answer.computed(all(clause.allowed for clause in clauses))
    return Answer.judged(*clauses)


def _is_workout(row: Facts) -> bool:
    return "workout" in row.word("kind", "type")


def _payments(facts: Facts, needed: int) -> int:
    """Consecutive minimums, or as many as a lump sum makes."""
    told = [
        int(value)
        for name, value in facts.known.items()
        if re.search("consecutive|lump_sum.*payments|equal_.*payments|payments_made", name)
        and isinstance(value, int)
        and not isinstance(value, bool)
    ]
    lump, minimum = (
        facts.find("^lump_sum(_amount)?$"),
        facts.find("^min(imum)?_payment(_due|_amount)?$"),
    )
    if lump is not None and minimum is not None and not isinstance(lump, bool):
        told.append(int(Decimal(str(lump)) // Decimal(str(minimum))))
    if facts.flags("lump_sum_equal|equal_lump_sum"):
        told.append(needed)
    return max(told, default=needed)


@answers("US", "offer_workout", "enter_workout", "approve_workout", "within_workout_term",
         otherwise_of=("us.ffiec.2003", "us.ffiec.workout"))  # fmt: skip
def workout(facts: Facts, law: Law) -> Answer:
    """May a workout be offered?"""
    months = facts.find("(term|workout|repayment|plan)_?months|^months$|^term$")
    if (
        months is None
        and facts.tells("balance", "payment")
        and not facts.amount("apr", default="0")
    ):
        months = -(-facts.amount("balance") // facts.amount("payment"))
    clauses = charge_off.may_offer_workout(
        months=None if months is None else int(months),
        negative_amortisation=bool(facts.flags("negative")),
        **law.terms("us.ffiec.2003.workout"),
    )
    if re.search("within|is_", facts.question):
        return Answer.computed(all(clause.allowed for clause in clauses))
    return Answer.judged(*clauses)
