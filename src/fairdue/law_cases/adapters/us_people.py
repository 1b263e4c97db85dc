"""United States: attorneys, employers, third parties, and what consent lifts; Regulation F."""

from __future__ import annotations

import re
from datetime import datetime, time

from fairdue.contact.rules import others, representation
from fairdue.contact.rules.us_frequency import CONVERSATION
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import moment, under
from fairdue.law_cases.adapters.us_calls import record_of
from fairdue.law_cases.adapters.us_facts import (
    MEDIUM_WORDS,
    at_of,
    debts_of,
    happened,
    inbound_of,
    medium_of,
    role_of,
    zone_of,
)
from fairdue.law_cases.case import Facts
from fairdue.law_cases.registry import Law
from fairdue.rulebook.packs import NoValueError
from fairdue.wording.rules.clock_words import hours_in, within
from fairdue.wording.rules.said import Wish

LIFTING = {
    "us.regf.6b1.time": r"time|hour|night|evening|morning|late|early|after|before|until|between|"
                        r"\d\d?(:\d\d| ?[ap]\.?m)|6\(b\)\(1\)",
    "us.regf.6b1.inconvenient": r"time|hour|day|night|evening|inconvenient|6\(b\)\(1\)",
    "us.regf.6b1.place": r"place|home|work|inconvenient|6\(b\)\(1\)",
    "us.regf.6b2.attorney": r"attorney|lawyer|represent|6\(b\)\(2\)|directly",
    "us.regf.6b3.employer": r"work|employ|office|6\(b\)\(3\)",
}  # fmt: skip
TAINTED = re.compile("during_.*inconvenient|(asked|obtained|given)_(in|during|at)_.*"
                     "(inconvenient|call_at)|non_?compliant")  # fmt: skip
AT_WORK = re.compile("work|office|employer|job")


def consents_of(facts: Facts) -> list[Facts]:
    """Every consent a case tells of, however it is told."""
    one = facts.get("consent", "prior_consent")
    rows = facts.parts("consents")
    rows += [Facts(one, facts.zone)] if isinstance(one, dict) else []
    return rows + [row for row in facts.parts("events") if row.word("kind") == "consent"]


def lifted(facts: Facts, law: Law, rule: str) -> bool:
    """Is the rule lifted by direct consent or by a court?"""
    try:
        terms = law.terms("us.regf.6b4.consent")
    except NoValueError:
        return False
    court = bool(facts.flags("court_(permission|leave|order)|permitted_by_court"))
    at = at_of(facts)
    consents = [
        _consent(row, facts)
        for row in consents_of(facts)
        if _is_for(row, facts) and _names_hour(row, rule, at.astimezone(zone_of(facts)).time())
    ]
    return representation.is_lifted(rule, consents, at, court_leave=court, **terms)


def _is_for(row: Facts, facts: Facts) -> bool:
    medium = medium_of(facts)
    debts, asked = set(row.get("debts", default=[])), debts_of(facts)
    same_debt = not debts or not asked or bool(debts & asked)
    return MEDIUM_WORDS.get(row.word("medium"), medium) == medium and same_debt


def _consent(row: Facts, facts: Facts) -> representation.DirectConsent:
    zone = zone_of(facts)
    given = row.get("at", "granted_at", "given_at", "date")
    when = moment(given, zone) if given else None
    ends = [row.get("revoked_at", "withdrawn_at", "expires_at", "valid_until", "until")]
    ends += [
        event.get("at")
        for event in facts.parts("events")
        if re.search("revo|withdr", event.word("kind"))
        and (when is None or moment(event.need("at"), zone) >= when)
    ]
    moments = [moment(end, zone) for end in ends if end]
    tainted = any(
        TAINTED.search(name if value is True else f"{name}_{value}")
        for name, value in row.known.items()
        if value and name != "scope"
    )
    return representation.DirectConsent(
        giver_told=row.word("given_to", "to", "receiver"),
        at=when,
        lifts=frozenset(_lifts(row)),
        compliant=row.flag("compliant", default=True) and not tainted,
        revoked_at=min(moments, default=None),
    )


def _lifts(row: Facts) -> list[str]:
    scope = " ".join(
        str(row.get(name)).lower()
        for name in ("scope", "for", "text", "type", "covers", "lifts", "times", "purpose")
        if row.tells(name)
    )
    if re.search(r"any ?time|any_?time|all_|\ball\b", scope):
        return list(LIFTING)
    return [rule for rule, words in LIFTING.items() if re.search(words, scope)]


def _names_hour(row: Facts, rule: str, clock: time) -> bool:
    """Does consent to certain hours name this one? Other consent isn't narrowed by the clock."""
    if rule != "us.regf.6b1.time":
        return True
    hours = hours_in(row.word("scope", "text", "covers", "for", "times"))
    return not hours or any(
        within(clock, begins or time.min, ends) if ends else clock >= (begins or time.min)
        for begins, ends in hours
    )


def represented(facts: Facts, law: Law, wishes: list[Wish]) -> list[Clause]:
    """Not past the attorney, not at work where the employer forbids it."""
    inbound = inbound_of(facts)
    once = inbound is not None and inbound.answered == 0
    clauses: list[Clause] = []
    if not lifted(facts, law, "us.regf.6b2.attorney"):
        clauses += under(
            law, "us.regf.6b2.attorney", representation.may_contact_represented,
            _attorney(facts), to_attorney="attorney" in role_of(facts), answers_once=once,
        )  # fmt: skip
    if not lifted(facts, law, "us.regf.6b3.employer"):
        place = facts.word("number_type", "place", "address_type", "location", "number_kind")
        clauses += under(
            law, "us.regf.6b3.employer", representation.may_contact_at_work,
            at_work=bool(AT_WORK.search(place)),
            employer_forbids=_employer_forbids(facts, wishes),
        )  # fmt: skip
    return clauses


