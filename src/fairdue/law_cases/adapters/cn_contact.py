"""China: may this person be contacted now, this way, by this collector, with these words?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules import third_parties
from fairdue.contact.rules.call_log import (
    INFORMATIVE,
    INTERACTIVE,
    Dial,
    failed_in_a_row,
    may_call,
    may_dial,
)
from fairdue.contact.rules.consent import Consent, may_contact_at_night
from fairdue.contact.rules.premises import may_enter, may_visit_so
from fairdue.contact.rules.terms import Night
from fairdue.contact.rules.visits import may_visit_with
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import (
    clock,
    has_clock,
    in_force,
    moment,
    moment_or_none,
    term,
    under,
)
from fairdue.law_cases.adapters.cn_conduct import conduct, is_demand, is_taped, standing
from fairdue.law_cases.adapters.cn_liability import (
    heir_owes,
    lawyers_clauses,
    letter_items,
    spouses_owe_together,
)
from fairdue.law_cases.adapters.cn_people import published
from fairdue.law_cases.case import Answer, Facts, as_day, is_amount
from fairdue.law_cases.registry import Law, answers
from fairdue.law_cases.words import holds
from fairdue.legal.rules.letters import letter_is_complete
from fairdue.legal.rules.liability import may_demand_of_heir
from fairdue.rulebook.packs import NoValueError

BEIJING = ZoneInfo("Asia/Shanghai")
CALLS = ("call", "voice_call", "ai_call", "robocall", "phone_call", "voice", "phone")
WRITTEN = ("sms", "im", "wechat", "enterprise_im", "email", "app_message", "message", "push",
           "app_push", "app_notification", "notification", "text", "mms")  # fmt: skip
VISITS = ("visit", "field_visit")
POSTED = ("letter", "post_notice", "post", "publish", "social_post", "public_notice")
DEBTOR = ("", "debtor", "cardholder", "holder", "self", "co_debtor", "joint_debtor", "co_borrower")
CONNECTED = ("connected", "answered", "conversation", "voicemail", "connected_voicemail",
             "hung_up", "picked_up", "effective")  # fmt: skip
NO_EVIDENCE = ("none", "no", "unknown", "false", "married", "hearsay", "assumed", "")
PURPOSES = {
    "ask_for_contact_details": ("locat", "find", "contact_info", "contact_detail", "ask", "verify",
                                "update", "reach"),
    "relay_message": ("relay", "pass", "convey", "message", "callback", "call_back"),
}  # fmt: skip
SOURCES = {
    "": ("unauthor", "without", "bought", "purchas", "illegal", "leak", "crawl", "scrap", "stolen",
         "black", "unlawful", "private"),
    "credit_bureau_authorised": ("bureau", "credit_report"),
    "debtor_authorisation": ("authoris", "authoriz"),
    "contract": ("contract", "agreement"),
    "reserved_contact": ("reserved", "contact_person"),
    "lawful_public_source": ("public", "registry", "directory", "yellow_pages", "website"),
    "left_by_debtor": ("debtor", "left", "provided", "application"),
}  # fmt: skip
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
        *_frequency(facts, law, at),
        *_third_party(facts, law, at),
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
            for clause in _frequency(call, law, _at(facts, law))
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
    clauses = [*_hours(call, law, at), *_frequency(call, law, at), *_third_party(call, law, at)]
    waits = [clause.allowed_from for clause in clauses if not clause.allowed]
    if None in waits:
        return Answer.computed(None)
    return Answer.computed(max((wait for wait in waits if wait), default=at).astimezone(BEIJING))


def _at(facts: Facts, law: Law) -> datetime:
    """The moment told; where none is, or a day only, its noon, when no hour is forbidden."""
    told = facts.moment("at", "now")
    return moment(told, BEIJING) if has_clock(told) else datetime.combine(law.on, time(12), BEIJING)


def _to(facts: Facts) -> str:
    to = facts.word("to", "recipient", "party")
    return "debtor" if to in DEBTOR else to


def _letter(facts: Facts, law: Law) -> list[Clause]:
    """What a letter must show and who signs it, where the case tells."""
    if "letter" not in _channel(facts):
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


def _channel(facts: Facts) -> str:
    return facts.word("type", "channel")


def _calls(channel: str) -> bool:
    """Is it a voice call, whoever or whatever speaks?"""
    return channel in CALLS or holds(channel, "call", "voice", "dial")


def _hours(facts: Facts, law: Law, at: datetime) -> list[Clause]:
    if _channel(facts) in POSTED or "letter" in _channel(facts):
        return []
    try:
        terms = law.terms("CN-HOURS-01")
    except NoValueError:
        return []
    night = term(law, "CN-HOURS-01", Night(terms["night_begins"], terms["night_ends"]))
    assert night is not None
    consents = [
        _consent(row)
        for row in (*facts.parts("consents"), *facts.parts("agreements"))
        if _is_about_hours(row) and _to(facts) == "debtor" and _fits(row, facts)
    ]
    return [may_contact_at_night(at, consents, night, BEIJING)]


def _is_about_hours(consent: Facts) -> bool:
    """Is it a consent to hours that counts: recorded, and one that can be revoked?"""
    kind = consent.word("type", "kind", "scope")
    about = re.search("hour|night|time|late|evening", kind) or (
        not kind and consent.tells("window")
    )
    return bool(about) and not consent.denies("recorded", "revocable")


def _fits(consent: Facts, facts: Facts) -> bool:
    """Is the consent for this channel and number, where it names any?"""
    channels = consent.get("channels", "channel")
    named = [channels] if isinstance(channels, str) else channels
    number = consent.get("number")
    return (named is None or _channel(facts) in named) and number in (None, facts.get("number"))


def _consent(row: Facts) -> Consent:
    window = row.get("window", "hours")
    if isinstance(window, str):
        window = re.split(r"\s*(?:-|–|to|~)\s*", window)
    elif isinstance(window, dict):
        window = list(window.values())
    granted = moment_or_none(row, "granted_at", "at", zone=BEIJING)
    ends = [moment_or_none(row, "revoked_at", "withdrawn_at", zone=BEIJING), _expiry(row)]
    if row.flag_or_none("revoked", "withdrawn") and ends == [None, None]:
        ends = [granted or datetime.min.replace(tzinfo=BEIJING)]
    return Consent(
        window=(clock(window[0]), clock(window[1])) if window else None,
        granted_at=granted,
        revoked_at=min((end for end in ends if end), default=None),
    )


def _expiry(row: Facts) -> datetime | None:
    """When a consent ends by itself; a day named still counts in full."""
    told = row.moment("expires_at", "valid_until", "until", "ends_at", "valid_to", "expiry")
    if told is None:
        return None
    return moment(told, BEIJING) + timedelta(days=0 if has_clock(told) else 1)


def _dials(facts: Facts) -> list[Dial]:
    return [
        Dial(
            at=moment(row.need("at"), BEIJING),
            person=_to(row),
            number=str(row.get("number", default="")),
            connected=row.word("outcome") in CONNECTED,
            mode=_mode(row),
        )
        for row in facts.parts("contact_log")
        if _calls(row.word("type", "channel", default="call"))
        and not row.word("direction").startswith("in")
    ]


def _mode(facts: Facts) -> str:
    return INFORMATIVE if facts.word("mode").startswith("inform") else INTERACTIVE


def _frequency(facts: Facts, law: Law, at: datetime) -> Iterator[Clause]:
    if not _calls(_channel(facts)):
        return
    number = str(facts.get("number", default=""))
    call = Dial(at, _to(facts), number, connected=True, mode=_mode(facts))
    dials = _dials(facts)
    parameter = (
        "informative_calls_per_day_max"
        if call.mode == INFORMATIVE
        else "effective_calls_per_day_max"
    )
    most = _value(law, "CN-FREQ-01", parameter)
    if most is not None and (limit := term(law, "CN-FREQ-01", most)):
        yield may_call(dials, call, limit, BEIJING)
    most = _value(law, "CN-FREQ-02", "unanswered_dials_per_day_max")
    if most is not None and (limit := term(law, "CN-FREQ-02", _agreed(facts, at, most))):
        yield may_dial(dials, call, limit, BEIJING)


def _value(law: Law, rule: str, parameter: str) -> int | None:
    """The bound of the day; None where there is none, or a reading knows none."""
    try:
        found = law.pack.value(rule, parameter, law.on).value
    except NoValueError:
        return None
    return None if found is None else int(found)


def _agreed(facts: Facts, at: datetime, most: int) -> int:
    """What was agreed for this number in the place of the pack's limit."""
    for row in (*facts.parts("agreements"), *facts.parts("consents")):
        stands = _consent(Facts({**row.known, "window": None})).covers(at, BEIJING)
        about = holds(row.word("type"), "attempt", "frequency", "dial", "calls_per")
        number = row.like(is_amount, "max", "limit", "per_day")
        if about and stands and _fits(row, facts) and number is not None:
            return int(number)
    return most


