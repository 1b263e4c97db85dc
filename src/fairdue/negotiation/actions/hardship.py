"""Answers someone who says that they can't cope: at once, with reasons, and never with a no."""

from __future__ import annotations

import json
from collections.abc import Collection
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction

from fairdue.compliance import queries as compliance
from fairdue.compliance.actions import place_hold_of_record, raise_mark
from fairdue.compliance.models import HoldKind, MarkKind
from fairdue.journal.actions import record
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.negotiation.actions.causes import record_cause
from fairdue.negotiation.actions.recording import lock_customer, note_given, somebody
from fairdue.negotiation.models import HardshipDecision
from fairdue.negotiation.queries.assessments import capacity
from fairdue.negotiation.queries.hardship import (
    RULE,
    HardshipFacts,
    asked_of,
    hardship_facts,
    hardship_policy,
    references,
    written,
)
from fairdue.negotiation.queries.owing import owed_of
from fairdue.negotiation.queries.promises import zone
from fairdue.negotiation.rules.causes import CARDHOLDER
from fairdue.negotiation.rules.hardship import (
    CIRCUMSTANCES,
    GRANTED,
    INTEREST_STOP,
    Asking,
    Decision,
    check_asking,
    decide,
)
from fairdue.people.actors import Actor
from fairdue.people.rules import require
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.actions import RateGiven, set_rate_of_record
from fairdue.portfolio.models import Because
from fairdue.vault.sealing import vault


def ask(
    *,
    customer_id: int,
    reason: str,
    circumstances: Collection[str] = (),
    note: str = "",
    actor: Actor,
    at: datetime,
) -> HardshipFacts:
    """Decide within policy at once, and do what was decided.

    `reason` is a code of `rules.causes`, `circumstances` are codes of `rules.hardship`; both and
    the note are sealed. Collecting pauses by a hold that comes up for review on the day by which a
    person looks; marks of hardship and vulnerability are raised where they don't stand; the cause
    is kept. Asking the same twice on a day gives the same decision.

    Raises Refused for codes on no list, a note that is too long, and for who may not.
    """
    require(actor, "raise_mark", customer_id)
    check_asking(reason, circumstances)
    somebody(customer_id)
    said: dict[str, Any] = {
        "reason": reason,
        "circumstances": sorted(set(circumstances)),
        "note": note_given(note),
    }
    with transaction.atomic():
        lock_customer(customer_id)
        if (already := _of_today(customer_id, said, at)) is not None:
            return hardship_facts(already)
        law = portfolio.law_of(customer_id, local_day(at, zone())).jurisdiction
        decision = decide(
            _asking(customer_id, said, at), hardship_policy(law, local_day(at, zone()))
        )
        row = _keep(customer_id, said, decision, law, actor, at)
        record_cause(
            customer_id=customer_id,
            cause=reason,
            said_by=CARDHOLDER,
            evidence="self_report",
            actor=actor,
            at=at,
        )
        _pause(row, decision, actor, at)
        _stop_interest(row, decision, actor, at)
        _mark(row, said, decision, actor, at)
    return hardship_facts(row)


def _of_today(customer_id: int, said: dict[str, Any], at: datetime) -> HardshipDecision | None:
    """The decision of today on the same words, if there is one."""
    rows = HardshipDecision.objects.filter(
        customer_id=customer_id, decided_on=local_day(at, zone())
    )
    return next((row for row in rows.order_by("-id") if asked_of(row) == said), None)


def _asking(customer_id: int, said: dict[str, Any], at: datetime) -> Asking:
    able = {
        currency: known.low_minor
        for currency in owed_of(customer_id, local_day(at, zone()))
        if (known := capacity(customer_id, currency, at)) is not None
    }
    earlier = HardshipDecision.objects.filter(customer_id=customer_id, outcome=GRANTED)
    return Asking(
        reason=said["reason"],
        circumstances=said["circumstances"],
        on=local_day(at, zone()),
        able_minor=able,
        granted_before=list(earlier.values_list("decided_on", flat=True)),
    )


def _keep(
    customer_id: int,
    said: dict[str, Any],
    decision: Decision,
    law: str,
    actor: Actor,
    at: datetime,
) -> HardshipDecision:
    entry = record(
        actor=actor.username,
        action="hardship_decided",
        at=at,
        subject=f"customer:{customer_id}",
        customer_id=customer_id,
        details={
            "hardship": decision.outcome,
            "measures": [measure.kind for measure in decision.measures],
            "paused_until": decision.paused_until.isoformat(),
            "review_on": decision.person_by.isoformat(),
        },
        rules=references(law),
    )
    return HardshipDecision.objects.create(
        customer_id=customer_id,
        outcome=decision.outcome,
        asked_sealed=vault().seal(json.dumps(said, ensure_ascii=False)),
        reasons=[reason.as_dict() for reason in decision.reasons],
        measures=[written(measure) for measure in decision.measures],
        paused_until=decision.paused_until,
        person_by=decision.person_by,
        asked_by=actor.username,
        decided_at=at,
        decided_on=local_day(at, zone()),
        journal_entry=entry,
    )


def _pause(row: HardshipDecision, decision: Decision, actor: Actor, at: datetime) -> None:
    """Stop collecting to the end of the last day; a person finds it among the reviews."""
    _, ends_at = day_bounds(decision.paused_until, zone())
    place_hold_of_record(
        customer_id=row.customer_id,
        kind=HoldKind.HARDSHIP,
        reason="LENDER-HARDSHIP: hardship",
        staff=actor,
        at=at,
        ends_at=max(ends_at, at + timedelta(minutes=1)),
        cause=f"hardship:{row.pk}",
        review_on=decision.person_by,
    )


def _stop_interest(row: HardshipDecision, decision: Decision, actor: Actor, at: datetime) -> None:
    """From today on; a stop that was granted earlier stays, whatever is decided later."""
    for measure in decision.measures:
        if measure.kind == INTEREST_STOP:
            set_rate_of_record(
                RateGiven(
                    ref=f"hardship:{row.pk}",
                    customer_id=row.customer_id,
                    currency="",
                    because=Because.HARDSHIP,
                    rule=RULE,
                    from_on=row.decided_on,
                    until_on=measure.until,
                    yearly=Decimal(0),
                ),
                actor,
                at,
            )


def _mark(
    row: HardshipDecision,
    said: dict[str, Any],
    decision: Decision,
    actor: Actor,
    at: datetime,
) -> None:
    """Raise what isn't known yet: hardship where it was granted, vulnerability where told."""
    standing = {mark.kind for mark in compliance.marks_of(row.customer_id) if mark.stands_at(at)}
    known = [CIRCUMSTANCES[code] for code in said["circumstances"]]
    told = [f"{each.zh} ({each.en})" for each in known]
    note = "；".join([*told, said["note"]]).strip("；")
    wanted = {
        MarkKind.HARDSHIP: decision.outcome == GRANTED,
        MarkKind.VULNERABILITY: decision.vulnerable,
    }
    for kind, is_wanted in wanted.items():
        if is_wanted and kind not in standing:
            raise_mark(
                customer_id=row.customer_id,
                kind=kind,
                note=note if kind == MarkKind.VULNERABILITY else "",
                reason="LENDER-HARDSHIP: hardship",
                review_on=decision.person_by if kind == MarkKind.VULNERABILITY else None,
                staff=actor,
                at=at,
            )
