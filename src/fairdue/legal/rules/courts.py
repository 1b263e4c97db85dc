"""Which court a paper is for in China: a suggestion with its reason; an officer confirms it. Pure.

Civil Procedure Law (2023) arts. 22, 24, 35, 235; its Interpretation arts. 18, 23, 460.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fairdue.kernel.text import Text

PAYMENT_ORDER, SUIT, ENFORCEMENT = "payment_order", "suit", "enforcement"
RULES: Mapping[str, str] = {
    PAYMENT_ORDER: "CN-JUR-01",
    SUIT: "CN-JUR-02",
    ENFORCEMENT: "CN-JUR-03",
}
"""The rule that says in which order courts come into question, by what is asked of the court."""

AGREED, DOMICILE, CREDITOR, DECIDING = "agreed", "debtor_domicile", "creditor_place", "deciding"
REASONS: Mapping[str, Text] = {
    AGREED: Text("The card contract names this court.", "领用合约约定由该法院管辖。"),
    DOMICILE: Text(
        "The basic court where the cardholder lives, by the address on file.",
        "持卡人住所地基层人民法院（按登记地址）。",
    ),
    CREDITOR: Text(
        "The basic court where the lender is, which receives the money.",
        "接收货币一方（发卡机构）所在地基层人民法院。",
    ),
    DECIDING: Text("The court that decided.", "作出生效法律文书的法院。"),
}
DISTRICT_ENDS = ("区", "县", "市", "旗")


@dataclass(frozen=True, slots=True)
class District:
    """Where an address lies. Names as written; "" where not known."""

    province: str
    city: str
    district: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A court by its full name, and why."""

    court: str
    basis: str
    reason: Text
    rule: str


def basic_court(place: District) -> str:
    """The basic court of a district by its full name; "" where the district isn't known.

    Districts with several courts, and cities without districts, are for a person to decide.
    """
    if not place.district.endswith(DISTRICT_ENDS):
        return ""
    city = "" if place.city in ("市辖区", "县", "") or place.city == place.province else place.city
    return f"{place.province}{city}{place.district}人民法院"


def suggestions(
    asked: str, places: Mapping[str, str], *, order: Sequence[str]
) -> tuple[Suggestion, ...]:
    """Courts that come into question, the first one first.

    `places`: names of courts by basis (AGREED, DOMICILE, …), as far as they are known. `order`:
    the bases that the law admits, in its order.
    """
    return tuple(
        Suggestion(places[basis], basis, REASONS[basis], RULES[asked])
        for basis in order
        if places.get(basis)
    )
