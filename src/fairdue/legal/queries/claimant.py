"""The lender as a party before courts, and its card contract: LENDER-CLAIMANT and the like."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from fairdue.identity.queries.policy import lender, zone
from fairdue.kernel.text import Text
from fairdue.messaging.queries.lender import lender_reached
from fairdue.rulebook.packs import pack

POLICY = "policy/default"
PARTY_RULE, CONTRACT_RULE = "LENDER-CLAIMANT", "LENDER-CARD-CONTRACT"


@dataclass(frozen=True, slots=True)
class Claimant:
    """What papers say of the lender, and quote of its contract."""

    name: Text
    credit_code: str
    address: Text
    phone: str
    head: Text
    head_post: Text
    contract: Text
    interest: Text
    fees: Text
    notice: Text
    agreed_court: Text
    """Empty where the contract names none."""


def claimant(on: date, law: str = "CN") -> Claimant:
    """As policy has it on a day."""
    noon = datetime.combine(on, time(12), tzinfo=zone())
    reached = lender_reached(noon, law)
    party = {name: found.value for name, found in pack(POLICY).values_on(PARTY_RULE, on).items()}
    said = {name: found.value for name, found in pack(POLICY).values_on(CONTRACT_RULE, on).items()}
    return Claimant(
        name=lender(noon),
        credit_code=str(party["credit_code"]),
        address=reached.address,
        phone=reached.phone,
        head=_text(party["responsible_person"]["name"]),
        head_post=_text(party["responsible_person"]["post"]),
        contract=_text(said["contract_name"]),
        interest=_text(said["contract_interest"]),
        fees=_text(said["contract_fees"]),
        notice=_text(said["contract_notice"]),
        agreed_court=_text(said["agreed_court"]),
    )


def _text(value: Any) -> Text:
    return Text(value["en"], value["zh"])
