"""United States: call frequency under Regulation F, from a case's events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules import us_frequency as rules
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import moment, under
from fairdue.law_cases.adapters.us_facts import (
    MEDIUM_WORDS,
    PLACED,
    RECEIVED,
    binds,
    next_weekday,
    role_of,
    zone_of,
)
from fairdue.law_cases.case import Answer, Facts, MissingFactError, as_day
from fairdue.law_cases.compare import Named
from fairdue.law_cases.registry import Law, answers
from fairdue.wording.rules.clock_words import weekdays_in

RULE = "us.regf.14b.call_frequency"
WRITTEN = ("sms_out", "text_out", "email_out", "letter_out")
"""Not telephone calls: no frequency rule of 1006.14(b) speaks of them."""
DIRECT = ("", "debt_collector", "collector", "this_collector", "fdcpa_debt_collector",
          "this_debt_collector")  # fmt: skip
OUTCOMES = (
    ("busy", "busy"),
    ("not_in_service", "not_in_service|out_of_service|disconnected|invalid_number|no_longer_in"),
    ("not_connected", "not_connect|never_connect|did_not_connect|unable_to_connect|call_failed"),
    (rules.CONVERSATION, "^(conversation|spoke|talk|right_party|answered_conversation|connected_"
                         "with_consumer)"),
)  # fmt: skip
"""Words that case writers use for an outcome; others stand as they are."""


def person_of(facts: Facts, row: Facts) -> str:
    """Whom a call is with."""
    return str(row.get("to", "from", default=facts.get("consumer", default="consumer")))


def limits_of(law: Law) -> rules.Limits:
    """The pack's parameters. Raises NoValueError before they are in force."""
    return rules.Limits(**law.terms(RULE))


def record_of(facts: Facts) -> rules.Record:
    """Calls, consents and wrong numbers of a case."""
    zone = zone_of(facts)
    events = facts.parts("events")
    revoked = [
        row for row in events if re.search("revo|withdr", row.word("kind"))
        and MEDIUM_WORDS.get(row.word("medium", default="call"), "") == "call"
    ]  # fmt: skip
    return rules.Record(
        calls=[call for row in events for call in _call(facts, row, zone)],
        consents=[_consent(row, zone, revoked) for row in events if _is_direct_consent(row)],
        wrong={
            str(row.get("number", "to")): moment(row.need("at"), zone)
            for row in events
            if re.search("wrong_number|misdirected|number_not_consumer", row.word("kind"))
        },
        zone=zone,
    )


def _call(facts: Facts, row: Facts, zone: ZoneInfo) -> Iterator[rules.Call]:
    kind = row.word("kind")
    if kind not in PLACED + RECEIVED:
        return
    told = row.word("outcome", "result")
    outcome = next((name for name, words in OUTCOMES if re.search(words, told)), told)
    if not outcome:
        outcome = rules.CONVERSATION if kind in RECEIVED else kind
    counted = row.get("debts_discussed") if outcome == rules.CONVERSATION else None
    debts = counted or row.get("counted_debts", "debts", "debts_discussed", default=[])
    yield rules.Call(
        at=moment(row.need("at"), zone),
        person=person_of(facts, row),
        number=str(row.get("number", default="")),
        outcome=outcome,
        debts=frozenset(_debt_key(facts, debt) for debt in debts),
        placed=kind in PLACED,
        role=role_of(row),
    )


def _debt_key(facts: Facts, debt: str) -> str:
    """Student loans under one account number are one debt."""
    given = Facts(facts.get("overshadowed", default={})).get("debts", default=facts.get("debts"))
    for row in (Facts(row) for row in given or () if isinstance(row, dict)):
        if row.get("id") == debt and "student" in row.word("type"):
            return str(row.get("account_number", "account", default=debt))
    return debt


def _is_direct_consent(row: Facts) -> bool:
    return row.word("kind") == "consent" and (
        row.word("given_to") in DIRECT
        and MEDIUM_WORDS.get(row.word("medium", default="call")) == "call"
    )


def _consent(row: Facts, zone: ZoneInfo, revoked: list[Facts]) -> rules.CallConsent:
    given = moment(row.need("at"), zone)
    scope = row.word("scope", "text")
    named = re.search(r"\d{4}-\d\d-\d\d", scope)
    day = (
        date.fromisoformat(named[0]) if named else _day_meant(scope, given.astimezone(zone).date())
    )
    ends = bool(re.search(r"\b(until|through|till|by|before)\b", scope))
    debts = row.get("debts")
    until = row.get("until", "ends_on", "expires_on", "expires", "expires_at", "valid_until", "end")
    taken_back = [
        moment(each.need("at"), zone)
        for each in revoked
        if not debts or not each.get("debts") or set(debts) & set(each.get("debts"))
    ]
    if row.tells("revoked_at", "withdrawn_at"):
        taken_back.append(moment(row.get("revoked_at", "withdrawn_at"), zone))
    return rules.CallConsent(
        at=given,
        debts=frozenset(debts) if debts else None,
        only_on=None if ends else day,
        until=as_day(until, zone) if until else (day if ends else None),
        revoked_at=min((each for each in taken_back if each >= given), default=None),
    )


