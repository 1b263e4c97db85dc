"""What a person's credit record will show, and until when, by the law that protects them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from fairdue.credit_record.rules.one_off_repair import Terms as RepairTerms
from fairdue.credit_record.rules.restoration import (
    China,
    Facts,
    Step,
    Terms,
    UnitedKingdom,
    UnitedStates,
    restoration,
)
from fairdue.delinquency.queries import open_case_of, standings_of
from fairdue.kernel.money import Money, minor_digits
from fairdue.negotiation.queries.agreements import running_agreement
from fairdue.portfolio import queries as portfolio
from fairdue.rulebook.packs import NoValueError, law_in_force

CHARGED_OFF_DAYS = 180
"""Past due for so long, a card is charged off (FFIEC); a report then counts from its end."""


@dataclass(frozen=True, slots=True)
class Restoration:
    """One overdue account, and the way to a clean record."""

    account_id: int
    card_last4: str
    past_due: Money
    by_plan: bool
    """True where the day of payment is that of the plan agreed on."""
    steps: tuple[Step, ...]


def restorations(
    customer_id: int, on: date, *, cleared_on: date | None = None
) -> list[Restoration]:
    """Of every overdue account, as though all arrears were paid on `cleared_on`.

    None: on the last day of the plan that is kept, and unknown without one.

    Accounts of which it isn't known since when they are past due are left out.
    """
    case = open_case_of(customer_id)
    terms = restoration_terms(portfolio.law_of(customer_id, on).jurisdiction, on)
    if case is None or terms is None:
        return []
    accounts = {account.id: account for account in portfolio.accounts_of(customer_id)}
    found = []
    for standing in standings_of(case.id):
        account = accounts.get(standing.account_id)
        since = standing.oldest_unmet_due_on
        if account is None or account.balance is None or since is None:
            continue
        past_due = account.balance.past_due
        planned = None if cleared_on else _plan_ends(customer_id, past_due.currency)
        paid_on = cleared_on or planned
        facts = Facts(
            past_due_since=since,
            past_due=Decimal(past_due.minor).scaleb(-minor_digits(past_due.currency)),
            in_yuan=past_due.currency == "CNY",
            cleared_on=None if paid_on is None else max(paid_on, since),
            as_of=on,
            charged_off=(standing.days_past_due or 0) >= CHARGED_OFF_DAYS,
        )
        steps = restoration(facts, terms)
        found.append(
            Restoration(account.id, account.card_last4, past_due, planned is not None, steps)
        )
    return found


def _plan_ends(customer_id: int, currency: str) -> date | None:
    """The last day of the agreement that runs in a currency; None without one."""
    agreed = running_agreement(customer_id, currency)
    return max((each.due_on for each in agreed.instalments), default=None) if agreed else None


def restoration_terms(law: str, on: date) -> Terms | None:
    """The values of a law (CN, US, UK) on a day; None where it has none."""
    try:
        return _TERMS[law](on)
    except NoValueError:
        return None


def _value(law: str, rule: str, parameter: str, on: date) -> Any:
    return law_in_force(law).value(rule, parameter, on).value


def _china(on: date) -> China:
    try:
        repair = RepairTerms(
            incurred_from=_value("CN", "CN-CR-04", "incurred_from", on),
            incurred_to=_value("CN", "CN-CR-04", "incurred_to", on),
            amount_max=Decimal(_value("CN", "CN-CR-04", "amount_max", on)),
            repaid_by=_value("CN", "CN-CR-04", "repaid_by", on),
            early_repaid_by=_value("CN", "CN-CR-04", "early_repaid_by", on),
            early_hidden_on=_value("CN", "CN-CR-04", "early_hidden_on", on),
        )
    except NoValueError:
        repair = None
    return China(int(_value("CN", "CN-CR-02", "years", on)), repair)


def _united_states(on: date) -> UnitedStates:
    return UnitedStates(
        years=int(_value("US", "us.fcra.605", "years", on)),
        wait_days=int(_value("US", "us.fcra.605", "wait_days", on)),
    )


def _united_kingdom(on: date) -> UnitedKingdom:
    return UnitedKingdom(
        months_min=int(_value("UK", "uk.cra.default", "months_min", on)),
        years=int(_value("UK", "uk.cra.default_record", "years", on)),
    )


_TERMS: dict[str, Callable[[date], Terms]] = {
    "CN": _china,
    "US": _united_states,
    "UK": _united_kingdom,
}
