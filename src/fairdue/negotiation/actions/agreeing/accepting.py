"""Accepting an agreement: from then on it is performed, and collecting rests."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from fairdue.kernel.calendars import local_day
from fairdue.kernel.money import Money
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.negotiation import queries
from fairdue.negotiation.actions.agreeing.changing import (
    change,
    let_rate_follow,
    locked,
    rest,
    resume,
)
from fairdue.negotiation.actions.documents import keep_document
from fairdue.negotiation.actions.promising import supersede_promises
from fairdue.negotiation.actions.settling_agreements import settle_customer
from fairdue.negotiation.models import Agreement
from fairdue.negotiation.queries.agreements import AgreementFacts, terms_of
from fairdue.negotiation.queries.examining import Examined, check_lawful, examine_again
from fairdue.negotiation.queries.plan_terms import law_values_on
from fairdue.negotiation.rules.agreements import (
    ACTIVE,
    APPROVED,
    PROPOSED,
    REVISED,
    RUNNING,
)
from fairdue.negotiation.rules.ceiling import is_within, say_above
from fairdue.negotiation.rules.permitted import check_law
from fairdue.people.actors import Actor
from fairdue.people.rules import require
from fairdue.portfolio.rules.cost_disclosure import may_offer

HOW = ("portal", "call", "desk", "letter", "api", "import")
ONLINE = frozenset({"portal", "api"})


def accept(
    *,
    agreement_id: int,
    how: str,
    actor: Actor,
    at: datetime,
    cost_shown: bool = False,
    expected_version: int | None = None,
) -> AgreementFacts:
    """The customer agrees: the agreement is active, a plan hold stands, open promises give way.

    `how`: where they said so, one of HOW. `cost_shown`: the cost was shown and, online, confirmed
    (CN-COST-01 asks for it from the day it is in force). Accepting twice is accepting once.
    Raises Refused, saying what to do, for what waits for approval, is out of date, asks for more
    than is owed by now or than can be paid by now, isn't lawful, or changed meanwhile.
    """
    if how not in HOW:
        raise Refused(
            Text(
                f"Say how it was accepted: one of {', '.join(HOW)}.",
                f"请说明确认方式，可选：{'、'.join(HOW)}。",
            )
        )
    with transaction.atomic():
        row = locked(agreement_id, None)
        require(actor, "agree", row.customer_id)
        if row.state in RUNNING and row.accepted_by == actor.username:
            return queries.agreement_known(row.pk)
        row = locked(agreement_id, expected_version)
        found = _acceptable(row, at)
        _check_cost_shown(found, how, cost_shown)
        _replace(row, actor, at)
        supersede_promises(row.customer_id, actor, at, row.currency)
        change(
            row,
            "agreement_accepted",
            actor,
            at,
            {
                "kind": row.kind,
                "currency": row.currency,
                "total_minor": row.total_minor,
                "instalments": row.instalments,
                "first_due_on": row.first_due_on.isoformat(),
                "how": how,
            },
            state=ACTIVE,
            ceiling_minor=found.ceiling_minor,
            accepted_by=actor.username,
            accepted_at=at,
            accepted_on=found.situation.today,
            accepted_how=how,
        )
        rest(row, actor, at)
        let_rate_follow(row, actor, at)
        keep_document(queries.agreement_known(row.pk), actor, at)
        settle_customer(row.customer_id, at)
    return queries.agreement_known(row.pk)


def _acceptable(row: Agreement, at: datetime) -> Examined:
    """What it comes to now. Raises Refused unless it can be accepted as it stands."""
    today = local_day(at, queries.zone())
    if row.state == PROPOSED:
        raise Refused(
            Text(
                "This waits for approval. It can be accepted once it is approved.",
                "该方案待审批，批准后方可确认。",
            )
        )
    if row.state != APPROVED:
        raise Refused(Text("This proposal is no longer open.", "该方案已关闭。"))
    if today > row.open_until or today > row.first_due_on:
        raise Refused(
            Text(
                f"This proposal was open until {min(row.open_until, row.first_due_on)}. "
                "Propose it again.",
                f"该方案有效期至{min(row.open_until, row.first_due_on)}，请重新提出。",
            )
        )
    terms = terms_of(row)
    found = examine_again(row, terms, at)
    if terms.owed_minor > found.situation.owed.minor:
        asked, owed = Money(terms.owed_minor, terms.currency), found.situation.owed
        raise Refused(
            Text(
                f"Only {owed} is owed by now, less than the {asked} agreed on. Propose it again.",
                f"当前欠款为{owed}，少于方案所列{asked}，请重新提出。",
            )
        )
    check_lawful(found)
    if not is_within(row.monthly_minor, found.ceiling_minor) and not row.override_by:
        above = say_above(row.monthly_minor, found.ceiling_minor, row.currency)
        raise Refused(
            Text(
                f"{above.en} Or have a second person approve it for a reason.",
                f"{above.zh}或由第二人说明理由后批准。",
            )
        )
    return found


def _check_cost_shown(found: Examined, how: str, cost_shown: bool) -> None:
    values = law_values_on(found.situation.today, found.situation.law).get("CN-COST-01")
    if values is None:
        return
    check_law(
        may_offer(
            online=how in ONLINE,
            table_shown=cost_shown,
            popup_confirmed=cost_shown,
            table_required=bool(values.get("table_required")),
            popup_required_online=bool(values.get("popup_required_online")),
        )
    )


def _replace(row: Agreement, actor: Actor, at: datetime) -> None:
    """What it revises is over. Raises Refused where that has changed, or something else runs."""
    running = (
        Agreement.objects.filter(
            customer_id=row.customer_id, currency=row.currency, state__in=sorted(RUNNING)
        )
        .select_related("journal_entry")
        .first()
    )
    if (running.pk if running else None) != row.replaces_id:
        raise Refused(
            Text(
                "What this would replace has changed. Propose it again.",
                "所变更的协议状态已改变，请重新提出。",
            )
        )
    if running is not None:
        change(
            running,
            "agreement_revised",
            actor,
            at,
            {"by": row.pk},
            state=REVISED,
            ended_by=actor.username,
            ended_on=local_day(at, queries.zone()),
        )
        resume(running, f"agreement {row.pk} replaces it", actor, at)
        let_rate_follow(running, actor, at)
