"""Looks up what was granted to someone in hardship, and the values it is decided by."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from fairdue.kernel.money import Money
from fairdue.kernel.text import Text, day_in_words
from fairdue.kernel.timeline import Moment
from fairdue.negotiation.models import HardshipDecision
from fairdue.negotiation.queries.promises import POLICY
from fairdue.negotiation.rules.hardship import (
    INTEREST_STOP,
    OUTCOMES,
    HardshipPolicy,
    Measure,
    Space,
)
from fairdue.rulebook.packs import law_in_force, pack
from fairdue.vault.sealing import vault

RULE = "LENDER-HARDSHIP"


@dataclass(frozen=True, slots=True)
class HardshipFacts:
    """A decision as it was told, with when and to whose asking."""

    id: int
    customer_id: int
    outcome: str
    outcome_name: Text
    reasons: tuple[Text, ...]
    measures: tuple[Measure, ...]
    paused_until: date
    person_by: date
    asked_by: str
    decided_at: datetime
    decided_on: date


def hardship_of(customer_id: int, limit: int = 20) -> list[HardshipFacts]:
    """What was decided for the customer, the newest first."""
    rows = HardshipDecision.objects.filter(customer_id=customer_id).order_by("-id")
    return [hardship_facts(row) for row in rows[:limit]]


def measures_on(customer_id: int, on: date) -> tuple[Measure, ...]:
    """The measures of the newest decision that still run on a day.

    With them interest that was stopped earlier and isn't charged yet, as the balance has it.
    """
    found = hardship_of(customer_id)
    running = [
        each
        for place, decision in enumerate(found)
        for each in decision.measures
        if (place == 0 or each.kind == INTEREST_STOP) and (each.until is None or each.until >= on)
    ]
    stops = [each for each in running if each.kind == INTEREST_STOP]
    last = max(stops, key=lambda each: each.until or date.max, default=None)
    return tuple(each for each in running if each.kind != INTEREST_STOP or each is last)


def moments_of_hardship(customer_id: int, limit: int = 20) -> list[Moment]:
    """Decisions as lines of the timeline, newest first, without what was said."""
    return [_moment(each) for each in hardship_of(customer_id, limit)]


def _moment(found: HardshipFacts) -> Moment:
    until, person_by = day_in_words(found.paused_until), day_in_words(found.person_by)
    return Moment(
        at=found.decided_at,
        kind="hardship",
        title=Text(
            f"Asked for help: {found.outcome_name.en}", f"申请困难帮扶：{found.outcome_name.zh}"
        ),
        detail=Text(
            f"not collected until {until.en}; a person looks by {person_by.en}",
            f"暂停催收至{until.zh}，专人于{person_by.zh}前复核",
        ),
        actor=found.asked_by,
    )


def hardship_facts(row: HardshipDecision) -> HardshipFacts:
    """A row as others may see it."""
    return HardshipFacts(
        id=row.pk,
        customer_id=row.customer_id,
        outcome=row.outcome,
        outcome_name=OUTCOMES[row.outcome],
        reasons=tuple(Text(**each) for each in row.reasons),
        measures=tuple(_measure(each) for each in row.measures),
        paused_until=row.paused_until,
        person_by=row.person_by,
        asked_by=row.asked_by,
        decided_at=row.decided_at,
        decided_on=row.decided_on,
    )


def asked_of(row: HardshipDecision) -> dict[str, Any]:
    """What was said, opened: reason, circumstances, note."""
    opened: dict[str, Any] = json.loads(vault().unseal(row.asked_sealed))
    return opened


def written(measure: Measure) -> dict[str, Any]:
    """A measure as its row keeps it."""
    return {
        "kind": measure.kind,
        "text": measure.text.as_dict(),
        "until": measure.until.isoformat() if measure.until else None,
        "amount_minor": measure.amount.minor if measure.amount else None,
        "currency": measure.amount.currency if measure.amount else "",
        "rule": measure.rule,
    }


def _measure(kept: dict[str, Any]) -> Measure:
    amount = kept["amount_minor"]
    return Measure(
        kind=kept["kind"],
        text=Text(**kept["text"]),
        until=date.fromisoformat(kept["until"]) if kept["until"] else None,
        amount=None if amount is None else Money(amount, kept["currency"]),
        rule=kept["rule"],
    )


def hardship_policy(law: str, on: date) -> HardshipPolicy:
    """LENDER-HARDSHIP of a day; in the United Kingdom with at least the pause that CONC names."""
    pause = int(_value("pause_days", on))
    space = None
    if law == "UK":
        uk = law_in_force("UK")
        pause = max(pause, int(uk.value("uk.conc.7.3.11", "days", on).value))
        lengths = {
            name: int(uk.value("uk.debt_respite.length", name, on).value)
            for name in Space.__dataclass_fields__
        }
        space = Space(**lengths)
    return HardshipPolicy(
        pause_days=pause,
        pauses_max=int(_value("pauses_max", on)),
        window_days=int(_value("window_days", on)),
        person_days=int(_value("person_days", on)),
        interest_months=int(_value("interest_months", on)),
        reduced_months=int(_value("reduced_months", on)),
        space=space,
    )


def references(law: str) -> list[dict[str, str]]:
    """The rules that a decision rests on, as the journal names them."""
    policy = pack(POLICY)
    found = [{"rule": RULE, "pack": policy.name, "version": policy.version}]
    if law == "UK":
        uk = law_in_force("UK")
        for rule in ("uk.conc.7.3.11", "uk.debt_respite.length"):
            found.append({"rule": rule, "pack": uk.name, "version": uk.version})
    return found


def _value(parameter: str, on: date) -> Any:
    return pack(POLICY).value(RULE, parameter, on).value
