"""United States: may a collector contact this person now, this way? Regulation F."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from fairdue.contact.rules import cease, disputes, inconvenient, others, representation
from fairdue.contact.rules.local_hours import CONSERVATIVE, may_contact_in
from fairdue.contact.rules.us_frequency import CONVERSATION
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters import us_records
from fairdue.law_cases.adapters.cited import clock, has_clock, moment, under
from fairdue.law_cases.adapters.us_calls import (
    PLACED,
    binds,
    frequency,
    record_of,
    zone_of,
    zones_of,
)
from fairdue.law_cases.adapters.us_messages import content, mail, messages
from fairdue.law_cases.case import Answer, Facts, as_day
from fairdue.law_cases.registry import Law, answers
from fairdue.rulebook.packs import NoValueError

TEXTS = ("sms_out", "text_out", "sms")
EMAILS = ("email_out", "email")
LETTERS = ("letter_out", "mail_out", "postcard_out", "letter")
PORTAL = ("portal_message_out", "portal_message", "app_message_out", "website_chat_out", "chat_out")
IN_PERSON = ("visit", "in_person_contact")
SOCIAL = ("social_post", "social_media_post", "social_message_out", "social_media_message")
KINDS = PLACED + TEXTS + EMAILS + LETTERS + PORTAL + IN_PERSON + SOCIAL
MEDIA = (
    dict.fromkeys((*PLACED, "call_in"), "call")
    | dict.fromkeys((*TEXTS, "sms_in", "text_in"), "sms")
    | dict.fromkeys((*EMAILS, "email_in"), "email")
    | dict.fromkeys((*LETTERS, "letter_in", "mail_in"), "letter")
    | dict.fromkeys((*PORTAL, "portal_message_in", "chat_in"), "portal")
)
MEDIUM_WORDS = {
    "telephone": "call", "phone": "call", "call": "call", "calls": "call", "calling": "call",
    "voice": "call", "sms": "sms", "text": "sms", "texts": "sms", "texting": "sms",
    "email": "email", "e-mail": "email", "emails": "email", "emailing": "email",
    "mail": "letter", "letter": "letter", "letters": "letter",
}  # fmt: skip
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LIFTING = {
    "us.regf.6b1.time": r"time|hour|night|evening|morning|late|early|after \d|before \d",
    "us.regf.6b1.inconvenient": r"time|hour|day|night|evening|inconvenient",
    "us.regf.6b1.place": r"place|home|work|inconvenient",
    "us.regf.6b2.attorney": r"attorney|lawyer|represent",
    "us.regf.6b3.employer": r"work|employ|office",
}
REGF = (
    "us.regf.6b1.time", "us.regf.6b1.tz", "us.regf.6b1.sent", "us.regf.6b1.inconvenient",
    "us.regf.6b1.respond_once", "us.regf.6b1.place", "us.regf.6b2.attorney",
    "us.regf.6b3.employer", "us.regf.6b4.consent", "us.regf.6c.cease", "us.regf.6d.third_party",
    "us.regf.10.location", "us.regf.14h.medium", "us.regf.6e.optout_notice", "us.regf.14.other",
    "us.regf.18", "us.regf.22", "us.regf.22f3.employer_email", "us.regf.38", "us.regf.38d.dispute",
    "us.regf.6d4ii.email_notice_wait", "us.scope.regf",
)  # fmt: skip
NOT_COLLECTING = ("verif", "acknowledg", "answer", "respond", "judgment", "notice_of_duplicate",
                  "original_creditor", "validation")  # fmt: skip

answers("US", *KINDS, rule="us.regf.26.time_barred")(us_records.threaten_suit)


@answers("US", *KINDS, otherwise_of=REGF)
def may_contact(facts: Facts, law: Law) -> Answer:
    """Every clause of Regulation F that speaks of a contact."""
    if not binds(facts, law):
        return Answer("allow")
    return Answer.judged(
        *_time_and_place(facts, law),
        *_represented(facts, law),
        *_ceased(facts, law),
        *_declined(facts, law),
        *_others(facts, law),
        *_disputed(facts, law),
        *frequency(facts, law),
        *messages(facts, law, medium_of(facts)),
        *mail(facts, law),
        *content(facts, law),
    )


def medium_of(facts: Facts) -> str:
    """call, sms, email, letter, portal; else the kind itself."""
    kind = facts.word("kind")
    return MEDIA.get(kind, kind)


def _at(facts: Facts) -> datetime:
    return moment(facts.need("at"), zone_of(facts))


def _happened(row: Facts, facts: Facts, *names: str) -> bool:
    """Was this by the time of the contact? By the day where only a day is told."""
    told, at = row.get(*(names or ("at", "date"))), facts.need("at")
    if told is None:
        return True
    zone = zone_of(facts)
    if has_clock(told) and has_clock(at):
        return moment(told, zone) <= moment(at, zone)
    return as_day(told, zone) <= as_day(at, zone)


def _inbound(facts: Facts) -> inconvenient.Inbound | None:
    """The consumer's message that this one answers, and how often it was answered before."""
    told = facts.get("in_reply_to", "response_to")
    if told is None:
        return None
    events = facts.parts("events")
    index = re.search(r"\d+", str(told))
    by_id = [row for row in events if row.get("id") == told]
    named = by_id or (events[int(index[0]) : int(index[0]) + 1] if index else [])
    if not named or not named[0].word("kind").endswith("_in"):
        return None
    medium = MEDIA.get(named[0].word("kind"), "")
    since, at = moment(named[0].need("at"), zone_of(facts)), _at(facts)
    answered = sum(
        since < moment(row.need("at"), zone_of(facts)) <= at
        for row in events
        if row.word("kind").endswith("_out") and MEDIA.get(row.word("kind")) == medium
    )
    return inconvenient.Inbound(since, medium, answered) if since <= at else None


