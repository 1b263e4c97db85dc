"""Looks up what may be agreed on a day: the lender's policy, the matrix, the law's values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from fairdue.kernel.money import minor_digits
from fairdue.negotiation.queries.promises import POLICY
from fairdue.negotiation.rules.agreements import Following
from fairdue.negotiation.rules.authority import Matrix, read_matrix
from fairdue.negotiation.rules.permitted import PlanTerms
from fairdue.rulebook.packs import pack

PLAN_RULE = "LENDER-PLAN"
AUTHORITY_RULE = "LENDER-AUTHORITY"
LAWS = {"CN": "law/cn", "US": "law/us", "UK": "law/uk"}
LAW_RULES = {
    "CN": ("CN-PLAN-01", "CN-COST-01"),
    "US": ("us.ffiec.2003.workout", "us.ffiec.urccp.reage"),
}


def plan_terms_on(day: date, currency: str) -> PlanTerms:
    """The lender's values on a day, amounts in a currency's minor units."""
    policy = pack(POLICY)

    def value(parameter: str) -> Any:
        return policy.value(PLAN_RULE, parameter, day).value

    return PlanTerms(
        months_max={kind: int(months) for kind, months in value("months_max").items()},
        short_days_max=int(value("short_days_max")),
        short_instalments_max=int(value("short_instalments_max")),
        yearly_rate_max=Decimal(value("yearly_rate_max")),
        re_age_allowed=bool(value("re_age_allowed")),
        proposal_days=int(value("proposal_days")),
        first_due_days_max=int(value("first_due_days_max")),
        shift=str(value("shift")),
        closed_days=frozenset(date.fromisoformat(str(day)) for day in value("closed_days")),
        booking_days=booking_days_on(day),
        following=following_on(day, currency),
    )


def booking_days_on(day: date) -> int:
    """For how long nobody calls who has paid before the issuer's file says so; calendar days."""
    return int(pack(POLICY).value(PLAN_RULE, "booking_days", day).value)


def following_on(day: date, currency: str) -> Following:
    """How an agreement accepted on a day is followed."""
    policy = pack(POLICY)

    def value(parameter: str) -> Any:
        return policy.value(PLAN_RULE, parameter, day).value

    return Following(
        grace_days=int(value("grace_days")),
        tolerance_minor=int(value("tolerance").get(currency, 0)) * 10 ** minor_digits(currency),
        breach_instalments=int(value("breach_instalments")),
        cure_days=int(value("cure_days")),
    )


def matrix_on(day: date) -> Matrix:
    """Who may agree to what alone on a day.

    Raises AuthorityError for a matrix that can't be used; see `rules.authority.read_matrix`.
    """
    policy = pack(POLICY)
    return _matrix(day, policy.version)


@lru_cache(maxsize=64)
def _matrix(day: date, _version: str) -> Matrix:
    return read_matrix(pack(POLICY).value(AUTHORITY_RULE, "rows", day).value)


def law_values_on(day: date, law: str) -> dict[str, dict[str, Any]]:
    """The parameters in force of each rule on agreements, by rule; of CN, US or UK.

    A rule without a value that day is not in it.
    """
    found = {}
    for rule in LAW_RULES.get(law, ()):
        values = pack(LAWS[law]).values_on(rule, day)
        if values:
            found[rule] = {name: value.value for name, value in values.items()}
    return found


def references(day: date, law: str) -> list[dict[str, str]]:
    """The rules that an agreement is judged by, as the journal names them."""
    policy = pack(POLICY)
    found = [
        {"rule": rule, "pack": policy.name, "version": policy.version}
        for rule in (PLAN_RULE, AUTHORITY_RULE)
    ]
    for rule in law_values_on(day, law):
        known = pack(LAWS[law])
        found.append({"rule": rule, "pack": known.name, "version": known.version})
    return found