SILENT = "(attorney|^).*(fail|unrespons|no_(reply|response|answer)|silent|not_respon)"


def _attorney_stayed_silent(facts: Facts) -> bool:
    return any(
        re.search(SILENT, row.word("kind")) and happened(row, facts)
        for row in facts.parts("events")
    )


def _attorney(facts: Facts) -> representation.Attorney:
    own = facts.get("attorney", "lawyer")
    told = Facts(own) if isinstance(own, dict) else facts
    debts = set(facts.get("represented_for_debts", "attorney_for_debts", "represented_debts",
                          "attorney_debts", "attorney_represents_debts", default=[]))  # fmt: skip
    asked = debts_of(facts)
    known = facts.find("^(represented_by_attorney|attorney_represented|consumer_represented|"
                       "represented|has_attorney|is_represented)$")  # fmt: skip
    is_represented = bool(known) if told is facts else told.flag("represented", default=True)
    since = facts.get("attorney_known_since", "represented_since", "learned_of_attorney_at")
    if since is not None and at_of(facts) < moment(since, zone_of(facts)):
        is_represented = False
    reachable = told.flags("(attorney|name|address|contact).*(known|ascertain|found)|^known$|"
                           "readily")  # fmt: skip
    return representation.Attorney(
        represented=is_represented and (not debts or not asked or bool(asked & debts)),
        reachable=reachable is not False,
        silent=bool(told.flags(SILENT)) or _attorney_stayed_silent(facts),
        agrees=bool(told.flags("attorney.*(consent|agree|permit)|^consents"))
        or bool(facts.flags("consumer_consent.*direct|direct_consent_to_contact")),
    )  # fmt: skip


def _employer_forbids(facts: Facts, wishes: list[Wish]) -> bool:
    told = facts.flags("employer.*(forbid|prohibit|disallow|not_allow|ban|against)|work.*prohibit")
    return bool(told) or any(wish.place == "work" for wish in wishes)


def third_parties(facts: Facts, law: Law) -> list[Clause]:
    """Persons other than the consumer; what may be said to find the consumer."""
    role, purpose = role_of(facts), facts.word("purpose")
    locates = "locat" in purpose
    permitted = bool(
        facts.flags("(consumer|direct).*consent|consumer_authoriz|court_(permission|leave|order)|"
                    "post_?judgment")
    ) or any(_names_person(row, law) for row in consents_of(facts))  # fmt: skip
    clauses = under(law, "us.regf.6d.third_party", others.may_contact_other, role, locates=locates,
                    permitted=permitted)  # fmt: skip
    if not locates:
        return clauses
    return clauses + under(law, "us.regf.10.location", others.may_locate, _locating(facts))


def _names_person(row: Facts, law: Law) -> bool:
    """Is it consent, given to this collector, to speak with someone else?"""
    scope = " ".join(row.word(name) for name in ("scope", "text", "for"))
    about = row.tells("role", "person", "third_party") or re.search(
        "talk|speak|discuss|disclos|third", scope
    )
    try:
        givers = law.terms("us.regf.6b4.consent")["givers"]
    except NoValueError:
        return False
    return bool(about) and row.word("given_to") in givers


def _locating(facts: Facts) -> others.Locating:
    person = str(facts.get("to", default=""))
    at: datetime = at_of(facts)
    spoken = sum(
        call.outcome == CONVERSATION and call.person == person and call.at < at
        for call in record_of(facts).calls
    )
    spoken += sum(
        row.word("outcome") == CONVERSATION
        and str(row.get("person", "to", default=person)) == person
        and moment(row.need("at"), None) < at
        for row in facts.parts("third_party_contacts", "earlier_contacts", "prior_contacts")
    )
    said = " ".join(
        str(each) for each in facts.get("says", "statements", "content_says", default=[])
    )
    asked = facts.flags("(employer|name).*(request|asked)|asked_.*(employer|who|whom)")
    return others.Locating(
        communications_before=spoken
        or facts.number("prior_communications", "communications_before", default=0),
        asked_or_wrong=bool(
            facts.flags("request(ed)?_by|(third_party|person).*(request|asked)|asked_to_be_called|"
                        "(earlier|previous|prior).*(wrong|erroneous|incomplete|false|incorrect)")
        ),
        states_debt=bool(facts.flags("(states|mentions|discloses|reveals|says)_?.*(debt|owe)|"
                                     "says_debt_collector"))
        or "debt" in said or "owe" in said,
        names_employer_unasked=not asked
        and (bool(facts.flags("(names|states|identifies|gives|mentions)_.*employer|"
                              "^employer_(named|stated|identified)")) or "employer" in said),
        hides_self=facts.flags("(names|identifies|gives|states)_?(self|own_name|caller)|"
                               "identifies_himself") is False,
        by_postcard=facts.question == "postcard_out" or facts.word("format") == "postcard"
        or bool(facts.flags("envelope_(shows|reveals|indicates)|indicates_.*collection")),
    )  # fmt: skip
