"""Asks the database for a permit: the pure rules judge, the database makes sure and writes.

Whoever asks hands over the verdict together with what it speaks of: the version of the person's
circumstances, the counts and the pressure. Under the person's lock the database counts for itself;
if anything is otherwise by then it writes nothing, and the verdict is made anew. So the answer
that is stored is always the rules' own, about the facts as they were at that moment.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple, Self

from django.db import connection
from psycopg import Cursor

from fairdue.contact import queries
from fairdue.contact.models import Limit, Terms
from fairdue.contact.queries.facts import (
    NOTHING_ON_RECORD,
    Known,
    Person,
    facts,
    known_of,
    person,
)
from fairdue.contact.queries.terms import Dated, canonical
from fairdue.contact.rules.document import verdict_document
from fairdue.contact.rules.limits import counted
from fairdue.contact.rules.planned import Window, judge_planned
from fairdue.contact.rules.pressure import MILLI, index
from fairdue.contact.rules.verdict import CALL, Facts, judge
from fairdue.contact.rules.written import LIVE_TALK, Content
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Verdict
from fairdue.portfolio import queries as portfolio
from fairdue.portfolio.queries import ContactPointFacts

PERMIT_RULE = "LENDER-PERMIT"
TRIES_MAX = 20
NEVER = -1
"""A pressure that no person can be under: where no budget is known, nothing is granted."""

PARAMETERS = (
    "customer", "case", "point", "invalid_since", "channel", "template", "content", "actor",
    "agency", "at", "expires", "zone", "terms", "pack_version", "version", "counts", "pressure",
    "pressure_max", "failing", "missing", "verdict", "verdict_digest", "rules", "use",
    "serves_from",
)  # fmt: skip
TYPES = {
    "customer": "bigint", "case": "bigint", "point": "bigint", "version": "bigint",
    "counts": "integer[]", "pressure": "integer", "pressure_max": "integer",
    "failing": "jsonb", "missing": "jsonb", "verdict": "jsonb", "rules": "jsonb",
}  # fmt: skip
"""Of parameters whose type doesn't show from the value handed over."""

ASK = "SELECT contact_request({})".format(
    ", ".join(
        f"p_{name} => %({name})s" + (f"::{TYPES[name]}" if name in TYPES else "")
        for name in PARAMETERS
    )
)


class DoorBusyError(RuntimeError):
    """The person's record kept changing while a permit was asked for; nothing was stored."""


class CallOpen(Refused):
    """The person who asks still has a call without an outcome."""

    def __init__(self) -> None:
        super().__init__(
            Text("Record the outcome of your open call first.", "请先记录当前通话的结果。")
        )


