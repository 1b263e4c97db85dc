"""Asks the database for a permit: renders the clauses beforehand, lets it count and decide.

The pure rules write every clause that could come out, one per possible count, so the database
only has to count and pick. What it decided is then judged by the pure rules once more; the two
must agree, or nothing is stored.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from psycopg.types.json import Jsonb

from fairdue.contact import queries
from fairdue.contact.queries import BEIJING, LAW, MISSED, POLICY
from fairdue.contact.rules.document import Document, clause_document
from fairdue.contact.rules.frequency import Counts, may_call_person, may_dial_number
from fairdue.contact.rules.points import Point
from fairdue.contact.rules.terms import Term, Terms
from fairdue.contact.rules.verdict import CALL, Facts, judge
from fairdue.kernel.calendars import day_bounds, local_day
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause, Verdict
from fairdue.portfolio.queries import ContactPointFacts
from fairdue.rulebook.packs import pack

PERMIT_RULE = "LENDER-PERMIT"
TRIES_MAX = 5

ASK = (
    "SELECT contact_request("
    "p_customer => %(customer)s, p_case => %(case)s, p_point => %(point)s, "
    "p_actor => %(actor)s, p_at => %(at)s, p_expires => %(expires)s, "
    "p_day_start => %(day_start)s, p_day_end => %(day_end)s, "
    "p_effective_max => %(effective_max)s, p_unanswered_max => %(unanswered_max)s, "
    "p_unanswered => %(unanswered)s, p_holds => %(holds)s, p_clauses => %(clauses)s, "
    "p_missing => %(missing)s, p_earliest => %(earliest)s, p_rules => %(rules)s, "
    "p_pack_version => %(pack_version)s, p_dial => %(dial)s)"
)


class DoorDisagreesError(RuntimeError):
    """The database and the pure rules judged the same facts differently; nothing was stored."""


class DoorBusyError(RuntimeError):
    """Holds kept changing while a permit was asked for; nothing was stored."""


class CallOpen(Refused):
    """The person who asks still has a call without an outcome."""

    def __init__(self) -> None:
        super().__init__(
            Text("Record the outcome of your open call first.", "请先记录当前通话的结果。")
        )


@dataclass(frozen=True, slots=True)
class Wish:
    """A call that someone wants to make."""

    customer_id: int
    case_id: int | None
    point: ContactPointFacts
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Answer:
    """What the database decided and stored. `attempt_id` is None unless dialled."""

    permit_id: int
    attempt_id: int | None
    verdict: Verdict


def ask(wish: Wish, *, dial: bool) -> Answer:
    """Ask for a permit to call, in one round trip; with `dial`, store the attempt with it.

    The caller's transaction holds the person's lock until it ends, so commit at once. Raises
    CallOpen when the one who asks has a call open; DoorDisagreesError and DoorBusyError, both of
    which roll back.
    """
    terms = queries.terms_at(wish.at)
    for _ in range(TRIES_MAX):
        holds = queries.standing_holds(wish.customer_id, wish.at)
        facts = Facts(
            at=wish.at,
            counts=Counts(0, 0),
            holds=holds,
            point=Point(wish.point.id, wish.point.invalid_since),
        )
        with connection.cursor() as cursor:
            cursor.execute(ASK, _request(wish, facts, terms, dial=dial))
            answer: Document = json.loads(cursor.fetchone()[0])
        if answer["refused"] == "call_open":
            raise CallOpen
        if answer["refused"] == "stale":
            continue  # a hold came or went in between: speak of the holds as they are now
        counts = Counts(answer["effective"], answer["unanswered"])
        verdict = judge(replace(facts, counts=counts), CALL, terms)
        if verdict.allowed != answer["granted"]:
            raise DoorDisagreesError(
                f"database: {answer['granted']}, rules: {verdict.allowed}, counts: {counts}"
            )
        return Answer(answer["permit"], answer["attempt"], verdict)
    raise DoorBusyError("holds kept changing; ask again")


def _request(wish: Wish, facts: Facts, terms: Terms, *, dial: bool) -> dict[str, Any]:
    """The function's arguments."""
    day_start, day_end = day_bounds(local_day(wish.at, BEIJING), BEIJING)
    calls, dials = terms.effective_calls_per_day_max, terms.unanswered_dials_per_day_max
    law, policy = pack(LAW), pack(POLICY)
    valid = policy.value(PERMIT_RULE, "valid_seconds", local_day(wish.at, BEIJING))
    clauses, missing = _clauses(facts, terms)
    return {
        "customer": wish.customer_id,
        "case": wish.case_id,
        "point": wish.point.id,
        "actor": wish.actor,
        "at": wish.at,
        "expires": wish.at + timedelta(seconds=int(valid.value)),
        "day_start": day_start,
        "day_end": day_end,
        "effective_max": calls.value if calls else None,
        "unanswered_max": dials.value if dials else None,
        "unanswered": MISSED,
        "holds": sorted(hold.id for hold in facts.holds or ()),
        "clauses": Jsonb(clauses),
        "missing": Jsonb(missing),
        "earliest": Jsonb(_earliest(facts, terms)),
        "rules": Jsonb(
            [
                {"rule": part["rule"], "pack": source.name, "version": source.version}
                for part in clauses
                for source in [policy if part["rule"].startswith("LENDER-") else law]
            ]
        ),
        "pack_version": law.version,
        "dial": dial,
    }


def _clauses(facts: Facts, terms: Terms) -> tuple[list[Document], list[str]]:
    """The clauses in order, counted ones once per count up to the limit; and what is missing."""
    verdict = judge(facts, CALL, terms)
    counted = {
        "CN-FREQ-01": ("effective", terms.effective_calls_per_day_max, may_call_person),
        "CN-FREQ-02": ("unanswered", terms.unanswered_dials_per_day_max, may_dial_number),
    }
    parts: list[Document] = []
    for clause in verdict.clauses:
        counter, limit, rule = counted.get(clause.rule, ("", None, may_call_person))
        if limit is None:
            parts.append({"rule": clause.rule, "clause": clause_document(clause)})
        else:
            by_count = _by_count(rule, limit, facts.at, terms)
            parts.append({"rule": clause.rule, "counter": counter, "by_count": by_count})
    return parts, list(verdict.missing)


def _by_count(
    rule: Callable[..., Clause], limit: Term[int], at: datetime, terms: Terms
) -> list[Document]:
    """What the rule says at each count from nought to the limit."""
    return [clause_document(rule(count, limit, at, terms.zone)) for count in range(limit.value + 1)]


def _earliest(facts: Facts, terms: Terms) -> list[str | None]:
    """The next lawful moment if the counts allow, and if they deny."""
    calls, dials = terms.effective_calls_per_day_max, terms.unanswered_dials_per_day_max
    full = Counts(calls.value if calls else 0, dials.value if dials else 0)
    moments = [
        judge(replace(facts, counts=counts), CALL, terms).earliest
        for counts in (Counts(0, 0), full)
    ]
    return [moment.isoformat() if moment else None for moment in moments]
