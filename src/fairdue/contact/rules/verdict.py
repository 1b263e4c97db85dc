"""All clauses of one contact, put together: what the may-I panel shows and the permit asks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from fairdue.contact.rules.frequency import Counts, may_call_person, may_dial_number
from fairdue.contact.rules.holds import Standing, may_contact_despite
from fairdue.contact.rules.hours import may_contact_at
from fairdue.contact.rules.points import Point, may_use
from fairdue.contact.rules.terms import Terms
from fairdue.contact.rules.visits import may_visit_with
from fairdue.kernel.calendars import local_day
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause, Verdict

CALL, SMS, EMAIL, LETTER, VISIT = "call", "sms", "email", "letter", "visit"
POINT_KIND = {CALL: "phone", SMS: "phone", EMAIL: "email", LETTER: "address", VISIT: "address"}
"""What kind of contact point each channel uses."""

BY_THE_CLOCK = frozenset({CALL, SMS, EMAIL, VISIT})
"""Channels that reach a person the moment they are used; a letter doesn't."""

MISSING = {
    "phone": Text("There is no phone number on file.", "系统中没有电话号码。"),
    "email": Text("There is no e-mail address on file.", "系统中没有电子邮箱。"),
    "address": Text("There is no address on file.", "系统中没有地址。"),
    "counts": Text("Today's calls are not known.", "今日拨打次数未知。"),
    "holds": Text("It is not known whether a hold stands.", "是否停催未知。"),
}
"""What a missing fact means, by its name. Names of rules stand for values not in force."""

STEPS_MAX = 8


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a contact that someone wants to make. None: not known; it denies."""

    at: datetime
    counts: Counts | None
    holds: tuple[Standing, ...] | None
    point: Point | None
    visitors: int = 0


def judge(facts: Facts, channel: str, terms: Terms) -> Verdict:
    """Every clause that applies to the channel, and the next moment at which all would allow."""
    verdict = _judge_now(facts, channel, terms)
    earliest = None if verdict.allowed else _earliest(facts, channel, terms, verdict)
    return replace(verdict, earliest=earliest)


def missing_text(name: str) -> Text:
    """What to tell people about a missing fact or a rule without a value."""
    return MISSING.get(
        name, Text(f"{name} has no value in force today.", f"{name}今日没有生效的取值。")
    )


def _judge_now(facts: Facts, channel: str, terms: Terms) -> Verdict:
    asked = dict(_hours(facts, channel, terms))
    asked |= dict(_frequency(facts, channel, terms))
    asked |= dict(_visitors(facts, channel, terms))
    asked |= dict(_holds(facts, channel, terms))
    asked |= dict(_point(facts, channel, terms))
    return Verdict(
        clauses=tuple(clause for clause in asked.values() if clause is not None),
        missing=tuple(name for name, clause in asked.items() if clause is None),
    )


Asked = Iterator[tuple[str, Clause | None]]
"""The fact or rule asked for, and its clause, or None where it is not known."""


def _hours(facts: Facts, channel: str, terms: Terms) -> Asked:
    if channel in BY_THE_CLOCK:
        night = terms.night
        yield "CN-HOURS-01", may_contact_at(facts.at, night, terms.zone) if night else None


def _frequency(facts: Facts, channel: str, terms: Terms) -> Asked:
    if channel != CALL:
        return
    calls, dials = terms.effective_calls_per_day_max, terms.unanswered_dials_per_day_max
    if facts.counts is None:
        yield "counts", None
        return
    at, zone, counts = facts.at, terms.zone, facts.counts
    yield "CN-FREQ-01", may_call_person(counts.effective, calls, at, zone) if calls else None
    yield "CN-FREQ-02", may_dial_number(counts.unanswered, dials, at, zone) if dials else None


def _visitors(facts: Facts, channel: str, terms: Terms) -> Asked:
    if channel == VISIT:
        least = terms.visitors_min
        yield "CN-VISIT-01", may_visit_with(facts.visitors, least) if least else None


def _holds(facts: Facts, channel: str, terms: Terms) -> Asked:
    if facts.holds is None:
        yield "holds", None
    elif terms.hold_stops is None:
        yield "LENDER-HOLD", None
    else:
        yield (
            "LENDER-HOLD",
            may_contact_despite(facts.holds, channel, facts.at, terms.hold_stops, terms.zone),
        )


def _point(facts: Facts, channel: str, terms: Terms) -> Asked:
    if facts.point is None:
        yield POINT_KIND[channel], None
    else:
        used = terms.invalid_is_used
        yield "LENDER-POINT", may_use(facts.point, used) if used else None


def _earliest(facts: Facts, channel: str, terms: Terms, verdict: Verdict) -> datetime | None:
    """Go from one clause's moment to the next until all allow; None when time won't bring it."""
    moment = verdict.allowed_from
    for _ in range(STEPS_MAX):
        if moment is None:
            return None
        then = _judge_now(_facts_at(facts, moment, terms), channel, terms)
        if then.allowed:
            return moment
        moment = then.allowed_from
    return None


def _facts_at(facts: Facts, moment: datetime, terms: Terms) -> Facts:
    """The same facts later, if nothing happens in between: a new day counts from nought."""
    new_day = local_day(moment, terms.zone) > local_day(facts.at, terms.zone)
    counts = Counts(0, 0) if new_day and facts.counts is not None else facts.counts
    return replace(facts, at=moment, counts=counts)
