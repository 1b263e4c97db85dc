"""What the desk's pages show of one customer: accounts, money, holds, marks, the timeline.

Everything here is masked or a figure; opening a value is `portfolio.actions.reveal`.
"""

from __future__ import annotations

import heapq
import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone

from fairdue.calls.queries.moments import moments_of_calls
from fairdue.compliance import queries as compliance
from fairdue.compliance.models import HoldKind
from fairdue.contact import queries as contact
from fairdue.delinquency import queries as delinquency
from fairdue.desk.templatetags.desk import bucket, day, in_language, moment
from fairdue.kernel.money import Money
from fairdue.kernel.text import Text
from fairdue.kernel.timeline import NOTHING, Moment
from fairdue.legal.queries import matters
from fairdue.messaging.queries.moments import moments_of_answers
from fairdue.negotiation import queries as negotiation
from fairdue.negotiation.queries.agreements import (
    AgreementFacts,
    agreements_of,
    moments_of_agreements,
)
from fairdue.negotiation.queries.causes import moments_of_causes
from fairdue.negotiation.queries.hardship import moments_of_hardship
from fairdue.portfolio import queries as portfolio
from fairdue.visits import queries as visits
from fairdue.work import queries as work

TIMELINE_LENGTH = 40
ICONS = {
    "call": "phone",
    "sms": "message",
    "email": "mail",
    "letter": "letter",
    "visit": "visit",
    "attempt": "phone",
    "denied": "stop",
    "finding": "warn",
    "entered": "flag",
    "rolled": "warn",
    "improved": "check",
    "exited": "check",
    "payment": "money",
    "reversal": "money",
    "promise": "promise",
    "agreement": "promise",
    "cause": "note",
    "hardship": "hold",
    "hold": "hold",
    "hold_released": "next",
    "mark": "flag",
    "mark_cleared": "flag",
    "note": "note",
    "callback": "clock",
    "consent": "check",
    "request": "stop",
    "dispute": "flag",
    "complaint": "message",
    "inbound": "phone",
    "recording": "sound",
    "written": "mail",
}


PAGES = {"recording": "recording", "answer": "inbound-message"}
"""Records with a page of their own, and the page's name."""

OF_A_DAY = frozenset({"payment", "reversal", "entered", "rolled", "improved", "exited"})
"""Kinds of which only the day is known."""