def _in_session(facts: Facts) -> bool:
    """Is the consumer using the website or app just now?"""
    is_open = False
    for row in sorted(facts.parts("events"), key=lambda row: str(row.get("at", default=""))):
        kind = row.word("kind")
        if "session" in kind and _happened(row, facts):
            is_open = "start" in kind or "open" in kind
    return is_open


def _lifted(facts: Facts, law: Law, rule: str) -> bool:
    try:
        terms = law.terms("us.regf.6b4.consent")
    except NoValueError:
        return False
    court = facts.flag("court_permission", "court_leave", "court_order_permits")
    rows = facts.parts("consents") + [
        row for row in facts.parts("events") if row.word("kind") == "consent"
    ]
    zone = zone_of(facts)
    medium = medium_of(facts)
    consents = [
        representation.DirectConsent(
            giver_told=row.word("given_to"),
            at=moment(row.get("at", "granted_at"), zone) if row.tells("at", "granted_at") else None,
            lifts=frozenset(_lifts(row)),
            compliant=row.flag("compliant", default=True)
            and not row.flag("during_inconvenient_contact", "obtained_during_inconvenient_call"),
            revoked_at=moment(row.get("revoked_at"), zone) if row.tells("revoked_at") else None,
        )
        for row in rows
        if MEDIUM_WORDS.get(row.word("medium"), medium) == medium
    ]
    return representation.is_lifted(rule, consents, _at(facts), court_leave=court, **terms)


def _lifts(row: Facts) -> list[str]:
    scope = " ".join(row.word(name) for name in ("scope", "for", "text", "type"))
    return [rule for rule, words in LIFTING.items() if re.search(words, scope)]


def _time_and_place(facts: Facts, law: Law) -> list[Clause]:
    zones, inbound, medium = zones_of(facts), _inbound(facts), medium_of(facts)
    if facts.word("kind") in LETTERS or not has_clock(facts.get("at")):
        return _place(facts, law, inbound is not None)
    if medium == "portal" and _in_session(facts):
        return []
    at = _at(facts)
    clauses: list[Clause] = []
    policy = facts.get("boundary_policy")
    answers_now = inbound is not None and inbound.medium == medium and inbound.answered == 0
    if zones and not answers_now and not _lifted(facts, law, "us.regf.6b1.time"):
        for name in ("at", "handed_off_at", "sent_at"):
            if has_clock(facts.get(name)):
                clauses += under(law, "us.regf.6b1.time", _usual, moment(facts.get(name), None),
                                 zones, policy)  # fmt: skip
    if not _lifted(facts, law, "us.regf.6b1.inconvenient"):
        clauses += under(
            law,
            "us.regf.6b1.inconvenient",
            inconvenient.may_contact_then,
            at,
            zones or [zone_of(facts)],
            [_time(row) for row in facts.parts("inconvenient", "inconvenient_times")],
            medium,
            inbound,
            closed=(policy or CONSERVATIVE) == CONSERVATIVE,
        )
    return clauses + _place(facts, law, inbound is not None)


def _usual(at: datetime, zones: Any, policy: str | None, **terms: Any) -> Clause:
    return may_contact_in(at, zones, **(terms | ({"boundary_policy": policy} if policy else {})))


def _time(row: Facts) -> inconvenient.Inconvenient:
    weekday = row.word("weekday")[:3]
    only = row.get("date", "on")
    begins, ends = row.get("start"), row.get("end")
    return inconvenient.Inconvenient(
        weekday=WEEKDAYS.index(weekday) if weekday in WEEKDAYS else None,
        begins=clock(begins) if begins else None,
        ends=clock(ends) if ends and not str(ends).startswith("24") else None,
        first_day=_day(row.get("from", "since") or only),
        last_day=_day(row.get("to", "until") or only),
    )


