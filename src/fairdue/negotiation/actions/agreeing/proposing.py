"""Proposing an agreement, and a revision of one."""

from __future__ import annotations

from dataclasses import fields as fields_of
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation import queries
from fairdue.negotiation.actions.agreeing.changing import change, locked, refuse_stale
from fairdue.negotiation.actions.recording import lock_customer, somebody
from fairdue.negotiation.models import Agreement, AgreementInstalment
from fairdue.negotiation.queries.agreements import AgreementFacts, terms_of
from fairdue.negotiation.queries.examining import Examined, examine
from fairdue.negotiation.queries.offers import best_offer
from fairdue.negotiation.queries.plan_terms import references
from fairdue.negotiation.rules.agreements import (
    APPROVED,
    OFFERED,
    PROPOSED,
    RUNNING,
    WITHDRAWN,
)
from fairdue.negotiation.rules.schedule import starts_on
from fairdue.negotiation.rules.terms import Terms
from fairdue.people.actors import Actor
from fairdue.people.rules import require

CHANNELS = ("portal", "call", "desk", "letter", "api", "import")

FIELD_NAMES = {
    "kind": Text("the kind", "协议类型"),
    "principal_minor": Text("the principal", "本金"),
    "interest_minor": Text("the interest", "利息"),
    "fees_minor": Text("the fees", "费用"),
    "waived_minor": Text("what is forgiven", "减免金额"),
    "instalments": Text("the number of instalments", "期数"),
    "every": Text("how often", "还款频率"),
    "first_due_on": Text("the first day", "首期还款日"),
    "yearly_rate": Text("the rate", "利率"),
    "amount_minor": Text("the amount", "每期金额"),
    "amounts_minor": Text("the amounts", "各期金额"),
    "starts_on": Text("the start", "起息日"),
}


def propose(
    *,
    customer_id: int,
    terms: Terms,
    actor: Actor,
    at: datetime,
    channel: str,
    expected_version: int | None = None,
) -> AgreementFacts:
    """Propose an agreement: at once ready to be accepted, or waiting for a second person.

    It waits where it is beyond the proposer's authority, or asks for more a month than the
    customer can pay by a valid assessment. The same proposed again by the same is the same
    proposal. Another replaces one still open, whose version the caller must have seen. Raises
    Refused, saying how to mend it: see `queries.examine`; an agreement that runs (revise it); a
    proposal that changed meanwhile, naming what changed.
    """
    require(actor, "agree", customer_id)
    somebody(customer_id)
    with transaction.atomic():
        lock_customer(customer_id)
        running = queries.running_agreement(customer_id, terms.currency)
        if running is not None:
            raise Refused(
                Text(
                    f"Agreement {running.id} runs already in {terms.currency}. "
                    "Revise or end it instead.",
                    f"协议{running.id}（{terms.currency}）正在履行，请变更或终止该协议。",
                )
            )
        return _propose(customer_id, terms, actor, at, channel, expected_version, None)


def revise(
    *,
    agreement_id: int,
    terms: Terms,
    actor: Actor,
    at: datetime,
    channel: str,
    expected_version: int | None = None,
) -> AgreementFacts:
    """Propose other terms for what runs; once accepted they replace it.

    `expected_version` is that of the agreement that runs. Raises Refused as `propose` does, and
    when it doesn't run any more or changed meanwhile.
    """
    with transaction.atomic():
        row = locked(agreement_id, expected_version)
        require(actor, "agree", row.customer_id)
        if row.state not in RUNNING:
            raise Refused(Text("This agreement doesn't run any more.", "该协议已不在履行中。"))
        if terms.currency != row.currency:
            raise Refused(
                Text(
                    f"This agreement is in {row.currency}. Revise it in the same currency.",
                    f"该协议币种为{row.currency}，变更须使用同一币种。",
                )
            )
        open_one = queries.offered_agreement(row.customer_id, row.currency)
        seen = open_one.version if open_one else None
        return _propose(row.customer_id, terms, actor, at, channel, seen, row.pk)


def _propose(
    customer_id: int,
    terms: Terms,
    actor: Actor,
    at: datetime,
    channel: str,
    expected_version: int | None,
    replaces_id: int | None,
) -> AgreementFacts:
    if channel not in CHANNELS:
        raise Refused(
            Text(
                f"“{channel}” is no channel. Choose one of {', '.join(CHANNELS)}.",
                f"没有“{channel}”这种渠道，可选：{'、'.join(CHANNELS)}。",
            )
        )
    found = examine(customer_id, terms, actor, at)
    open_one = (
        Agreement.objects.select_related("journal_entry")
        .filter(customer_id=customer_id, currency=terms.currency, state__in=sorted(OFFERED))
        .first()
    )
    if open_one is not None:
        same = terms_of(open_one) == found.terms and open_one.replaces_id == replaces_id
        if same and open_one.proposed_by == actor.username:
            return queries.agreement_known(open_one.pk)
        _make_way(open_one, found.terms, expected_version, actor, at)
    return queries.agreement_known(_write(customer_id, found, actor, at, channel, replaces_id))


