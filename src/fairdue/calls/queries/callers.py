"""Whose number calls us."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fairdue.delinquency.queries import open_case_of
from fairdue.portfolio.queries.customers import owners_of_phone
from fairdue.vault.masking import mask_phone

_COUNTRY_CODES = ("86", "44", "1")
WITHHELD = ""
"""What a line tells where the caller hides their number."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the customer whose number it is, or just a masked number, or not even that."""

    number_masked: str
    customer_id: int | None = None
    contact_point_id: int | None = None
    case_id: int | None = None


def caller_of(number: str) -> Caller:
    """Whose number it is. One that several customers have in common is nobody's for certain,
    unless only one of them has an open case.
    """
    masked = mask_phone(number) if number.strip() else ""
    if not masked:
        return Caller("")
    owners = dict(owners_of_phone(spellings(number)))
    cases = {customer_id: open_case_of(customer_id) for customer_id in owners}
    under_collection = [customer_id for customer_id, case in cases.items() if case is not None]
    candidates = under_collection or list(owners)
    if len(candidates) != 1:
        return Caller(masked)
    customer_id = candidates[0]
    case = cases[customer_id]
    return Caller(masked, customer_id, owners[customer_id], case.id if case else None)


def spellings(number: str) -> list[str]:
    """How the issuer's file may have written a number that the network tells with its country."""
    digits = re.sub(r"\D", "", number)
    bare = digits.removeprefix("00")
    found = [digits, bare, f"+{bare}"]
    for code in _COUNTRY_CODES:
        if bare.startswith(code):
            national = bare.removeprefix(code)
            found += [national, f"0{national}"]
    if digits.startswith("0") and not digits.startswith("00"):
        found += [f"{code}{digits[1:]}" for code in _COUNTRY_CODES]
    return list(dict.fromkeys(each for each in found if each.strip("+")))