def _day(value: Any) -> date | None:
    return None if value is None else as_day(value, None)


def _place(facts: Facts, law: Law, inbound: bool) -> list[Clause]:
    places = [str(place).lower() for place in facts.get("inconvenient_places", default=[])]
    if not places or _lifted(facts, law, "us.regf.6b1.place"):
        return []
    used = facts.word("address_type", "number_type", "place") or medium_of(facts)
    known_at = facts.word("collector_knows_consumer_at")
    return under(
        law, "us.regf.6b1.place", inconvenient.may_contact_there, places, used, known_at, inbound
    )


def _represented(facts: Facts, law: Law) -> list[Clause]:
    clauses: list[Clause] = []
    role = facts.word("role", "to_role", "party_role", "recipient")
    debts = facts.get("represented_for_debts", "attorney_for_debts")
    asked = {str(debt) for debt in facts.get("debts", default=[]) if isinstance(debt, str)}
    attorney = representation.Attorney(
        represented=facts.flag("represented_by_attorney", "attorney_represented")
        and (not debts or not asked or bool(asked & set(debts))),
        reachable=facts.flag("attorney_known", default=True)
        or facts.flag("attorney_readily_ascertainable", "attorney_contact_readily_found"),
        silent=facts.flag("attorney_failed_to_respond", "attorney_unresponsive"),
        agrees=facts.flag("attorney_consents", "attorney_consented"),
    )
    inbound = _inbound(facts)
    once = inbound is not None and inbound.answered == 0
    if not _lifted(facts, law, "us.regf.6b2.attorney"):
        clauses += under(law, "us.regf.6b2.attorney", representation.may_contact_represented,
                         attorney, to_attorney="attorney" in role, answers_once=once)  # fmt: skip
    if not _lifted(facts, law, "us.regf.6b3.employer"):
        place = facts.word("number_type", "place", "address_type")
        clauses += under(law, "us.regf.6b3.employer", representation.may_contact_at_work,
                         at_work="work" in place or "office" in place,
                         employer_forbids=_employer_forbids(facts))  # fmt: skip
    return clauses


def _employer_forbids(facts: Facts) -> bool:
    said = facts.word("consumer_said", "consumer_statement")
    at_work = re.search("work|job|office|employer|boss", said)
    refuses = re.search("n't|cannot|no |not |forbid|prohibit|against|stop",
                        said)  # fmt: skip
    told = ("employer_forbids", "employer_prohibits", "employer_prohibits_calls",
            "employer_prohibits_contact", "employer_known_to_prohibit")  # fmt: skip
    return facts.flag(*told) or bool(at_work and refuses)


def _ceased(facts: Facts, law: Law) -> list[Clause]:
    received = False
    asked = {str(debt) for debt in facts.get("debts", default=[]) if isinstance(debt, str)}
    for row in facts.parts("events"):
        kind = row.word("kind")
        about = set(row.get("debts", "counted_debts", default=[]))
        if about and asked and not about & asked:
            continue
        notice = "cease" in kind or "refus" in kind
        oral = "oral" in kind or row.word("channel", "medium") in ("oral", "phone", "telephone",
                                                                   "call")  # fmt: skip
        accepted = "not_accepted" not in row.word("channel")
        if notice and "withdr" in kind and _happened(row, facts):
            received = False
        elif notice and "mailed" not in kind and "sent" not in kind and not oral and accepted:
            received = received or _happened(row, facts, "received_at", "at", "date")
    told = facts.get("cease_received_at", "cease_notice_received")
    if isinstance(told, str):
        received = received or _happened(Facts({"at": told}), facts)
    role = facts.word("role", "to_role")
    return under(law, "us.regf.6c.cease", cease.may_contact_after_notice, received=received,
                 to_consumer=not re.search("attorney|creditor|cra|agency", role),
                 purpose=_cease_purpose(facts.word("purpose", "content")))  # fmt: skip


def _cease_purpose(told: str) -> str:
    if re.search("terminat|ending|ended|end_of|no_further|closing", told):
        return "ending_efforts"
    if re.search("remed|invoke|suit|lawsuit|legal_action|sue", told):
        return "remedy_may_be_invoked" if "may" in told else "remedy_will_be_invoked"
    return told