def _make_way(
    row: Agreement, terms: Terms, expected_version: int | None, actor: Actor, at: datetime
) -> None:
    """An open proposal gives way to another, if its version was seen."""
    if expected_version is None:
        differs = _differences(terms_of(row), terms)
        raise Refused(
            Text(
                f"{row.proposed_by} has proposed something already (proposal {row.pk}); yours "
                f"differs in {', '.join(each.en for each in differs) or 'nothing'}. Look at it "
                "first, then replace it.",
                f"{row.proposed_by}已提出方案（编号{row.pk}），与您的方案不同之处："
                f"{'、'.join(each.zh for each in differs) or '无'}。请先查看，再决定是否替换。",
            )
        )
    if row.version != expected_version:
        refuse_stale(row)
    change(row, "agreement_superseded", actor, at, state=WITHDRAWN, ended_by=actor.username)


def _next_version(customer_id: int, currency: str) -> int:
    """Above every version before it, so that who saw another proposal doesn't replace this one."""
    before = Agreement.objects.filter(customer_id=customer_id, currency=currency)
    return 1 + (before.aggregate(most=Max("version"))["most"] or 0)


def _best_offer(customer_id: int, currency: str, at: datetime) -> dict[str, Any]:
    """What the customer could have had at best, to be kept beside what is proposed."""
    best = best_offer(customer_id, currency, at)
    if best is None:
        return {}
    return {
        "best_offer_key": best.key,
        "best_offer_total_minor": best.total_minor,
        "best_offer_saved_minor": best.saved_minor,
    }


def _differences(one: Terms, other: Terms) -> list[Text]:
    return [
        FIELD_NAMES[field.name]
        for field in fields_of(Terms)
        if field.name in FIELD_NAMES and getattr(one, field.name) != getattr(other, field.name)
    ]


def _write(
    customer_id: int,
    found: Examined,
    actor: Actor,
    at: datetime,
    channel: str,
    replaces_id: int | None,
) -> int:
    terms, number = found.terms, _next_id()
    entry = record(
        actor=actor.username,
        action="agreement_proposed",
        at=at,
        subject=f"agreement:{number}",
        customer_id=customer_id,
        details=_details(found, channel, replaces_id),
        rules=references(found.situation.today, found.situation.law),
    )
    Agreement.objects.create(
        id=number,
        version=_next_version(customer_id, terms.currency),
        customer_id=customer_id,
        kind=terms.kind,
        currency=terms.currency,
        state=PROPOSED if found.beyond else APPROVED,
        replaces_id=replaces_id,
        principal_minor=terms.principal_minor,
        interest_minor=terms.interest_minor,
        fees_minor=terms.fees_minor,
        waived_minor=terms.waived_minor,
        instalments=terms.instalments,
        every=terms.every,
        first_due_on=terms.first_due_on,
        starts_on=starts_on(terms),
        yearly_rate=terms.yearly_rate,
        amount_minor=terms.amount_minor,
        amounts_minor=list(terms.amounts_minor),
        plan_interest_minor=found.cost.plan_interest_minor,
        total_minor=found.cost.total_minor,
        annualised_rate=found.cost.annualised_rate,
        last_due_on=found.cost.last_due_on,
        days_past_due=found.asked.days_past_due,
        monthly_minor=found.monthly_minor,
        ceiling_minor=found.ceiling_minor,
        **_best_offer(customer_id, terms.currency, at),
        channel=channel,
        proposed_by=actor.username,
        proposed_role=actor.role,
        proposed_at=at,
        open_until=found.situation.today + timedelta(days=found.plan.proposal_days),
        needs_approval=bool(found.beyond),
        beyond=list(found.beyond),
        journal_entry=entry,
    )
    AgreementInstalment.objects.bulk_create(
        AgreementInstalment(
            agreement_id=number,
            customer_id=customer_id,
            number=due.number,
            due_on=due.due_on,
            amount_minor=due.amount_minor,
            principal_minor=due.principal_minor,
            interest_minor=due.interest_minor,
            fees_minor=due.fees_minor,
            plan_interest_minor=due.plan_interest_minor,
            journal_entry=entry,
        )
        for due in found.dues
    )
    return number


def _details(found: Examined, channel: str, replaces_id: int | None) -> dict[str, Any]:
    terms = found.terms
    return {
        "kind": terms.kind,
        "currency": terms.currency,
        "owed_minor": terms.owed_minor,
        "waived_minor": terms.waived_minor,
        "total_minor": found.cost.total_minor,
        "monthly_minor": found.monthly_minor,
        "instalments": terms.instalments,
        "first_due_on": terms.first_due_on.isoformat(),
        "last_due_on": found.cost.last_due_on.isoformat(),
        "beyond": list(found.beyond),
        "channel": channel,
        "replaces": replaces_id,
    }


def _next_id() -> int:
    """The number that the next agreement will have, so that its first entry can name it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence('negotiation_agreement', 'id'))")
        (number,) = cursor.fetchone()
    return int(number)
