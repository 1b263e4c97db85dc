"""Looks up what is known of accounts, and explains what is owed on them on any day."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import connection

from fairdue.kernel.verdict import Citation
from fairdue.portfolio.queries.customers import laws_of
from fairdue.portfolio.queries.terms import PAYMENT_RULE, POLICY
from fairdue.portfolio.rules.balance import (
    Agreed,
    BalanceFacts,
    BalanceTerms,
    Booked,
    Explanation,
    Figures,
    Kind,
    Rate,
)
from fairdue.portfolio.rules.balance import explain as explain_facts
from fairdue.portfolio.rules.interest import may_charge_interest_on
from fairdue.rulebook.packs import NoValueError, law_in_force, pack
from fairdue.rulebook.terms import citation

RATE_RULE = "LENDER-RATE"
CHINA, BY_RATE, BARRED = "CN-PAY-01", "us.regz.53", "CN-INT-02"
EXPLAINED_DAYS = 31
"""An explanation begins with the issuer's figures of about a month before its newest."""

CHARGES = {
    "principal": (),
    "fees": (
        "late_payment_penalty",
        "annual_fee",
        "cash_advance_fee",
        "fx_fee",
        "over_limit_fee",
        "service_fee",
    ),
    "instalment_fee": ("service_fee",),
}
"""What may be in a component, as CN-INT-02 calls it: one that bears no interest bars the whole."""


def explain(account_id: int, on: date) -> Explanation | None:
    """What was owed on an account at the end of a day, and why.

    None for an account without the issuer's figures up to that day, and for no account.
    """
    found = _explained("account.id = ANY(%(ids)s)", [account_id], on)
    return found[0][1] if found else None


def owed_on(customer_id: int, on: date) -> list[Explanation]:
    """The same for each of a customer's accounts that has figures, in order of account_ref."""
    return owed_by([customer_id], on).get(customer_id, [])


def owed_by(customer_ids: Collection[int], on: date) -> dict[int, list[Explanation]]:
    """`owed_on` of several customers, in as many look-ups as of one; who has none is left out."""
    found: dict[int, list[Explanation]] = {}
    for customer_id, each in _explained(OF_CUSTOMERS, customer_ids, on):
        found.setdefault(customer_id, []).append(each)
    return found


def owed_before_interest(customer_id: int, on: date) -> list[Explanation]:
    """The same without the interest of the day itself, which comes in its evening: what a waiver
    of that day can take off.
    """
    none = Agreed(on, on, Decimal(0), "")
    return [each for _, each in _explained(OF_CUSTOMERS, [customer_id], on, (none,))]


OF_CUSTOMERS = "account.customer_id = ANY(%(ids)s)"
ACCOUNTS = """
SELECT account.id, account.account_ref, account.card_last4, account.currency, account.customer_id
FROM portfolio_account AS account WHERE {which} ORDER BY account.account_ref
"""

FIGURES = """
SELECT DISTINCT account_id, as_of, total_minor, past_due_minor, principal_minor, interest_minor,
       fees_minor, instalment_fee_minor, minimum_due_minor, oldest_unmet_due_on, cycles_past_due
FROM unnest(%(accounts)s::bigint[], %(days)s::date[]) AS wanted (id, day)
CROSS JOIN LATERAL (
    SELECT * FROM portfolio_balance WHERE account_id = wanted.id AND as_of <= wanted.day
    ORDER BY as_of DESC LIMIT 1
) AS balance
ORDER BY account_id, as_of
"""
"""The newest figures of an account up to each of the days asked for it."""

PAYMENTS = """
SELECT payment.account_id, payment_ref, paid_on, amount_minor,
       coalesce(in_figures_from, paid_on), reverses
FROM portfolio_payment AS payment
JOIN portfolio_account AS account ON account.id = payment.account_id
WHERE payment.account_id = ANY(%(accounts)s) AND payment.currency = account.currency
  AND paid_on <= %(on)s
ORDER BY payment.account_id, paid_on, payment_ref
"""

ADJUSTMENTS = """
SELECT account_id, adjustment_ref, effective_on, kind, amount_minor, in_figures_from, component,
       reverses
FROM portfolio_adjustment WHERE account_id = ANY(%(accounts)s) AND effective_on <= %(on)s
"""

AGREED = """
SELECT customer_id, currency, from_on, until_on, daily_rate, because, rule
FROM portfolio_agreedrate WHERE customer_id = ANY(%(customers)s) AND from_on <= %(on)s
ORDER BY from_on, rate_ref
"""

SPAN = """
SELECT account_id, min(as_of), max(as_of) FROM portfolio_balance
WHERE account_id = ANY(%(accounts)s) AND as_of <= %(on)s GROUP BY account_id
"""


