"""China: may this person be contacted now, this way, by this collector, with these words?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time

from fairdue.contact.rules.consent import may_contact_at_night
from fairdue.contact.rules.terms import Night
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import has_clock, in_force, moment, term
from fairdue.law_cases.adapters.cn_calls import (
    BEIJING,
    CALLS,
    channel_of,
    consent_of,
    fits,
    frequency,
    recipient,
)
from fairdue.law_cases.adapters.cn_conduct import conduct, is_taped, standing
from fairdue.law_cases.adapters.cn_liability import lawyers_clauses, letter_items
from fairdue.law_cases.adapters.cn_people import published
from fairdue.law_cases.adapters.cn_persons import third_party
from fairdue.law_cases.case import Answer, Facts, is_amount
from fairdue.law_cases.registry import Law, answers
from fairdue.law_cases.words import holds
from fairdue.legal.rules.letters import letter_is_complete
from fairdue.rulebook.packs import NoValueError
from fairdue.rulebook.terms import citation
from fairdue.visits.rules.conduct import Asked, Conduct, judge_conduct

WRITTEN = ("sms", "im", "wechat", "enterprise_im", "email", "app_message", "message", "push",
           "app_push", "app_notification", "notification", "text", "mms")  # fmt: skip
VISITS = ("visit", "field_visit")
POSTED = ("letter", "post_notice", "post", "publish", "social_post", "public_notice")
CONTACT_RULES = (
    "CN-HOURS-01", "CN-FREQ-01", "CN-FREQ-02", "CN-FREQ-03", "CN-3P-01", "CN-3P-02", "CN-3P-03",
    "CN-3P-04", "CN-3P-05", "CN-COND-01", "CN-COND-02", "CN-VISIT-01", "CN-DISP-01", "CN-PLAN-02",
    "CN-ASSIGN-01", "CN-REC-01", "CN-CRIM-07", "CN-HARASS-01", "CN-ILLDEBT-01",
    "CN-LAWLTR-01", "CN-VISIT-02",
)  # fmt: skip


@answers("CN", *CALLS, *WRITTEN, *VISITS, *POSTED, otherwise_of=CONTACT_RULES)
def may_contact(facts: Facts, law: Law) -> Answer:
    """Every clause of every contact rule at once."""
    at = _at(facts, law)
    return Answer.judged(
        *_hours(facts, law, at),
        *frequency(facts, law, at),
        *third_party(facts, law, at),
        *_visit(facts, law),
        *_letter(facts, law),
        *_agency(facts, law),
        *conduct(facts, law, at),
        *standing(facts, law, at),
    )


QUESTIONS = ("CN-HOURS-01", "CN-FREQ-01", "CN-FREQ-02", "CN-3P-02")


@answers("CN", otherwise_of=QUESTIONS, asked=("remaining", "count", "today", "left"))
def calls_of_the_day(facts: Facts, law: Law) -> Answer:
    """How many calls of a day there were to a person or number, or how many are left."""
    asked = facts.word("what")
    call = Facts({"mode": "interactive", **facts.known, "type": "call", "to": "debtor"}, BEIJING)
    rule = "CN-FREQ-02" if holds(asked, "dial", "attempt", "unanswered") else "CN-FREQ-01"
    counts = next(
        (
            dict(clause.values)
            for clause in frequency(call, law, _at(facts, law))
            if clause.rule == rule
        ),
        None,
    )
    if counts is None:
        return Answer.computed(None)
    today, most = int(counts["today"]), int(counts["max"])
    return Answer.computed(max(most - today, 0) if holds(asked, "remaining", "left") else today)


@answers("CN", otherwise_of=QUESTIONS, asked=("next", "earliest", "allowed_from", "allowed_at"))
def next_lawful_moment(facts: Facts, law: Law) -> Answer:
    """When a call is lawful again; now where it is, nothing where no time makes it so."""
    at = _at(facts, law)
    person = "third_party" if facts.tells("third_party", "loss_of_contact") else "debtor"
    call = Facts({"to": person, **facts.known, "type": "call"}, BEIJING)
    clauses = [*_hours(call, law, at), *frequency(call, law, at), *third_party(call, law, at)]
    waits = [clause.allowed_from for clause in clauses if not clause.allowed]
    if None in waits:
        return Answer.computed(None)
    return Answer.computed(max((wait for wait in waits if wait), default=at).astimezone(BEIJING))


def _at(facts: Facts, law: Law) -> datetime:
    """The moment told; where none is, or a day only, its noon, when no hour is forbidden."""
    told = facts.moment("at", "now")
    return moment(told, BEIJING) if has_clock(told) else datetime.combine(law.on, time(12), BEIJING)


def _letter(facts: Facts, law: Law) -> list[Clause]:
    """What a letter must show and who signs it, where the case tells."""
    if "letter" not in channel_of(facts):
        return []
    items = law.term("CN-LTR-01", "items")
    shown = letter_items(facts, items)
    clauses = [] if shown is None else [letter_is_complete(shown, items=items)]
    letter = facts.within("letter")
    return clauses + lawyers_clauses(facts) if "lawyer" in letter.word("signed_as") else clauses


def _agency(facts: Facts, law: Law) -> tuple[Clause, ...]:
    """Is the agency that contacts one that the institution published?"""
    by = facts.word("by")
    told = facts.tells("published_agencies") and by.startswith("agency:")
    return published(facts, law, str(facts.get("by")).removeprefix("agency:")) if told else ()


def _hours(facts: Facts, law: Law, at: datetime) -> list[Clause]:
    if channel_of(facts) in POSTED or "letter" in channel_of(facts):
        return []
    try:
        terms = law.terms("CN-HOURS-01")
    except NoValueError:
        return []
    night = term(law, "CN-HOURS-01", Night(terms["night_begins"], terms["night_ends"]))
    assert night is not None
    consents = [
        consent_of(row)
        for row in (*facts.parts("consents"), *facts.parts("agreements"))
        if _is_about_hours(row) and recipient(facts) == "debtor" and fits(row, facts)
    ]
    return [may_contact_at_night(at, consents, night, BEIJING)]


def _is_about_hours(consent: Facts) -> bool:
    """Is it a consent to hours that counts: recorded, and one that can be revoked?"""
    kind = consent.word("type", "kind", "scope")
    about = re.search("hour|night|time|late|evening", kind) or (
        not kind and consent.tells("window")
    )
    return bool(about) and not consent.denies("recorded", "revocable")


def _visit(facts: Facts, law: Law) -> Iterator[Clause]:
    if "visit" not in channel_of(facts):
        return
    terms = in_force(law, "CN-VISIT-01", visitors_min=0, id_shown=False, entry_needs_consent=False)
    so = in_force(law, "CN-VISIT-02", recorded=False, decent_dress=False)
    place = facts.word("place", "location")
    told = Conduct(
        visitors=_visitors(facts),
        card_shown=not facts.denies("(^|_)ids?(_|$)", "identif", "badge"),
        entered=holds(place, "inside", "private", "indoor", "interior")
        or facts.affirms("enters", "entered", "private_premises"),
        entry_agreed=_may_come_in(facts, law),
        taped=is_taped(facts),
        dressed=facts.flag_or_none("decent_dress", "decently_dressed", "dress_decent"),
    )
    asked = Asked(
        term(law, "CN-VISIT-01", int(terms["visitors_min"])),
        card_shown=bool(terms["id_shown"]),
        entry_needs_consent=bool(terms["entry_needs_consent"]),
        recorded=bool(so["recorded"]),
        decent_dress=bool(so["decent_dress"]),
    )
    for clause in judge_conduct(told, asked):
        source = citation(law.pack, clause.rule, law.on)
        yield clause if clause.citation else replace(clause, citation=source)


def _visitors(facts: Facts) -> int | None:
    """How many come: told as a number or by their names."""
    told = facts.get("collectors", "visitors")
    if isinstance(told, list):
        return len(told)
    number = facts.like(is_amount, "collector", "visitor")
    return None if number is None else int(number)


def _may_come_in(facts: Facts, law: Law) -> bool:
    at = _at(facts, law)
    consents = facts.parts("consents")
    told = r"(entry|enter)\w*consent|consent\w*(entry|enter)"
    return (facts.affirms(told) and not facts.affirms("without_consent")) or any(
        re.search("entry|enter|premises", row.word("type")) and consent_of(row).covers(at, BEIJING)
        for row in consents
    )