class WithColleague(Refused):
    """Somebody else is on the telephone with the customer, or about to be."""

    def __init__(self) -> None:
        super().__init__(
            Text(
                "A colleague is calling this customer now; nobody is called by two.",
                "同事正在联系该客户，请勿重复致电。",
            )
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """A contact that someone wants to make: a collector, an agency, a job, a retry; all alike."""

    customer_id: int
    case_id: int | None
    point: ContactPointFacts
    actor: str
    at: datetime
    channel: str = CALL
    content: Content = LIVE_TALK
    agency: str = ""
    visitors: int = 0
    window: Window | None = None
    """For what is planned: the permit serves inside it, and not as soon as it is asked for."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the database decided and stored. `attempt_id` is None unless it was used at once."""

    permit_id: int
    attempt_id: int | None
    verdict: Verdict


class Decided(NamedTuple):
    """What the database's function answers."""

    refused: str | None
    granted: bool
    permit: int | None
    attempt: int | None

    @classmethod
    def read(
        cls, refused: str | None, granted: str | None, permit: str | None, attempt: str | None
    ) -> Self:
        """From the row as PostgreSQL writes it; asking for columns would cost a scan more."""
        return cls(
            refused,
            granted == "t",
            int(permit) if permit else None,
            int(attempt) if attempt else None,
        )


def ask(
    wish: Wish, *, use: bool, someone: Person | None = None, known: Known | None = None
) -> Answer:
    """Ask for a permit in one round trip; with `use`, store the attempt with it.

    `known` is what the asker believes to be on record, at first nothing; where that is wrong it
    is looked up and asked again. Outside a transaction the one statement commits by itself; inside
    one the person's lock is held until it ends. Raises CallOpen when the one who asks has a call
    open, WithColleague when somebody else calls the customer now, DatabaseError when the database
    finds otherwise than the rules, DoorBusyError.
    """
    someone = someone or person(wish.customer_id, wish.at)
    dated = queries.terms_at(wish.at, someone.law, agency=bool(wish.agency))
    known = known or NOTHING_ON_RECORD
    for _ in range(TRIES_MAX):
        asked = facts(
            someone, known, wish.point, wish.at, content=wish.content, visitors=wish.visitors
        )
        verdict = (
            judge_planned(asked, wish.channel, dated.terms, wish.window)
            if wish.window
            else judge(asked, wish.channel, dated.terms)
        )
        answer = _call(_request(wish, asked, verdict, someone, known, dated, use=use))
        if answer.refused == "call_open":
            raise CallOpen
        if answer.refused == "with_colleague":
            raise WithColleague
        if answer.refused == "terms":
            keep(dated)
        elif answer.refused == "stale":
            known, wish = known_of(wish.customer_id, wish.at, dated), _as_of_now(wish)
        else:
            assert answer.permit is not None, "what isn't refused is stored"
            return Answer(answer.permit, answer.attempt, verdict)
    raise DoorBusyError("the person's record kept changing; ask again")


def keep(dated: Dated) -> None:
    """Keep the terms beside the permits, once."""
    terms, pressure = dated.terms, dated.terms.pressure
    scale = pressure.value.scale if pressure else None
    Terms.objects.bulk_create(
        [
            Terms(
                digest=dated.digest,
                law=terms.law,
                document=dated.document,
                missed=sorted(scale.missed_outcomes) if scale else [],
                points={"reached": scale.reached, "missed": scale.missed} if scale else {},
                fading=list(scale.fading) if scale else [],
                days_back=dated.days_back,
                closed=sorted(
                    {
                        channel
                        for limit in terms.limits.values()
                        if limit and limit.term.value < 1
                        for channel in limit.channels
                    }
                ),
            )
        ],
        ignore_conflicts=True,
    )
    Limit.objects.bulk_create(
        [
            Limit(
                terms_id=dated.digest,
                place=place,
                channels=list(limit.channels),
                outcomes=sorted(limit.outcomes),
                per_point=limit.per_point,
                days=limit.days,
                most=limit.term.value,
            )
            for place, limit in enumerate(limit for limit in terms.limits.values() if limit)
        ],
        ignore_conflicts=True,
    )


def _call(request: dict[str, Any]) -> Decided:
    """One round trip. Prepared once per connection, which Django's own cursor can't do."""
    connection.ensure_connection()
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        row = cursor.execute(ASK, request, prepare=True).fetchone()
    assert row is not None, "a SELECT without FROM has one row"
    return Decided.read(*row[0])


def _as_of_now(wish: Wish) -> Wish:
    """The same wish with the contact point as it stands now."""
    points = portfolio.contact_points(wish.customer_id)
    point = next((each for each in points if each.id == wish.point.id), wish.point)
    return replace(wish, point=point)


def _request(
    wish: Wish,
    asked: Facts,
    verdict: Verdict,
    someone: Person,
    known: Known,
    dated: Dated,
    *,
    use: bool,
) -> dict[str, Any]:
    """The function's arguments."""
    zone = someone.day_zone()
    counts = [
        len(counted(limit, known.touches, contact_point_id=wish.point.id, at=wish.at, zone=zone))
        for limit in dated.terms.limits.values()
        if limit and wish.channel in limit.channels
    ]
    document = canonical(verdict_document(verdict))
    asked_of = [clause.rule for clause in verdict.clauses]
    failing = [clause.rule for clause in verdict.failing]
    return {
        "customer": wish.customer_id,
        "case": wish.case_id,
        "point": wish.point.id,
        "invalid_since": wish.point.invalid_since,
        "channel": wish.channel,
        "template": wish.content.template,
        "content": wish.content.digest,
        "actor": wish.actor,
        "agency": wish.agency,
        "at": wish.at,
        "expires": wish.window.ends
        if wish.window
        else wish.at + timedelta(seconds=dated.valid_seconds),
        "zone": zone.key,
        "terms": dated.digest,
        "pack_version": dated.law_pack.version,
        "version": known.version,
        "counts": counts,
        **_pressures(wish, known, someone, dated),
        "failing": json.dumps(failing),
        "missing": json.dumps(verdict.missing),
        "verdict": document.decode(),
        "verdict_digest": sha256(document).hexdigest(),
        "rules": json.dumps([_from_pack(rule, dated) for rule in dict.fromkeys(asked_of)]),
        "use": use,
        "serves_from": wish.window.begins if wish.window else wish.at,
    }


def _pressures(wish: Wish, known: Known, someone: Person, dated: Dated) -> dict[str, int]:
    """The pressure as known, and the most there may be before this contact; in thousandths."""
    term = dated.terms.pressure
    if term is None:
        return {"pressure": 0, "pressure_max": NEVER}
    budget = term.value.budget.at(wish.at, known.circumstances.marks)
    scale = term.value.scale
    return {
        "pressure": index(known.touches, wish.at, someone.day_zone(), scale),
        "pressure_max": (budget - scale.reached[wish.channel]) * MILLI,
    }


def _from_pack(rule: str, dated: Dated) -> dict[str, str]:
    source = dated.policy_pack if rule.startswith("LENDER-") else dated.law_pack
    return {"rule": rule, "pack": source.name, "version": source.version}