def _explained(
    which: str, ids: Collection[int], on: date, besides: tuple[Agreed, ...] = ()
) -> list[tuple[int, Explanation]]:
    """Each with its customer."""
    with connection.cursor() as cursor:
        cursor.execute(ACCOUNTS.format(which=which), {"ids": list(ids)})
        accounts = cursor.fetchall()
        if not accounts:
            return []
        asked: dict[str, Any] = {"accounts": [row[0] for row in accounts], "on": on}
        booked = _all_booked(cursor, asked)
        cursor.execute(SPAN, asked)
        days = {
            account_id: _days(oldest, newest, booked.get(account_id, []))
            for account_id, oldest, newest in cursor.fetchall()
        }
        figures = _figures(cursor, days)
        customers = {row[4] for row in accounts}
        cursor.execute(AGREED, {"customers": list(customers), "on": on})
        agreed = [(row[0], row[1], Agreed(*row[2:])) for row in cursor.fetchall()]
    laws = {customer_id: law.jurisdiction for customer_id, law in laws_of(customers, on).items()}
    kinds = {(laws[row[4]], row[3]) for row in accounts}
    terms_of = {kind: balance_terms(*kind, on) for kind in kinds}
    explanations = []
    for account_id, account_ref, last4, currency, customer_id in accounts:
        terms = terms_of[laws[customer_id], currency]
        theirs = tuple(
            each
            for whose, where, each in agreed
            if whose == customer_id and where in ("", currency)
        )
        cited = {**terms.citations, **_cited(theirs, on)}
        facts = BalanceFacts(
            account_ref,
            last4,
            currency,
            figures.get(account_id, ()),
            tuple(booked.get(account_id, ())),
            replace(terms, agreed=theirs + besides, citations=cited),
        )
        if explanation := explain_facts(facts, on):
            explanations.append((customer_id, explanation))
    return explanations


def _all_booked(cursor: Any, asked: dict[str, Any]) -> dict[int, list[Booked]]:
    """Payments and adjustments by account."""
    booked: dict[int, list[Booked]] = {}
    cursor.execute(PAYMENTS, asked)
    for account_id, *row in cursor.fetchall():
        booked.setdefault(account_id, []).append(_booked(*row))
    cursor.execute(ADJUSTMENTS, asked)
    for account_id, *row in cursor.fetchall():
        booked.setdefault(account_id, []).append(Booked(*row))
    return booked


def _days(oldest: date, newest: date, booked: Sequence[Booked]) -> list[date]:
    """Whose figures the explanation goes through: the first, those before each payment or waiver
    that was taken back since, so that what it paid is known, and the newest.
    """
    first = max(oldest, newest - timedelta(days=EXPLAINED_DAYS))
    kinds = ("reversal", "restored")
    back = [each for each in booked if each.kind in kinds and each.in_figures_from > first]
    refs = {each.reverses for each in back}
    amounts = {each.amount_minor for each in back if not each.reverses}
    taken_back = {
        each.on - timedelta(days=1)
        for each in booked
        if each.ref in refs or (each.kind == "payment" and each.amount_minor in amounts)
    }
    return sorted({first, newest} | taken_back)


def _figures(cursor: Any, days: dict[int, list[date]]) -> dict[int, tuple[Figures, ...]]:
    pairs = [(account_id, day) for account_id, asked in days.items() for day in asked]
    cursor.execute(
        FIGURES,
        {
            "accounts": [account_id for account_id, _ in pairs],
            "days": [day for _, day in pairs],
        },
    )
    found: dict[int, tuple[Figures, ...]] = {}
    for account_id, *row in cursor.fetchall():
        found[account_id] = (*found.get(account_id, ()), Figures(*row))
    return found


def _booked(ref: str, paid_on: date, minor: int, in_figures_from: date, reverses: str) -> Booked:
    kind: Kind = "payment" if minor >= 0 else "reversal"
    return Booked(ref, paid_on, kind, abs(minor), in_figures_from, reverses=reverses)


def balance_terms(jurisdiction: str, currency: str, on: date) -> BalanceTerms:
    """Which order of allocation and which rates hold for an account, as in force on a day."""
    policy = pack(POLICY)
    rule, first_from = PAYMENT_RULE, None
    barred: Sequence[str] = ()
    citations: dict[str, Citation | None] = {
        name: citation(policy, name, on) for name in (RATE_RULE, PAYMENT_RULE)
    }
    law = law_in_force(jurisdiction)
    try:
        if jurisdiction == "CN":
            first_from = int(law.value(CHINA, "principal_first_from_days", on).value)
            rule = CHINA
            barred = law.value(BARRED, "barred_items", on).value
        elif jurisdiction == "US" and law.value(BY_RATE, "applies", on).value:
            rule = BY_RATE
    except NoValueError:
        pass  # before the law began, only the card terms count
    if rule != PAYMENT_RULE:
        citations[rule] = citation(law, rule, on)
    return BalanceTerms(
        allocation_rule=rule,
        principal_first_from_days=first_from,
        charges_order=tuple(policy.value(PAYMENT_RULE, "charges_order", on).value),
        bearing=_bearing(policy.value(RATE_RULE, "bears_interest", on).value, barred),
        rates=_rates(currency),
        citations={name: found for name, found in citations.items() if found},
    )


def _cited(agreed: Sequence[Agreed], on: date) -> dict[str, Citation]:
    """Where the policy stands that an agreed rate rests on."""
    found = {each.rule: citation(pack(POLICY), each.rule, on) for each in agreed}
    return {rule: stands for rule, stands in found.items() if stands}


def _bearing(chosen: Sequence[str], barred: Sequence[str]) -> tuple[str, ...]:
    return tuple(
        name
        for name in chosen
        if all(may_charge_interest_on(item, barred_items=barred).allowed for item in CHARGES[name])
    )


def _rates(currency: str) -> tuple[Rate, ...]:
    values = pack(POLICY).rules[RATE_RULE].parameters["daily_rate"]
    return tuple(
        Rate(each.citation.in_force_from, Decimal(str(each.value.get(currency, 0))))
        for each in sorted(values, key=lambda each: each.citation.in_force_from)
    )
