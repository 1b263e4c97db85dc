"""United States: call frequency under Regulation F, from a case's events."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules import us_frequency as rules
from fairdue.contact.rules.representation import is_bound
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import moment, under
from fairdue.law_cases.case import Answer, Facts, MissingFactError, as_day
from fairdue.law_cases.registry import Law, answers
from fairdue.rulebook.packs import NoValueError

RULE = "us.regf.14b.call_frequency"
PLACED = ("call_out", "voicemail_out", "ringless_voicemail", "ringless_voicemail_out", "call")
RECEIVED = ("call_in",)
WRITTEN = ("sms_out", "text_out", "email_out", "letter_out")
"""Not telephone calls: no frequency rule of 1006.14(b) speaks of them."""
DIRECT = ("", "debt_collector", "collector", "this_collector")


def zones_of(facts: Facts) -> list[ZoneInfo]:
    """Every zone that the evidence names: location evidence, else the case's own zone."""
    names: list[str] = []
    for row in facts.parts("location_evidence"):
        told = row.get("tz", "tzs", "zones", default=[])
        names += [told] if isinstance(told, str) else list(told)
    own = facts.get("tz", "consumer_tz")
    names = names or ([own] if own else [])
    return [ZoneInfo(name) for name in dict.fromkeys(names)]


def zone_of(facts: Facts, at: datetime | None = None) -> ZoneInfo:
    """The zone whose days count. Without one told, the United States' eastern zone."""
    return next(iter(zones_of(facts)), ZoneInfo("America/New_York"))


def consumer_of(facts: Facts) -> str:
    """Who the consumer is, as events name them."""
    return str(facts.get("consumer", default="consumer"))


def person_of(facts: Facts, row: Facts) -> str:
    """Whom a call is with."""
    return str(row.get("to", "from", default=consumer_of(facts)))


def binds(facts: Facts, law: Law) -> bool:
    """Does Regulation F bind this collector on the day?"""
    told = ("actor_type", "collector_type", "actor")
    try:
        terms = law.terms("us.scope.regf")
    except NoValueError:
        return False
    return is_bound(
        facts.word(*told),
        opted_in=facts.flag("regf_opt_in", "opts_into_regf", "policy_opt_in", "regf_policy_pack"),
        other_name=facts.flag("uses_other_name", "collects_in_other_name"),
        **terms,
    )


def limits_of(law: Law) -> rules.Limits:
    """The pack's parameters. Raises NoValueError before they are in force."""
    return rules.Limits(**law.terms(RULE))


def record_of(facts: Facts) -> rules.Record:
    """Calls, consents and wrong numbers of a case."""
    zone = zone_of(facts)
    events = facts.parts("events")
    revoked = [
        moment(row.need("at"), zone)
        for row in events
        if "revo" in row.word("kind") or "withdr" in row.word("kind")
    ]
    return rules.Record(
        calls=[call for row in events for call in _call(facts, row, zone)],
        consents=[_consent(row, zone, revoked) for row in events if _is_direct_consent(row)],
        wrong={
            str(row.get("number", "to")): moment(row.need("at"), zone)
            for row in events
            if row.word("kind").startswith("wrong_number")
        },
        zone=zone,
    )


def _call(facts: Facts, row: Facts, zone: ZoneInfo) -> Iterator[rules.Call]:
    kind = row.word("kind")
    if kind not in PLACED + RECEIVED:
        return
    outcome = row.word("outcome")
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
        role=row.word("role", "to_role"),
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
        and row.word("medium", default="call") in ("call", "telephone", "phone", "voice")
    )


def _consent(row: Facts, zone: ZoneInfo, revoked: list[datetime]) -> rules.CallConsent:
    given = moment(row.need("at"), zone)
    scope = row.word("scope")
    named = re.search(r"\d{4}-\d\d-\d\d", scope)
    day = date.fromisoformat(named[0]) if named else None
    ends = bool(re.search("until|through|till|by ", scope))
    debts = row.get("debts")
    until = row.get("until", "ends_on", "expires_on", "expires")
    return rules.CallConsent(
        at=given,
        debts=frozenset(debts) if debts else None,
        only_on=None if ends else day,
        until=as_day(until, zone) if until else (day if ends else None),
        revoked_at=min((each for each in revoked if each >= given), default=None),
    )


def frequency(facts: Facts, law: Law) -> list[Clause]:
    """Both limits for each debt of a call; none for other media."""
    if facts.word("kind") not in PLACED:
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
        role=facts.word("role", "to_role"),
    )


@answers("US", "count_calls", "calls_in_window")
def count_calls(facts: Facts, law: Law) -> Answer:
    """Calls, and conversations, about one debt in the window that ends with the day."""
    debt = _debt_key(facts, str(facts.need("debt")))
    calls, talks = _counts(facts, law, debt)
    return Answer.computed(
        {"calls_in_window": calls, "calls": calls, "conversations": talks,
         "conversations_in_window": talks}
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


@answers("US", *PLACED, *WRITTEN, rule=RULE)
@answers("US", *PLACED, *WRITTEN, rule="us.regf.14b.freq_calls")
@answers("US", *PLACED, *WRITTEN, rule="us.regf.14b.freq_conv")
@answers("US", *PLACED, *WRITTEN, rule="us.regf.14b.presumption")
@answers("US", *PLACED, *WRITTEN, rule="us.regf.14b.excluded")
@answers("US", *PLACED, *WRITTEN, rule="us.regf.14b.what_is_call")
@answers("US", *PLACED, *WRITTEN, rule="us.regf.14b.debt")
@answers("US", *PLACED, *WRITTEN, rule="us.regf.14b.wrong_number")
def presumed(facts: Facts, law: Law) -> Answer:
    """The presumption that a further call falls under, and what may rebut it."""
    if not binds(facts, law):
        return Answer("allow")
    clauses = frequency(facts, law)
    broken = any(not clause.allowed for clause in clauses)
    factors = rules.rebuttal_factors(
        record_of(facts), _asked(facts), **law.terms("us.regf.14b.presumption")
    )
    label = "presumed_violation" if broken else "presumed_compliant"
    return Answer(label, {"rebuttal_factors": factors}, clauses)
