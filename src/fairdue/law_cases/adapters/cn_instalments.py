"""China: instalments, personalised plans, and showing the cost before."""

from __future__ import annotations

from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import under
from fairdue.law_cases.case import Answer, Facts, is_amount
from fairdue.law_cases.registry import Law, answers
from fairdue.law_cases.words import holds
from fairdue.portfolio.rules import cost_disclosure, instalment


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
    return Answer.judged(*_cost_shown(facts, law))


def _cost_shown(facts: Facts, law: Law) -> list[Clause]:
    """The clauses on showing the cost, where the case says anything of it."""
    tables = facts.denies("table", "disclosure_shown", "cost_shown", "cost_disclos")
    popup = facts.denies("popup", "pop_up", "confirm", "forced_reading", "read")
    return under(
        law,
        "CN-COST-01",
        cost_disclosure.may_offer,
        online=facts.word("channel", default="online") in ("online", "app", "mobile", "web"),
        table_shown=not tables,
        popup_confirmed=not popup,
    )


PLAN_ITEMS: dict[str, tuple[str, ...]] = {
    "balance_structure_currency": ("balance", "structure"),
    "schedule": ("schedule",),
    "fees_during_plan": ("fees",),
    "promise_no_new_card": ("no_new_card", "no_card", "promise", "new_card"),
    "rights_and_breach": ("rights", "breach"),
}
"""What of an item's name is enough to know it by."""


@answers(
    "CN",
    "approve_personal_installment",
    "approve_personal_instalment",
    otherwise_of=("CN-PLAN-01",),
)
def personal_instalment(facts: Facts, law: Law) -> Answer:
    """May a personalised plan be granted?"""
    terms = law.terms("CN-PLAN-01")
    clauses = instalment.may_grant_personal_instalment(
        _months(facts),
        debt_exceeds_ability=not facts.denies("exceeds", "beyond_ability"),
        willing_to_repay=not facts.denies("willing"),
        agreement_items=_plan_items(facts, terms["items"]),
        bank_agrees=not facts.denies("bank_agree"),
        **terms,
    )
    return Answer.judged(*clauses)


def _plan_items(facts: Facts, items: tuple[str, ...]) -> list[str] | None:
    """The items that the agreement shows; None where nothing is told of them."""
    told = facts.get("agreement_items", "contract_fields", "contract_items", "agreement_fields")
    if told is not None:
        return [i for i in items if any(holds(name, *PLAN_ITEMS[i]) for name in told)]
    lacking = [i for i in items if facts.denies(*PLAN_ITEMS[i])]
    return [i for i in items if i not in lacking] if lacking else None


@answers("CN", otherwise_of=("CN-PLAN-01",), asked=("max", "longest"))
def longest_plan(facts: Facts, law: Law) -> Answer:
    """The longest personalised plan, in months."""
    return Answer.computed(law.term("CN-PLAN-01", "months_max"))


@answers("CN", otherwise_of=("CN-PLAN-01",), asked=("new_card", "apply_card", "issue_card"))
def new_card(facts: Facts, law: Law) -> Answer:
    """May the holder of a plan get a new card? Not until the debt is settled."""
    law.terms("CN-PLAN-01")
    plan = facts.within("plan")
    return Answer.judged(
        instalment.may_get_new_card(
            plan_signed=plan.flag("signed", default=True), settled=plan.affirms("settled")
        )
    )


def _months(facts: Facts) -> int:
    """The length of a plan in months."""
    years = facts.like(is_amount, "years")
    if years is not None:
        return int(years) * 12
    return facts.number(
        "months", "term_months", "term", "periods", "number_of_months", "instalments", default=1
    )


@answers("CN", "approve_bill_installment", rule="CN-COST-01")
def approve_at_cost(facts: Facts, law: Law) -> Answer:
    """The same, asked for the cost display."""
    return offer(facts, law)


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
@answers("CN", "offer_installment", "offer_instalment", rule="CN-INST-01")
def ordinary_instalment(facts: Facts, law: Law) -> Answer:
    """May an ordinary or cash instalment be granted?"""
    kind = " ".join(
        facts.word(name) for name in ("type", "kind", "installment_type", "instalment_kind",
                                      "product", "of")
    )  # fmt: skip
    amount = facts.amount_like("amount", "principal")
    clauses = instalment.may_grant_instalment(
        _months(facts),
        amount,
        cash="cash" in kind or facts.affirms("cash"),
        re_instalment=holds(kind, "re_instal", "reinstal", "instalment_balance",
                            "installment_balance")
        or facts.affirms("re_instal", "reinstal", "already", "existing_instal"),
        **law.terms("CN-INST-01"),
    )  # fmt: skip
    return Answer.judged(*clauses, *_cost_shown(facts, law))