def _third_party(facts: Facts, law: Law, at: datetime) -> list[Clause]:
    told = Facts(facts.get("third_party", default={}), BEIJING)
    to = _to(facts)
    role = told.word("relation", default=to) if to not in ("debtor", "guarantor") else to
    evidence = str(told.get("debt_related_evidence", "debt_related", default="none")).lower()
    person = third_parties.Person(
        role=role,
        debt_related=not (evidence in NO_EVIDENCE or "marriage" in evidence)
        or (role == "spouse" and spouses_owe_together(facts))
        or (role == "heir" and heir_owes(facts) > 0),
        refused=_refused(told, at),
        offered_to_pay=told.affirms("volunteer", "offer"),
    )
    purpose = facts.word("purpose")
    message = third_parties.Message(
        purpose=_purpose(purpose),
        demands=bool(purpose) and is_demand(purpose),
        discloses=any(value is True and _discloses(name) for name, value in facts.known.items()),
        content=str(facts.get("content", "text", default="")),
    )
    clauses = under(law, "CN-3P-01", third_parties.may_collect_from, person, message)
    clauses += under(law, "CN-3P-05", third_parties.may_use_source, _source(facts))
    if role == "heir" and facts.tells("heir", "estate_received"):
        asked = facts.amount_like("amount") if facts.tells("amount") else None
        clauses.append(may_demand_of_heir(asked, heir_owes(facts)))
    if third_parties.owes(person, ("debtor", "guarantor")):
        return clauses
    loss = _loss(facts, at)
    if loss is not None:
        clauses += under(law, "CN-3P-02", third_parties.may_contact_instead, loss, at, BEIJING)
    clauses += under(law, "CN-3P-03", third_parties.may_say_to_contact, person, message)
    return clauses + under(law, "CN-3P-04", third_parties.may_contact_again, person)


