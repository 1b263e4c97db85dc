"""What was agreed with customers a month ago and what waits today, some of it by themselves.

Everything goes through the room's own actions. What was agreed is paid, in part or not at all,
and the night then tells what became of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from django.utils.translation import gettext as _

from fairdue.compliance.queries import holds_of
from fairdue.config.demo import people
from fairdue.delinquency.models import Case
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.negotiation.actions import accept, propose, record_assessment, settle_customer
from fairdue.negotiation.queries import AgreementFacts
from fairdue.negotiation.queries.owing import owed_parts
from fairdue.negotiation.rules import terms as kinds
from fairdue.negotiation.rules.terms import Parts, Terms
from fairdue.people.actors import Actor, Cardholder, Machine
from fairdue.portfolio.actions.payments import record_payment
from fairdue.portfolio.queries import AccountFacts, accounts_of

CURRENCY = "CNY"
LEAST, MOST = 3_000_00, 50_000_00
"""What a customer owes with whom something is agreed here, in fen."""
WEEK = timedelta(days=7)
NOON = time(12)
BANK = Machine("bank")


@dataclass(frozen=True, slots=True)
class Debt:
    """A customer with one debt, by its account."""

    customer_id: int
    account: AccountFacts
    terms: Terms
    """All of it in twelve months."""


def agree(at: datetime, today: date) -> str:
    """A month ago: one keeps to it, one completes, one breaks, and one's day is today."""
    debts = list(islice(_debts(at.date()), 4))
    if len(debts) < 4:
        return _("none: too few cardholders with a debt that suits")
    keeps, completes, breaks, own = debts
    collector = people.collectors()[0]
    kept = _agreed(keeps, collector, at, instalments=24, first_due_on=at.date() + WEEK)
    short = {"kind": kinds.SHORT_PLAN, "every": kinds.WEEK, "first_due_on": at.date() + WEEK}
    completed = _agreed(_small(completes), collector, at, able_percent=150, instalments=2, **short)
    broken = _agreed(_small(breaks), collector, at, able_percent=150, instalments=3, **short)
    mine = _agreed(own, Cardholder(own.customer_id), at, instalments=36, first_due_on=today)
    _pay(kept, 1, at)
    _pay(completed, 2, at)
    return _("agreed: %(number)s") % {"number": len({kept.id, completed.id, broken.id, mine.id})}


def ask(at: datetime) -> str:
    """Yesterday: a settlement and a plan above the ceiling wait, a plan is ready to be accepted."""
    debts = list(islice(_debts(at.date()), 3))
    if len(debts) < 3:
        return _("none: too few cardholders with a debt that suits")
    less, above, ready = debts
    first = at.date() + 2 * WEEK
    collector = people.collectors()[1]
    waived = less.terms.owed_minor * 3 // 10
    found = [
        _proposed(
            less,
            collector,
            at,
            kind=kinds.SETTLEMENT,
            waived_minor=waived,
            instalments=3,
            first_due_on=first,
        ),
        _proposed(
            above,
            Cardholder(above.customer_id),
            at,
            able_percent=1,
            instalments=12,
            first_due_on=first,
        ),
        _proposed(ready, Cardholder(ready.customer_id), at, instalments=18, first_due_on=first),
    ]
    waiting = sum(each.state == "proposed" for each in found)
    return _("proposed: %(number)s, waiting for approval: %(waiting)s") % {
        "number": len(found),
        "waiting": waiting,
    }


def _debts(today: date) -> Iterator[Debt]:
    """Customers in collections with one account and a middling debt, whom nothing stops."""
    rows = Case.objects.filter(closed_on=None).order_by("-pk")
    for customer_id in rows.values_list("customer_id", flat=True):
        accounts = accounts_of(customer_id)
        if len(accounts) != 1 or holds_of(customer_id):
            continue
        balance = accounts[0].balance
        if balance is None or accounts[0].currency != CURRENCY:
            continue
        owed = owed_parts(customer_id, CURRENCY, today)
        if LEAST <= owed.total_minor <= MOST:
            yield Debt(customer_id, accounts[0], _terms(owed, today))


def _terms(owed: Parts, today: date) -> Terms:
    return Terms(
        kind=kinds.INSTALMENT_PLAN,
        currency=CURRENCY,
        principal_minor=owed.principal_minor,
        interest_minor=owed.interest_minor,
        fees_minor=owed.fees_minor,
        waived_minor=0,
        instalments=12,
        every=kinds.MONTH,
        first_due_on=today + WEEK,
    )


def _small(debt: Debt) -> Debt:
    """The same with a part of it, for a short plan."""
    part = min(2_000_00, debt.terms.principal_minor)
    return replace(
        debt, terms=replace(debt.terms, principal_minor=part, interest_minor=0, fees_minor=0)
    )


def _proposed(
    debt: Debt, actor: Actor, at: datetime, able_percent: int = 50, **changed: object
) -> AgreementFacts:
    """Propose it, after they said what they can pay a month, as a share of the debt."""
    record_assessment(
        customer_id=debt.customer_id,
        currency=CURRENCY,
        depth="quick",
        figures={"high": debt.terms.owed_minor * able_percent // 100},
        actor=actor,
        at=at,
    )
    return propose(
        customer_id=debt.customer_id,
        terms=replace(debt.terms, **changed),  # type: ignore[arg-type]
        actor=actor,
        at=at,
        channel="portal" if isinstance(actor, Cardholder) else "call",
    )


def _agreed(
    debt: Debt, actor: Actor, at: datetime, able_percent: int = 50, **changed: object
) -> AgreementFacts:
    found = _proposed(debt, actor, at, able_percent, **changed)
    if found.needs_approval:
        raise Refused(found.beyond[0])
    how = "portal" if isinstance(actor, Cardholder) else "call"
    return accept(agreement_id=found.id, how=how, actor=actor, at=at, cost_shown=True)


def _pay(found: AgreementFacts, number: int, at: datetime) -> None:
    """The first instalments are paid on their days."""
    account = accounts_of(found.customer_id)[0]
    for each in found.instalments[:number]:
        on_the_day = datetime.combine(each.due_on, NOON, tzinfo=at.tzinfo)
        record_payment(
            account_ref=account.account_ref,
            payment_ref=f"AGR-{found.id}-{each.number}",
            amount=Money(each.amount.minor, CURRENCY),
            paid_on=each.due_on,
            source="api",
            actor=BANK,
            at=on_the_day,
        )
        settle_customer(found.customer_id, on_the_day)
