"""What law and policy say of roads, limitation and fees on a day, typed for the rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from fairdue.kernel.money import Money
from fairdue.legal.rules import court_fees, stages
from fairdue.legal.rules.limitation import Limits
from fairdue.legal.rules.road import CHINA, LAW_ROADS, Barring, Fee, Worth
from fairdue.rulebook.packs import law_in_force, pack
from fairdue.rulebook.terms import terms

POLICY = "policy/default"
ROADS, LIMITATION = "LENDER-ROADS", "LENDER-LIMITATION"
CNY = "CNY"
SCOTLAND = "GB-SCT"


def roads_policy(on: date) -> tuple[Barring, Worth]:
    """What bars, and what each road is worth."""
    known = terms(pack(POLICY), ROADS, on)
    every = LAW_ROADS[CHINA]
    return (
        Barring(known["barring_holds"], known["barring_marks"]),
        Worth(
            recovery_shares={road: known[f"{road}_recovery"] for road in every},
            with_assets_factor=Decimal(str(known["with_assets_factor"])),
            least_minor={road: Money.of(known[f"{road}_least"], CNY).minor for road in every},
            evidence_needed={road: known[f"{road}_evidence"] for road in every},
            days={road: int(known[f"{road}_days"]) for road in every},
        ),
    )


def order_conditions(on: date) -> Sequence[str]:
    """Of a payment order (CN-PO-01)."""
    found: Sequence[str] = terms(law_in_force(CHINA), "CN-PO-01", on)["conditions"]
    return found


def court_fee(kind: str, amount_minor: int, on: date) -> Fee:
    """What the court charges for a claim in yuan, to the fen; `kind` is a models.CostKind.

    case_fee is the half of simplified procedure, which a card debt is heard in. Raises KeyError
    for a kind that no bracket sets.
    """
    rule = COURT_FEES[kind]
    law, amount = law_in_force(CHINA), Money(amount_minor, CNY).amount
    whole = court_fees.progressive_fee(amount, **terms(law, "CN-FEE-01", on))
    if kind == "case_fee":
        half = terms(law, "CN-FEE-02", on)["half"]
        fee = court_fees.first_instance_fee(whole, simplified=True, half=half)
    elif kind == "payment_order_fee":
        fee = court_fees.payment_order_fee(whole, **terms(law, "CN-FEE-03", on))
    elif kind == "conversion_fee":
        fee = court_fees.conversion_balance(whole, **terms(law, "CN-FEE-03", on))
    else:
        fee = court_fees.progressive_fee(amount, **terms(law, rule, on))
    return Fee(kind, Money.of(court_fees.to_fen(fee), CNY).minor, rule)


COURT_FEES = {
    "case_fee": "CN-FEE-02",
    "payment_order_fee": "CN-FEE-03",
    "conversion_fee": "CN-FEE-03",
    "preservation_fee": "CN-FEE-04",
    "enforcement_fee": "CN-FEE-05",
}
"""The court's fees, and the rule that each stands in."""


def fees_of_roads(law: str, amount_minor: int, currency: str, on: date) -> Mapping[str, list[Fee]]:
    """What is paid in advance on each road. Fees are known in yuan, before the courts of China;
    on other roads the officer learns them outside.
    """
    if law != CHINA or currency != CNY:
        return {road: [] for road in LAW_ROADS[law]}
    own = terms(pack(POLICY), ROADS, on)
    claim = max(amount_minor, 0)
    letter = Fee("lawyer_fee", Money.of(own["letter_lawyer_fee"], CNY).minor, ROADS)
    share = Money.of(Money(claim, CNY).amount * own["suit_lawyer_share"], CNY).minor
    least = Money.of(own["suit_lawyer_fee"], CNY).minor
    return {
        stages.LETTER: [letter],
        stages.MEDIATION: [],
        stages.PAYMENT_ORDER: [court_fee("payment_order_fee", claim, on)],
        stages.SUIT: [
            court_fee("case_fee", claim, on),
            Fee("lawyer_fee", max(share, least), ROADS),
        ],
    }


def limits_of(law: str, region: str, on: date) -> Limits | None:
    """How long a claim may be brought; None where the packs don't say: the states of the US."""
    if law == CHINA:
        found = law_in_force(CHINA)
        kinds: dict[str, Any] = {}
        for rule in ("CN-LIM-01", "CN-LIM-02", "CN-LIM-03", "CN-LIM-04"):
            kinds |= terms(found, rule, on)
        return Limits(**kinds)
    if law == "UK":
        known = terms(law_in_force("UK"), "uk.conc.7.15", on)
        kinds_uk = known["restarting_kinds"]
        return Limits(
            years=known["scotland_years" if region == SCOTLAND else "years"],
            outer_years=None,
            suspension_months=0,
            demand_kinds=(),
            consent_kinds=kinds_uk,
            procedure_kinds=(),
            reviving_kinds=(),
        )
    return None


def alert_days(on: date) -> tuple[int, ...]:
    """So many days before the last day legal officers are told, the longest span first."""
    return tuple(sorted(map(int, terms(pack(POLICY), LIMITATION, on)["alert_days"]), reverse=True))


def demand_templates(on: date) -> Sequence[str]:
    """Messages that ask for payment, so that their delivery is a demand."""
    found: Sequence[str] = terms(pack(POLICY), LIMITATION, on)["demand_templates"]
    return found