def _day_meant(scope: str, given: date) -> date | None:
    """The day of "call back on Monday", "tomorrow"; None when no day is named."""
    if "tomorrow" in scope:
        return given + timedelta(days=1)
    if re.search(r"later today|today|tonight", scope):
        return given
    weekdays = weekdays_in(scope)
    return next_weekday(given, weekdays) if weekdays and len(weekdays) == 1 else None


def frequency(facts: Facts, law: Law) -> list[Clause]:
    """Both limits for each debt of a call; none for other media."""
    if facts.question not in PLACED:
        return []
    record, call = record_of(facts), _asked(facts)
    clauses: list[Clause] = []
    for debt in sorted(call.debts):
        clauses += under(
            law,
            RULE,
            lambda debt=debt, **terms: rules.judge(record, call, debt, rules.Limits(**terms)),
        )
    return clauses


def _asked(facts: Facts) -> rules.Call:
    zone = zone_of(facts)
    debts = facts.get("debts", default=[])
    names = [row["id"] if isinstance(row, dict) else row for row in debts]
    return rules.Call(
        at=moment(facts.need("at"), zone),
        person=person_of(facts, Facts({"to": facts.get("to")})),
        number=str(facts.get("number", default="")),
        outcome="",
        debts=frozenset(_debt_key(facts, name) for name in names),
        role=role_of(facts),
    )


@answers("US", "count_calls", "calls_in_window")
def count_calls(facts: Facts, law: Law) -> Answer:
    """Calls, and conversations, about one debt in the window that ends with the day."""
    debt = _debt_key(facts, str(facts.need("debt")))
    calls, talks = _counts(facts, law, debt)
    return Answer.computed(
        Named(talks if "conversation" in facts.question else calls, calls_in_window=calls,
              calls=calls, conversations=talks, conversations_in_window=talks)
    )  # fmt: skip


@answers("US", "counts", "counts_per_debt")
def counts(facts: Facts, law: Law) -> Answer:
    """Calls and conversations of every debt."""
    found = {}
    for row in facts.parts("debts"):
        calls, talks = _counts(facts, law, _debt_key(facts, str(row.need("id"))))
        found[str(row.need("id"))] = {"calls": calls, "conversations": talks}
    return Answer.computed(found)


def _counts(facts: Facts, law: Law, debt: str) -> tuple[int, int]:
    record = record_of(facts)
    told = facts.get("on", "at")
    if told is None:
        raise MissingFactError("the case doesn't tell on")
    on = as_day(told, record.zone)
    whole_day = moment(f"{on + timedelta(days=1)}T00:00:00", record.zone)
    known_at = moment(told, record.zone) if "T" in str(told) else whole_day
    person = person_of(facts, Facts({"to": facts.get("to")}))
    return rules.counts(record, person, debt, on, limits_of(law), known_at=known_at)


NUMBER_ASKED = re.compile("count|how_many|number_of|calls_in")


@answers("US", whole_of=("us.regf.14b",))
def presumed(facts: Facts, law: Law) -> Answer:
    """The presumption that a further call falls under, and what may rebut it; or the counts."""
    kind = facts.question
    if NUMBER_ASKED.search(kind):
        return count_calls(facts, law) if facts.tells("debt") else counts(facts, law)
    if kind in ("rebuttal_factors", "rebuttal"):
        return Answer.computed(_factors(facts, law))
    if re.search("next|earliest", kind):
        return Answer.computed(_next_call(facts, law))
    if not binds(facts, law):
        return Answer("allow", also=("not_applicable",))
    clauses = frequency(facts, law)
    broken = any(not clause.allowed for clause in clauses)
    label = "presumed_violation" if broken else "presumed_compliant"
    also = ("deny",) if broken else ("allow",)
    return Answer(label, {"rebuttal_factors": _factors(facts, law)}, clauses, also)


def is_presumption(answer: Answer, calls: list[Clause]) -> Answer:
    """The same answer, which the presumption alone decides where it asked of calls."""
    if not calls:
        return answer
    others = [clause for clause in answer.clauses if clause not in calls]
    if all(clause.allowed for clause in others):
        also = "presumed_compliant" if answer.label == "allow" else "presumed_violation"
        return replace(answer, also=(also,))
    return answer


def _factors(facts: Facts, law: Law) -> list[str]:
    return rules.rebuttal_factors(
        record_of(facts), _asked(facts), **law.terms("us.regf.14b.presumption")
    )


def _next_call(facts: Facts, law: Law) -> date:
    """The first day on which a call about every debt asked is presumed lawful."""
    record, day = record_of(facts), as_day(facts.get("at", "on", "after"), zone_of(facts))
    names = facts.get("debts", default=None) or [facts.need("debt")]
    debts = [_debt_key(facts, row["id"] if isinstance(row, dict) else row) for row in names]
    person = person_of(facts, Facts({"to": facts.get("to")}))
    while True:
        at = moment(f"{day}T12:00:00", record.zone)
        call = rules.Call(at, person, "", "", frozenset(debts))
        found = [clause for debt in debts for clause in rules.judge(record, call, debt,
                                                                    limits_of(law))]  # fmt: skip
        if all(clause.allowed for clause in found):
            return day
        day += timedelta(days=1)