def _declined(facts: Facts, law: Law) -> list[Clause]:
    medium = medium_of(facts)
    address = str(facts.get("address", "number", "to", default=""))
    asked = [
        (row, request)
        for row in facts.parts("requests")
        if _happened(row, facts)
        and not (row.tells("withdrawn_at") and _happened(row, facts, "withdrawn_at"))
        and (request := _request(row)) is not None
    ]
    hits = [row for row, request in asked if request.hits(medium, address)]
    since = max((str(row.get("at", default="")) for row in hits), default="")
    confirmed = any(
        "confirmation" in row.word("content", "purpose") and str(row.get("at")) >= since
        for row in facts.parts("events")
    )
    inbound = _inbound(facts)
    zone = zone_of(facts)
    later = inbound is not None and inbound.medium == medium and (
        not has_clock(since) or inbound.at > moment(since, zone)
    )  # fmt: skip
    return under(
        law, "us.regf.14h.medium", cease.may_use_medium, medium, address,
        [request for _, request in asked],
        confirms_only="opt_out_confirmation" in facts.word("content") and not confirmed,
        replies_before=inbound.answered if inbound is not None and later else None,
        required_by_law=facts.flag("required_by_law", "medium_required_by_law", "legally_required"),
    )  # fmt: skip


def _request(row: Facts) -> cease.Declined | None:
    """What a request declines: by its scope, else by its words and medium."""
    parts = row.word("scope").split(":", 2)
    if parts[0] == "medium" and len(parts) > 1:
        return cease.Declined(MEDIUM_WORDS.get(parts[1], parts[1]))
    if parts[0] in ("address", "number", "email"):
        medium = MEDIUM_WORDS.get(parts[1], "") if len(parts) > 2 else ""
        return cease.Declined(medium, str(row.get("scope")).split(":")[-1])
    said = re.findall(r"[a-z-]+", row.word("text"))
    medium = next((MEDIUM_WORDS[word] for word in said if word in MEDIUM_WORDS), "")
    medium = medium or MEDIUM_WORDS.get(row.word("medium"), "")
    address = str(row.get("address", "number", default=""))
    return cease.Declined(medium, address) if medium or address else None


def _others(facts: Facts, law: Law) -> list[Clause]:
    role = facts.word("role", "to_role", "party_role", "recipient_role", "party")
    purpose = facts.word("purpose")
    locates = "locat" in purpose
    permitted = any(
        facts.flag(name)
        for name in ("consumer_consented", "direct_consent_to_third_party", "court_permission",
                     "postjudgment_remedy", "post_judgment_remedy")
    )  # fmt: skip
    if role == "parent" and facts.flag("consumer_is_minor", "consumer_minor"):
        role = "parent_of_minor"
    clauses = under(law, "us.regf.6d.third_party", others.may_contact_other, role, locates=locates,
                    permitted=permitted)  # fmt: skip
    if not locates:
        return clauses
    person = str(facts.get("to", default=""))
    spoken = sum(
        call.outcome == CONVERSATION and call.person == person and call.at < _at(facts)
        for call in record_of(facts).calls
    )
    locating = others.Locating(
        communications_before=spoken,
        asked_or_wrong=facts.flag("requested_by_person", "third_party_requested",
                                  "earlier_answer_wrong", "earlier_response_wrong"),
        states_debt=facts.flag("states_debt", "mentions_debt", "discloses_debt"),
        names_employer_unasked=facts.flag("names_employer", "states_employer")
        and not facts.flag("employer_requested", "asked_for_employer"),
        by_postcard=facts.word("kind") == "postcard_out" or facts.word("format") == "postcard",
    )  # fmt: skip
    return clauses + under(law, "us.regf.10.location", others.may_locate, locating)


def _disputed(facts: Facts, law: Law) -> list[Clause]:
    end = facts.day_or_none("validation_period_end")
    purpose = facts.word("purpose")
    sent = {
        name
        for name, told in (
            ("verification_sent", facts.get("verification_sent")),
            ("judgment_sent", facts.get("judgment_sent")),
            ("creditor_named", facts.get("original_creditor_sent", "creditor_named")),
            ("notice_of_duplicate", facts.get("duplicate_notice_sent")),
        )
        if told is True or (isinstance(told, str) and _happened(Facts({"at": told}), facts))
    }
    for row in facts.parts("events"):
        name = re.search("verification_sent|judgment_sent|creditor_named|notice_of_duplicate",
                         row.word("kind"))  # fmt: skip
        if name and _happened(row, facts):
            sent.add(name[0])
    asked = {str(debt) for debt in facts.get("debts", default=[]) if isinstance(debt, str)}
    found = [
        disputes.Dispute(
            in_period=end is None or as_day(row.need("at"), zone_of(facts)) <= end,
            in_writing="oral" not in row.word("kind", "channel")
            and row.word("channel") not in ("phone", "call", "oral")
            and "not_accepted" not in row.word("channel"),
            answers=frozenset(sent),
        )
        for row in facts.parts("events")
        if re.search("dispute|original_creditor_request", row.word("kind"))
        and "sent" not in row.word("kind")
        and _happened(row, facts)
        and (not row.get("debts") or not asked or bool(asked & set(row.get("debts"))))
    ]
    collects = not any(token in purpose for token in NOT_COLLECTING)
    return under(law, "us.regf.38d.dispute", disputes.may_collect_disputed, found,
                 collects=collects)  # fmt: skip
