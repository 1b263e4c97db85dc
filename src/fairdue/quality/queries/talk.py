"""What to say and to heed in a talk with a customer, from what is on record at a moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings

from fairdue.compliance import queries as compliance
from fairdue.compliance.models import MarkKind, RequestKind
from fairdue.contact import queries as contact
from fairdue.contact.rules.verdict import CALL
from fairdue.identity.queries.policy import lender
from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.negotiation import queries as negotiation
from fairdue.negotiation.models import PromiseState
from fairdue.negotiation.rules.causes import CAUSES
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.models import Customer
from fairdue.quality.rules.coaching import Hint, Known, hints
from fairdue.quality.rules.script import Step, filled
from fairdue.rulebook.packs import pack

POLICY, RULE = "policy/default", "LENDER-SCRIPT"
FEED, PRESSURE = "LENDER-FEED", "LENDER-PRESSURE"
CAN_NOT_HELP = frozenset(cause.code for cause in CAUSES if cause.hardship)


@dataclass(frozen=True, slots=True)
class Talk:
    """The script and the hints of one talk."""

    steps: tuple[Step, ...]
    hints: tuple[Hint, ...]


def talk_with(customer: Customer, collector: str, at: datetime) -> Talk:
    """For whoever is on the telephone: the lender's steps under the law of the customer.

    `collector`: the name by which they introduce themselves.
    """
    someone = contact.person(customer.pk, at)
    past_due = _past_due(customer.pk)
    able = _able(customer.pk, past_due.currency if past_due else "", at)
    values = {
        "collector": Text(collector, collector),
        "lender": lender(at),
        "genuine": _same(f"{settings.PUBLIC_URL}/genuine/"),
        "home": _same(f"{settings.PUBLIC_URL}/my/"),
    }
    known = _known(customer, able, at)
    if past_due is not None and not known.balance_is_old:
        values["past_due"] = _same(str(past_due))
    if able is not None:
        values["able"] = _same(str(able[0]))
    law = someone.law.partition("-")[0]
    return Talk(filled(steps_of(law, at), values), hints(known))


def steps_of(law: str, at: datetime) -> tuple[Step, ...]:
    """The lender's steps under a law (CN, US, UK), fields not filled in."""
    value: dict[str, Any] = pack(POLICY).value(RULE, "talk_steps", at.date()).value
    return tuple(
        Step(
            each["code"],
            Text(each["title"]["en"], each["title"]["zh"]),
            Text(each["say"]["en"], each["say"]["zh"]),
            each.get("rule", ""),
        )
        for each in value.get(law, ())
    )


def _same(words: str) -> Text:
    return Text(words, words)


def _past_due(customer_id: int) -> Money | None:
    """What is past due in the currency of the first account that is, summed."""
    balances = [each.balance for each in portfolio.accounts_of(customer_id) if each.balance]
    late = [each.past_due for each in balances if each.past_due.minor > 0]
    if not late:
        return None
    currency = late[0].currency
    return Money(sum(each.minor for each in late if each.currency == currency), currency)


def _able(customer_id: int, currency: str, at: datetime) -> tuple[Money, Money] | None:
    found = negotiation.capacity(customer_id, currency, at) if currency else None
    if found is None:
        return None
    return Money(found.low_minor, currency), Money(found.high_minor, currency)


def _known(customer: Customer, able: tuple[Money, Money] | None, at: datetime) -> Known:
    cause = negotiation.cause_of(customer.pk)
    marks = {mark.kind for mark in compliance.marks_of(customer.pk) if mark.stands_at(at)}
    asked = compliance.requests_of(customer.pk)
    broken = [
        each for each in negotiation.promises_of(customer.pk) if each.state == PromiseState.BROKEN
    ]
    clauses = {each.rule: each for each in _call_verdict(customer, at)}
    feed, pressure = clauses.get(FEED), clauses.get(PRESSURE)
    return Known(
        is_vulnerable=MarkKind.VULNERABILITY in marks,
        disputes=any(each.is_open for each in compliance.disputes_of(customer.pk)),
        represented=any(
            each.kind == RequestKind.REPRESENTATIVE and each.stands_at(at) for each in asked
        ),
        promises_broken=len(broken),
        cause_known=cause is not None,
        unable=cause is not None and cause.cause in CAN_NOT_HELP,
        able=able,
        plan_runs=any(each.is_running for each in negotiation.agreements_of(customer.pk)),
        balance_is_old=feed is not None and not feed.allowed,
        pressure_percent=_percent(dict(pressure.values)) if pressure is not None else 0,
    )


def _call_verdict(customer: Customer, at: datetime) -> tuple[Any, ...]:
    asked = contact.may_i(customer_id=customer.pk, at=at, **contact.on_record(customer, at))
    return next(answer.clauses for channel, answer in asked.items() if channel == CALL)


def _percent(values: dict[str, Any]) -> int:
    budget = int(values.get("budget", 0))
    return round(100 * int(values.get("pressure", 0)) / budget) if budget else 0
