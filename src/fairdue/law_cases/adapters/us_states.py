"""United States: state and city rules on contact, where a case names the place."""

from __future__ import annotations

import re
from datetime import datetime

from fairdue.contact.rules import state_limits
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import has_clock, moment, under
from fairdue.law_cases.adapters.us_facts import (
    KINDS,
    PLACED,
    at_of,
    debts_of,
    medium_of,
    zone_of,
    zones_of,
)
from fairdue.law_cases.case import Facts
from fairdue.law_cases.registry import Law

STATES = {
    "MA": "^(us-)?ma$|massachusetts",
    "NYC": "new york city|^nyc|manhattan|brooklyn|queens|bronx|staten island",
    "CA": "^(us-)?ca$|california",
    "FL": "^(us-)?fl$|florida",
}
ELECTRONIC = ("sms", "email", "portal")


def state_clauses(facts: Facts, law: Law) -> list[Clause]:
    """What the law of the consumer's state or city says of a contact."""
    told = [
        str(facts.get(name, default="")).replace("_", " ").lower()
        for name in ("state", "city", "consumer_state", "consumer_city", "residence", "locality")
    ]
    places = {name for name, words in STATES.items() for each in told if re.search(words, each)}
    clauses: list[Clause] = []
    if "MA" in places and facts.question in PLACED:
        clauses += _count(facts, law, "us.ma.940cmr7.04", _calls(facts))
    if "NYC" in places and facts.question in KINDS:
        clauses += _count(facts, law, "us.nyc.6rcny5-77", _contacts(facts))
        opted = facts.flags("opt(ed)?_?in")
        clauses += under(law, "us.nyc.electronic_opt_in", state_limits.opted_in_to_messages,
                         electronic=medium_of(facts) in ELECTRONIC, opted_in=opted)  # fmt: skip
    for place, rule in (("CA", "us.ca.rosenthal"), ("FL", "us.fl.559.72")):
        if place in places and has_clock(facts.get("at")) and medium_of(facts) != "letter":
            clauses += under(law, rule, state_limits.within_state_hours, rule, at_of(facts),
                             zones_of(facts))  # fmt: skip
    return clauses


def _count(facts: Facts, law: Law, rule: str, before: list[datetime]) -> list[Clause]:
    return under(law, rule, state_limits.within_state_count, rule, at_of(facts), before,
                 zone_of(facts))  # fmt: skip


def _calls(facts: Facts) -> list[datetime]:
    """Earlier calls about the same debt."""
    return [
        moment(row.need("at"), zone_of(facts))
        for row in facts.parts("events")
        if row.word("kind") in PLACED and _same_debt(row, facts)
    ]


def _contacts(facts: Facts) -> list[datetime]:
    """Earlier contacts by any channel about the same account."""
    return [
        moment(row.need("at"), zone_of(facts))
        for row in facts.parts("events")
        if row.word("kind") in KINDS and _same_debt(row, facts)
    ]


def _same_debt(row: Facts, facts: Facts) -> bool:
    about, asked = set(row.get("counted_debts", "debts", default=[])), debts_of(facts)
    account = row.get("account")
    other = account is not None and facts.get("account", default=account) != account
    return not other and (not about or not asked or bool(about & asked))
