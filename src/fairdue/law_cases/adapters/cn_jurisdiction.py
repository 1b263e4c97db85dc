"""China: which court a card debt is for."""

from __future__ import annotations

from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers
from fairdue.legal.rules import courts


@answers("CN", "court_for_payment_order", otherwise_of=("CN-JUR-01",))
def for_payment_order(facts: Facts, law: Law) -> Answer:
    """The court that issues a payment order."""
    return _first(courts.PAYMENT_ORDER, facts, law)


@answers("CN", "court_for_suit", otherwise_of=("CN-JUR-02",))
def for_suit(facts: Facts, law: Law) -> Answer:
    """The court that hears a suit."""
    return _first(courts.SUIT, facts, law)


@answers("CN", "court_for_enforcement", otherwise_of=("CN-JUR-03",))
def for_enforcement(facts: Facts, law: Law) -> Answer:
    """The court that enforces."""
    return _first(courts.ENFORCEMENT, facts, law)


def _first(asked: str, facts: Facts, law: Law) -> Answer:
    """The court that comes first; "none" where none can be told."""
    places = {
        courts.AGREED: facts.word("agreed_court"),
        courts.DOMICILE: _basic(facts, "debtor"),
        courts.CREDITOR: _basic(facts, "creditor"),
        courts.DECIDING: facts.word("deciding_court"),
    }
    found = courts.suggestions(asked, places, **law.terms(courts.RULES[asked]))
    return Answer.computed(found[0].court if found else "none")


def _basic(facts: Facts, who: str) -> str:
    names = (facts.word(f"{who}_{part}") for part in ("province", "city", "district"))
    return courts.basic_court(courts.District(*names))
