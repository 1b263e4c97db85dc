"""The values by which what someone can pay is reckoned, from policy and law."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from fairdue.kernel.money import Money, minor_digits
from fairdue.negotiation.queries.promises import POLICY
from fairdue.negotiation.rules.affordability import WHOLE, Guidelines, guideline_range
from fairdue.negotiation.rules.questions import SPENDINGS
from fairdue.portfolio.queries import law_of
from fairdue.rulebook.packs import NoValueError, law_in_force, pack

RULE = "LENDER-GUIDELINES"
SFS = "uk.sfs"


def guidelines(customer_id: int, currency: str, on: date) -> Guidelines:
    """Policy LENDER-GUIDELINES of a day for a currency. In the United Kingdom what stays as
    savings is by uk.sfs. Raises NoValueError for a currency without guidelines.
    """
    household = _value("household", on)
    share, most = _savings(customer_id, currency, on)
    return Guidelines(
        base_minor=_of_currency("base", currency, on),
        further_adult=int(household["further_adult"]),
        child=int(household["child"]),
        ranges={code: (int(low), int(high)) for code, (low, high) in _value("ranges", on).items()},
        quick_margin=int(_value("quick_margin", on)),
        varying_margin=int(_value("varying_margin", on)),
        savings_share=share,
        savings_max_minor=most,
    )


def usual_ranges(
    customer_id: int, currency: str, adults: int, children: int, on: date
) -> dict[str, tuple[Money, Money]]:
    """What a household of this size usually spends a month by question, the least and the most.

    Without questions that cost it nothing (children, where there are none), and empty for a
    currency without guidelines.
    """
    try:
        guide = guidelines(customer_id, currency, on)
    except NoValueError:
        return {}
    found = {each.code: guideline_range(each, adults, children, guide) for each in SPENDINGS}
    return {
        code: (Money(least, currency), Money(most, currency))
        for code, (least, most) in found.items()
        if most
    }


def figure_max_minor(currency: str, on: date) -> int:
    """The largest figure a month that is believed. Raises NoValueError as `guidelines` does."""
    return _of_currency("figure_max", currency, on)


def valid_days(depth: str, on: date) -> int:
    """How many days an assessment counts, its own day among them."""
    return int(_value("valid_days", on)[depth])


def _savings(customer_id: int, currency: str, on: date) -> tuple[int, int | None]:
    if law_of(customer_id, on).jurisdiction == "UK":
        law = law_in_force("UK")
        share = Decimal(law.value(SFS, "savings_share", on).value)
        most = Decimal(law.value(SFS, "savings_max", on).value)
        if currency == "GBP":
            return int(share * WHOLE), int(most.scaleb(minor_digits(currency)))
        return int(share * WHOLE), None
    return int(_value("savings_share", on)), None


def _of_currency(parameter: str, currency: str, on: date) -> int:
    by_currency = _value(parameter, on)
    if currency not in by_currency:
        raise NoValueError(f"{RULE}.{parameter} has nothing for {currency}")
    scale: int = 10 ** minor_digits(currency)
    return int(by_currency[currency]) * scale


def _value(parameter: str, on: date) -> Any:
    return pack(POLICY).value(RULE, parameter, on).value