@dataclass(frozen=True, slots=True)
class MomentLine:
    """A line of the timeline, in the page's language."""

    at: datetime
    shown_at: str
    icon: str
    text: str
    by: str
    tone: str
    url: str = ""
    """The page that shows it, if there is one."""


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account: what is owed by component, and where it stands."""

    id: int
    account_ref: str
    card_last4: str
    product: str
    bucket: int | None
    days_past_due: int | None
    grade: str
    past_due: Money | None
    principal: Money | None
    interest: Money | None
    fees: Money | None
    instalment_fee: Money | None
    total: Money | None

    @property
    def name(self) -> str:
        """How people call the account."""
        return f"•••• {self.card_last4}" if self.card_last4 else self.account_ref


@dataclass(frozen=True, slots=True)
class MoneyLine:
    """What is owed in one currency, over the accounts in it."""

    currency: str
    past_due: Money
    total: Money
    principal: Money | None


@dataclass(frozen=True, slots=True)
class Dealings:
    """What there was with a customer, each looked up once: for panels and the timeline alike.

    All lists are the newest first, holds and marks whole, the others the newest forty.
    """

    customer_id: int
    case_id: int | None
    holds: list[compliance.HoldFacts]
    marks: list[compliance.MarkFacts]
    callbacks: list[work.CallbackFacts]
    notes: list[work.NoteFacts]
    attempts: list[contact.AttemptFacts]
    promises: list[negotiation.PromiseFacts]
    agreements: list[AgreementFacts]


def dealings(customer_id: int, case_id: int | None) -> Dealings:
    """Looks all of it up."""
    return Dealings(
        customer_id=customer_id,
        case_id=case_id,
        holds=compliance.holds_of(customer_id),
        marks=compliance.marks_of(customer_id),
        callbacks=work.callbacks_with(customer_id, TIMELINE_LENGTH),
        notes=work.notes_of(customer_id, TIMELINE_LENGTH),
        attempts=contact.attempts_of(customer_id, TIMELINE_LENGTH),
        promises=negotiation.promises_of(customer_id, TIMELINE_LENGTH),
        agreements=agreements_of(customer_id, TIMELINE_LENGTH),
    )


def timeline(
    customer_id: int, case_id: int | None, at: datetime, records: Sequence[Moment] = ()
) -> list[MomentLine]:
    """The newest moments of all rooms, merged, newest first.

    `records` are those of consents, requests, disputes and complaints, where they were looked up.
    What was found about past contacts stands on the customer's page only: it is compliance's work,
    not a collector's.
    """
    findings = contact.moments_of_findings(customer_id, TIMELINE_LENGTH)
    others = heapq.merge(findings, records, key=lambda each: each.at, reverse=True)
    return timeline_of(dealings(customer_id, case_id), at, list(others))


def timeline_of(found: Dealings, at: datetime, records: Sequence[Moment] = ()) -> list[MomentLine]:
    """The timeline with what was looked up already; payments, denials and nights are added."""
    sources: list[Iterable[Moment]] = [
        portfolio.timeline(found.customer_id, TIMELINE_LENGTH),
        [] if found.case_id is None else _case_moments(found.case_id),
        compliance.moments_of(found.holds, found.marks, TIMELINE_LENGTH),
        work.moments_of(found.callbacks, found.notes, TIMELINE_LENGTH),
        contact.moments_of(found.customer_id, found.attempts, TIMELINE_LENGTH),
        negotiation.moments_of(found.promises),
        visits.moments_of(found.customer_id, TIMELINE_LENGTH),
        matters.moments_of(found.customer_id, TIMELINE_LENGTH),
        moments_of_agreements(found.agreements),
        moments_of_causes(found.customer_id, TIMELINE_LENGTH),
        _hardship_moments(found),
        moments_of_calls(found.customer_id, TIMELINE_LENGTH),
        moments_of_answers(found.customer_id, TIMELINE_LENGTH),
        records,
    ]
    merged = heapq.merge(*sources, key=lambda each: each.at, reverse=True)
    return [_line(each, at) for each in itertools.islice(merged, TIMELINE_LENGTH)]


def _hardship_moments(found: Dealings) -> list[Moment]:
    """What was decided in hardship; each decision brought a hold, so without one there is none."""
    if not any(hold.kind == HoldKind.HARDSHIP for hold in found.holds):
        return []
    return moments_of_hardship(found.customer_id)


def _case_moments(case_id: int) -> list[Moment]:
    """What the nights found about the case. A night's moment is its day's beginning."""
    zone = timezone.get_default_timezone()
    return [
        Moment(
            at=datetime.combine(event.on, time(), tzinfo=zone),
            kind=event.kind,
            title=Text(event.label, event.label),
            detail=_buckets(event),
            actor="",
        )
        for event in delinquency.history(case_id)
    ]


def _buckets(event: delinquency.EventFacts) -> Text:
    if event.from_bucket is None or event.to_bucket is None:
        return NOTHING
    moved = f"{bucket(event.from_bucket)} → {bucket(event.to_bucket)}"
    return Text(moved, moved)


def _line(found: Moment, at: datetime) -> MomentLine:
    detail = in_language(found.detail)
    title = in_language(found.title)
    return MomentLine(
        at=found.at,
        shown_at=day(found.at.date(), at) if found.kind in OF_A_DAY else moment(found.at, at),
        icon=ICONS.get(found.kind, "info"),
        text=f"{title} · {detail}" if detail else title,
        by=found.actor,
        tone=found.tone,
        url=_url(found.subject),
    )


def _url(subject: str) -> str:
    kind, _colon, number = subject.partition(":")
    return reverse(PAGES[kind], args=[number]) if kind in PAGES else ""


def account_lines(
    accounts: Sequence[portfolio.AccountFacts], standings: Sequence[delinquency.StandingFacts]
) -> list[AccountLine]:
    """Accounts with their standings, in the order of the accounts."""
    where = {standing.account_id: standing for standing in standings}
    return [_account_line(account, where.get(account.id)) for account in accounts]


def _account_line(
    account: portfolio.AccountFacts, standing: delinquency.StandingFacts | None
) -> AccountLine:
    balance = account.balance
    return AccountLine(
        id=account.id,
        account_ref=account.account_ref,
        card_last4=account.card_last4,
        product=account.product,
        bucket=standing.bucket if standing else None,
        days_past_due=standing.days_past_due if standing else None,
        grade=standing.grade_label if standing else "",
        past_due=balance.past_due if balance else None,
        principal=balance.principal if balance else None,
        interest=balance.interest if balance else None,
        fees=balance.fees if balance else None,
        instalment_fee=balance.instalment_fee if balance else None,
        total=balance.total if balance else None,
    )


def money_lines(accounts: Sequence[portfolio.AccountFacts]) -> list[MoneyLine]:
    """Sums per currency; currencies are never added up. Principal only where all give it."""
    found: dict[str, list[portfolio.BalanceFacts]] = {}
    for account in accounts:
        if account.balance is not None:
            found.setdefault(account.currency, []).append(account.balance)
    return [_money_line(currency, balances) for currency, balances in found.items()]


def _money_line(currency: str, balances: Sequence[portfolio.BalanceFacts]) -> MoneyLine:
    nothing = Money(0, currency)
    principals = [balance.principal for balance in balances if balance.principal is not None]
    return MoneyLine(
        currency=currency,
        past_due=sum((balance.past_due for balance in balances), nothing),
        total=sum((balance.total for balance in balances), nothing),
        principal=sum(principals, nothing) if len(principals) == len(balances) else None,
    )


def last_payment(accounts: Sequence[portfolio.AccountFacts]) -> portfolio.PaymentFacts | None:
    """The newest payment over all accounts."""
    payments = [account.last_payment for account in accounts if account.last_payment is not None]
    return max(payments, key=lambda payment: payment.paid_on, default=None)


def balances_as_of(accounts: Sequence[portfolio.AccountFacts]) -> date | None:
    """The oldest of the accounts' newest days: every figure shown is at least this fresh."""
    days = [account.balance.as_of for account in accounts if account.balance is not None]
    return min(days, default=None)
