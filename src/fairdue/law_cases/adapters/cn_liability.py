"""China: letters, and who else answers for a debt."""

from __future__ import annotations

from decimal import Decimal

from fairdue.kernel.verdict import Clause
from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers
from fairdue.law_cases.words import holds
from fairdue.legal.rules import letters, liability

ITEM_TOKENS: dict[str, tuple[str, ...]] = {
    "cardholder_name": ("name",),
    "balance": ("balance", "amount_owed"),
    "reason_and_law": ("reason",),
    "rights_and_duties": ("rights",),
    "ways_to_check_pay_object_submit_evidence": ("ways", "check"),
    "bank_contact": ("contact",),
    "business_seal": ("seal",),
}
"""What of an item's name is enough to know it by."""


def lawyers_clauses(facts: Facts) -> list[Clause]:
    """May a letter go out under a lawyer's name?"""
    letter = facts.within("letter")
    posed = letter.word("signed_as", default="lawyer")
    clauses = letters.may_send_lawyers_letter(
        signed_as_lawyer="lawyer" in posed and "firm" not in posed,
        signer_licensed=not letter.denies("licen", "is_lawyer", "qualified"),
        firm_engaged=not letter.denies("engaged", "contract", "engagement", "accept"),
        formal=not letter.denies("seal", "shown", "signature"),
        truthful=not letter.denies("truth") and not letter.affirms("false", "exaggerat"),
    )
    return list(clauses)


@answers("CN", "lawyer_letter", "send_lawyer_letter")
def lawyer_letter(facts: Facts, law: Law) -> Answer:
    """May the lawyer's letter go out?"""
    law.terms("CN-LAWLTR-01")
    return Answer.judged(*lawyers_clauses(facts))


def letter_items(facts: Facts, items: tuple[str, ...]) -> list[str] | None:
    """The mandatory items a letter shows; None where its items aren't told."""
    missing = facts.get("letter_missing", "missing_fields", "missing_items", "lacks", "missing")
    if isinstance(missing, list):
        lacking = " ".join(map(str, missing))
        return [item for item in items if not holds(lacking, *ITEM_TOKENS.get(item, (item,)))]
    if facts.denies("(^|_)seal"):
        return [item for item in items if "seal" not in item]
    told = facts.get("letter_fields", "fields", "items", "contents")
    letter = facts.get("letter")
    if told is None and isinstance(letter, dict):
        told = letter.get("fields") or [name for name, shown in letter.items() if shown is True]
        named = [name for name in letter if any(holds(name, *ITEM_TOKENS[i]) for i in items)]
        if not letter.get("fields") and not named:
            return None
    if told is None:
        return None
    return [
        item
        for item in items
        if item in told or any(holds(name, *ITEM_TOKENS.get(item, (item,))) for name in told)
    ]


@answers("CN", "collection_letter", otherwise_of=("CN-LTR-01",))
def collection_letter(facts: Facts, law: Law) -> Answer:
    """Does the letter show every item? A letter whose items aren't told shows them all."""
    items = law.term("CN-LTR-01", "items")
    shown = letter_items(facts, items)
    return Answer.judged(letters.letter_is_complete(items if shown is None else shown, items=items))


@answers("CN", otherwise_of=("CN-LTR-01",), asked=("missing",))
def missing_items(facts: Facts, law: Law) -> Answer:
    """The items a letter lacks."""
    items = law.term("CN-LTR-01", "items")
    shown = letter_items(facts, items)
    return Answer.computed([item for item in items if shown is not None and item not in shown])


def heir_owes(facts: Facts) -> Decimal:
    """What the heir of a case owes; without a debt told, up to the estate."""
    heir = facts.within("heir")
    estate = heir.amount_like("estate", "inherit") or Decimal(0)
    debt = heir.amount_like("debt")
    if debt is None:
        debt = heir.amount("owed", "balance", default=str(estate))
    return liability.heir_liability(
        debt,
        estate,
        renounced=heir.affirms("renounc"),
        reserved=heir.amount_like("needy", "minimum_share", "reserved") or Decimal(0),
    )


@answers("CN", "heir_liability", "heir_liability_cap", otherwise_of=("CN-DEATH-01",))
def heir(facts: Facts, law: Law) -> Answer:
    """What an heir owes, or whether this much may be asked of them."""
    law.terms("CN-DEATH-01")
    if facts.word("type") == "compute":
        return Answer.computed(heir_owes(facts))
    amount = facts.get("amount", "demanded", "claimed_amount")
    asked = None if amount is None else facts.amount("amount", "demanded", "claimed_amount")
    return Answer.judged(liability.may_demand_of_heir(asked, heir_owes(facts)))


def spouses_owe_together(facts: Facts) -> bool:
    """Do the spouses of a case owe together?"""
    signers = facts.get("signed_by", "signatories", default=())
    ways = [name for name, value in facts.known.items() if value is True]
    beyond = any(holds(name, "beyond", "exceed") for name in ways)
    return liability.is_joint_debt(
        both_signed="spouse" in signers or any(holds(way, "signed", "joint_sign") for way in ways),
        ratified=any("ratif" in way for way in ways),
        daily_family_needs=not beyond and any("daily" in way for way in ways),
        family_use_proved=any(
            holds(
                way,
                "prov",
                "proof",
                "family_use",
                "for_family",
                "joint_use",
                "joint_production",
                "joint_business",
            )
            for way in ways
        ),
    )


@answers("CN", "joint_debt", "is_joint_debt", "spouse_liable", otherwise_of=("CN-SPOUSE-01",))
def joint_debt(facts: Facts, law: Law) -> Answer:
    """Do spouses owe together?"""
    law.terms("CN-SPOUSE-01")
    return Answer.computed(spouses_owe_together(facts))