def _discloses(name: str) -> bool:
    """Does this name of a field tell that the debt is given away?"""
    if name.startswith(("mentions_", "states_", "tells_")):
        return holds(name, "debt", "amount", "overdue", "arrears", "balance", "financ", "owed")
    return name.startswith(("disclos", "reveal")) and not holds(
        name, "institution", "identity", "name", "caller"
    )


def _refused(told: Facts, at: datetime) -> bool:
    since = moment_or_none(told, "refused_at", zone=BEIJING)
    refused = told.affirms("refus") or (since is not None and not told.denies("refus"))
    return refused and (since is None or since <= at)


def _purpose(purpose: str) -> str:
    if not purpose or is_demand(purpose):
        return "collect" if purpose else ""
    found = (name for name, tokens in PURPOSES.items() if any(t in purpose for t in tokens))
    return next(found, purpose)


def _source(facts: Facts) -> str:
    told = facts.word("contact_source", "number_source", "data_source", "contact_data_source",
                      "source", "source_of_contact", "obtained_from")  # fmt: skip
    if not told:
        return ""
    found = (name for name, tokens in SOURCES.items() if any(t in told for t in tokens))
    return next(found, "") or told


def _loss(facts: Facts, at: datetime) -> third_parties.Loss | None:
    """The loss of contact as told, else as the log shows it; None when neither says anything."""
    told = facts.get("loss_of_contact")
    if told is None:
        dials = [dial for dial in _dials(facts) if dial.person == "debtor"]
        row = failed_in_a_row(dials, "debtor", at)
        last = row[-1].at.astimezone(BEIJING).date() if row else None
        return third_parties.Loss(failed_dials=len(row), last_failed_on=last) if dials else None
    loss = Facts(told, BEIJING)
    grounds = {name for name, value in loss.known.items() if value is True}
    for name in tuple(grounds):
        if holds(name, "dead", "deceased", "capacit"):
            grounds.add("debtor_dead_or_incapacitated")
        if holds(name, "invalid", "disconnect", "out_of_service", "empty_number"):
            grounds.add("number_invalid")
    since = [
        value
        for name, value in {**facts.known, **loss.known}.items()
        if any(token in name for token in ("restored", "debtor_reached")) and value
    ]
    restored = any(value is True or moment(value, BEIJING) <= at for value in since)
    last = loss.get("last_failed_dial_date")
    return third_parties.Loss(
        grounds=frozenset(grounds),
        failed_dials=loss.number("consecutive_failed_dials", default=0),
        last_failed_on=None if last is None else as_day(last, BEIJING),
        days_unreachable=loss.number("consecutive_days_unreachable", default=0),
        restored=restored or "debtor_reachable" in grounds,
    )


def _visit(facts: Facts, law: Law) -> Iterator[Clause]:
    if "visit" not in _channel(facts):
        return
    terms = in_force(law, "CN-VISIT-01", visitors_min=0, id_shown=False, entry_needs_consent=False)
    least = term(law, "CN-VISIT-01", int(terms["visitors_min"]))
    visitors = _visitors(facts)
    if visitors is not None and least:
        yield may_visit_with(visitors, least)
    place = facts.word("place", "location")
    yield from may_enter(
        shown=not facts.denies("(^|_)ids?(_|$)", "identif", "badge"),
        private=holds(place, "inside", "private", "indoor", "interior")
        or facts.affirms("enters", "entered", "private_premises"),
        consented=_may_come_in(facts, law),
        id_shown=bool(terms["id_shown"]),
        entry_needs_consent=bool(terms["entry_needs_consent"]),
    )
    dressed = facts.flag_or_none("decent_dress", "decently_dressed", "dress_decent")
    yield from under(law, "CN-VISIT-02", may_visit_so, taped=is_taped(facts), dressed=dressed)


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
        re.search("entry|enter|premises", row.word("type")) and _consent(row).covers(at, BEIJING)
        for row in consents
    )
