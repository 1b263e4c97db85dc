"""United States: may a collector contact this person now, this way? Regulation F."""

from __future__ import annotations

import re
from typing import Any

from fairdue.contact.rules import cease, disputes, inconvenient
from fairdue.contact.rules.local_hours import CONSERVATIVE, may_contact_in
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import clock, has_clock, moment, under
from fairdue.law_cases.adapters.us_calls import frequency, is_presumption, presumed
from fairdue.law_cases.adapters.us_facts import (
    KINDS,
    LETTERS,
    MEDIUM_WORDS,
    PLACED,
    at_of,
    binds,
    day_of,
    debts_of,
    happened,
    in_session,
    inbound_of,
    medium_of,
    role_of,
    zone_of,
    zones_of,
)
from fairdue.law_cases.adapters.us_messages import content, mail, messages
from fairdue.law_cases.adapters.us_people import lifted, represented, third_parties
from fairdue.law_cases.adapters.us_requests import declined, wishes_of
from fairdue.law_cases.adapters.us_states import state_clauses
from fairdue.law_cases.adapters.us_tcpa import telephone_consent
from fairdue.law_cases.case import QUESTION_NAME, Answer, Facts, as_day
from fairdue.law_cases.registry import Law, answers
from fairdue.wording.rules.clock_words import weekdays_in
from fairdue.wording.rules.said import Wish

REGF = (
    "us.regf.6a", "us.regf.6b", "us.regf.6c", "us.regf.6d.", "us.regf.10", "us.regf.14",
    "us.regf.6e", "us.regf.18", "us.regf.22", "us.regf.38",
    "us.bankruptcy", "us.state", "us.regf.104", "us.ma", "us.nyc", "us.ny", "us.ca", "us.fl",
)  # fmt: skip
NOT_COLLECTING = ("verif", "acknowledg", "answer", "respond", "judgment", "notice_of_duplicate",
                  "original_creditor", "validation", "duplicative_notice")  # fmt: skip
ORAL = re.compile("oral|phone|call|spoken|verbal")
MOMENTS_MAX = 50
"""How many moments are tried, each the end of what stood in the way of the one before."""
QUESTION = re.compile("cover|bound|appl|subject|^is_")


@answers("US", *KINDS, otherwise_of=REGF)
def may_contact(facts: Facts, law: Law) -> Answer:
    """Every clause of Regulation F, the telephone act, bankruptcy and the states on a contact."""
    always = [
        *telephone_consent(facts, law, medium_of(facts)),
        *state_clauses(facts, law),
        *_bankrupt(facts, law),
    ]
    if not binds(facts, law):
        return Answer.judged(*always)
    wishes, unclear = wishes_of(facts, medium_of(facts))
    calls = frequency(facts, law)
    clauses = [
        *always,
        *_time_and_place(facts, law, wishes, unclear=unclear),
        *represented(facts, law, wishes),
        *_ceased(facts, law),
        *declined(facts, law, wishes, medium_of(facts)),
        *third_parties(facts, law),
        *_disputed(facts, law),
        *messages(facts, law, medium_of(facts)),
        *mail(facts, law),
        *content(facts, law),
    ]
    answer = Answer.judged(*clauses, *calls)
    return is_presumption(answer, calls)


@answers("US", "file_suit", "sue", "threaten_suit", "furnish_to_cra", rule="us.regf.38d.dispute")
def pursue_disputed(facts: Facts, law: Law) -> Answer:
    """Suing and reporting are collecting too, as far as a dispute goes."""
    return Answer.judged(*_disputed(facts, law)) if binds(facts, law) else Answer("allow")


@answers("US", whole_of=("us.scope",))
def scope(facts: Facts, law: Law) -> Answer:
    """Is this actor bound, and if so, may it make the contact?"""
    if QUESTION.search(facts.question):
        return Answer.computed(binds(facts, law))
    if facts.question in PLACED and facts.tells("events") and facts.tells("debts"):
        return presumed(facts, law)
    return may_contact(facts, law)


@answers("US", "next_allowed_time", "next_allowed_at", "next_lawful_time", "next_contact_time",
         "earliest_allowed_time", "earliest_contact_time", "next_allowed_contact")  # fmt: skip
def next_lawful(facts: Facts, law: Law) -> Answer:
    """The first moment from the one told on at which the contact would be allowed, or None."""
    kind = facts.word("medium", "channel", "contact_kind", default="call_out")
    at = at_of(facts)
    for _ in range(MOMENTS_MAX):
        asked = Facts({**facts.known, QUESTION_NAME: kind, "at": at.isoformat()}, facts.zone)
        answer = may_contact(asked, law)
        opens = [clause.allowed_from for clause in answer.clauses if not clause.allowed]
        if not opens:
            return Answer.computed(at)
        if any(moment is None for moment in opens):
            break
        at = max(moment for moment in opens if moment is not None).astimezone(at.tzinfo)
    return Answer.computed(None)


def _time_and_place(facts: Facts, law: Law, wishes: list[Wish], *, unclear: bool) -> list[Clause]:
    zones, inbound, medium = zones_of(facts), inbound_of(facts), medium_of(facts)
    if facts.question in LETTERS or not has_clock(facts.get("at", "sent_at")):
        return _place(facts, law, inbound is not None)
    if medium == "portal" and in_session(facts):
        return []
    policy = facts.get("boundary_policy")
    answers_now = inbound is not None and inbound.medium == medium and inbound.answered == 0
    clauses: list[Clause] = []
    suits = answers_now or _known_convenient(facts) or lifted(facts, law, "us.regf.6b1.time")
    if zones and not suits:
        for name in SENT:
            if has_clock(facts.get(name)):
                clauses += under(law, "us.regf.6b1.time", _usual, moment(facts.get(name), None),
                                 zones, policy)  # fmt: skip
    if not lifted(facts, law, "us.regf.6b1.inconvenient"):
        times = designated(facts, medium)
        times += [
            spell
            for wish in wishes
            if wish.timed and wish.concerns(medium, _used_place(facts))
            for spell in _spells(wish)
        ]
        clauses += under(
            law, "us.regf.6b1.inconvenient", inconvenient.may_contact_then, at_of(facts),
            zones or [zone_of(facts)], times, medium, inbound,
            closed=(policy or CONSERVATIVE) == CONSERVATIVE, unclear=unclear,
        )  # fmt: skip
    return clauses + _place(facts, law, inbound is not None)


SENT = ("at", "handed_off_at", "sent_at", "vendor_sent_at", "handoff_at")
"""When a message is sent, and when it was handed to whoever sends it: both count."""


def _usual(at: Any, zones: Any, policy: str | None, **terms: Any) -> Clause:
    return may_contact_in(at, zones, **(terms | ({"boundary_policy": policy} if policy else {})))


def _spells(wish: Wish) -> list[inconvenient.Inconvenient]:
    days: list[int | None] = list(wish.weekdays) if wish.weekdays is not None else [None]
    return [inconvenient.Inconvenient(day, wish.begins, wish.ends) for day in days]


def designated(facts: Facts, medium: str) -> list[inconvenient.Inconvenient]:
    """The times that a case lists as inconvenient for this medium, known by the contact."""
    rows = [row for row in facts.get("inconvenient", "inconvenient_times",
                                     "designated_inconvenient", default=[])
            if isinstance(row, dict)]  # fmt: skip
    found: list[inconvenient.Inconvenient] = []
    for row in map(Facts, rows):
        known = row.get("told_at", "known_from", "learned_at", "at") or facts.get(
            "inconvenience_known_from", "known_from"
        )
        concerns = MEDIUM_WORDS.get(row.word("medium"), medium) == medium
        if concerns and not row.tells("text") and happened(Facts({"at": known}), facts):
            found += _times(row)
    return found


def _times(row: Facts) -> list[inconvenient.Inconvenient]:
    told = row.get("weekdays", "days", "weekday", "day", "day_of_week", default="")
    names = " ".join(told) if isinstance(told, list) else str(told)
    days: list[int | None] = [*sorted(weekdays_in(names.lower()) or ())] or [None]
    only = row.get("date", "on")
    begins, ends = row.get("start", "begins", "after"), row.get("end", "ends", "before")
    return [
        inconvenient.Inconvenient(
            weekday=day,
            begins=clock(begins) if begins else None,
            ends=clock(ends) if ends and not str(ends).startswith("24") else None,
            first_day=day_of(row.get("from", "since", "from_date") or only),
            last_day=day_of(row.get("to", "until", "to_date", "expires") or only),
        )
        for day in days
    ]


def _known_convenient(facts: Facts) -> bool:
    """Is the hour known to suit the consumer? Then the usual hours don't matter (6(b)(1)(i))."""
    rows = facts.parts("known_convenient_hours", "convenient", "convenient_hours")
    local = at_of(facts).astimezone(zone_of(facts))
    return any(
        spell.span(local, zone_of(facts), closed=False) for row in rows for spell in _times(row)
    )


def _used_place(facts: Facts) -> str:
    used = facts.word("address_type", "number_type", "place", "number_kind")
    if re.search("work|office|employer", used):
        return "work"
    return "home" if re.search("home|resid|landline", used) else used


def _place(facts: Facts, law: Law, inbound: bool) -> list[Clause]:
    told = facts.get("inconvenient_places", "inconvenient_place", default=[])
    places = [str(place).lower() for place in ([told] if isinstance(told, str) else told)]
    if not places or lifted(facts, law, "us.regf.6b1.place"):
        return []
    used = _used_place(facts) or medium_of(facts)
    known_at = facts.word("collector_knows_consumer_at", "consumer_known_at", "known_location")
    return under(
        law, "us.regf.6b1.place", inconvenient.may_contact_there, places, used, known_at, inbound
    )


def _ceased(facts: Facts, law: Law) -> list[Clause]:
    received, asked = False, debts_of(facts)
    for row in facts.parts("events"):
        kind, channel = row.word("kind"), row.word("channel", "medium")
        about = set(row.get("debts", "counted_debts", default=[]))
        if not re.search("cease|refus", kind) or (about and asked and not about & asked):
            continue
        written = not (ORAL.search(kind) or ORAL.search(channel)) and row.flag(
            "written", "in_writing", default=True
        )
        accepted = "not_accepted" not in channel and row.flags("accept") is not False
        if "withdr" in kind and happened(row, facts):
            received = False
        elif written and accepted and not re.search("mailed|sent|posted", kind):
            received = received or happened(row, facts, "received_at", "at", "date")
    told = facts.get("cease_received_at", "cease_notice_received", "cease_received")
    if isinstance(told, str):
        received = received or happened(Facts({"at": told}), facts)
    return under(law, "us.regf.6c.cease", cease.may_contact_after_notice, received=received,
                 to_consumer=not re.search("attorney|creditor|agency", role_of(facts)),
                 purpose=_cease_purpose(facts.word("purpose", "content")))  # fmt: skip


ENDS = re.compile("terminat|ending|ended|end_of|no_further|clos(e|ing)_(the_)?(file|case)|ceas")


def _cease_purpose(told: str) -> str:
    if ENDS.search(told):
        return "ending_efforts"
    if re.search("remed|invoke|suit|lawsuit|legal_action|sue", told):
        return "remedy_may_be_invoked" if "may" in told else "remedy_will_be_invoked"
    return told


def _disputed(facts: Facts, law: Law) -> list[Clause]:
    purpose = facts.word("purpose")
    end = facts.day_or_none("validation_period_end")
    found = [
        _dispute(row, facts, end)
        for row in facts.parts("events")
        if re.search("dispute|original_creditor_request|duplicative", row.word("kind"))
        and not re.search("sent|notice", row.word("kind"))
        and happened(row, facts)
        and (not row.get("debts") or not debts_of(facts) or debts_of(facts) & set(row.get("debts")))
    ]
    collects = not any(token in purpose for token in NOT_COLLECTING)
    clauses = under(law, "us.regf.38d.dispute", disputes.may_collect_disputed, found,
                    collects=collects)  # fmt: skip
    overshadows = bool(facts.flags("overshadow|inconsistent_with"))
    on = facts.get("at", "sent_at")
    in_period = end is None or on is None or as_day(on, zone_of(facts)) <= end
    return clauses + under(law, "us.regf.38b.overshadow", disputes.keeps_rights_visible,
                           overshadows=overshadows and in_period)  # fmt: skip


ANSWERS = (
    ("verification_sent", "verif.*(sent|mailed|provided)|^verified_on"),
    ("judgment_sent", "judgment.*(sent|mailed|provided)"),
    ("creditor_named", "original_creditor.*(sent|provided)|creditor_named"),
    ("notice_of_duplicate", "duplicat.*notice|notice_of_duplicate"),
)


def _dispute(row: Facts, facts: Facts, end: Any) -> disputes.Dispute:
    channel, zone = row.word("channel", "medium"), zone_of(facts)
    since = row.get("at", "received_at", "date", "on")
    day = as_day(since, zone)
    told = row.get("disputed_portion", "disputed_amount", "amount_disputed")
    asked = facts.get("amount_requested", "amount", "amount_sought")
    owed = facts.get("debt_amount", "amount_owed", "balance")
    undisputed = None if told is None or owed is None else float(owed) - float(told)
    within = undisputed is not None and asked is not None and float(asked) <= undisputed
    return disputes.Dispute(
        in_period=end is None or day <= end,
        in_writing=not (ORAL.search(row.word("kind")) or ORAL.search(channel))
        and "not_accepted" not in channel
        and row.flags("accept|written|in_writing") is not False,
        duplicative=bool(row.flags("duplicat")) or "duplicat" in row.word("kind"),
        answers=frozenset(_answered_since(day, facts)),
        partly=within or facts.word("about", "part") in ("undisputed", "undisputed_amount"),
    )


def _answered_since(day: Any, facts: Facts) -> list[str]:
    """What was sent after the dispute by the time of the contact."""
    told = [(name, value) for name, value in facts.known.items() if value not in (None, False)]
    told += [
        (row.word("kind"), row.get("at", "date"))
        for row in facts.parts("events")
        if happened(row, facts)
    ]
    return [
        answer
        for answer, words in ANSWERS
        for name, value in told
        if re.search(words, name)
        and (value is True or (as_day(value, None) >= day
                               and happened(Facts({"at": value}), facts)))
    ]  # fmt: skip


def _bankrupt(facts: Facts, law: Law) -> list[Clause]:
    """The stay from the petition, and discharge: no collecting."""
    begun = [
        value
        for name, value in facts.known.items()
        if re.search("bankruptcy.*(petition|filed|stay)|^petition|discharged(_on|_at|_in)?$", name)
    ]
    lifted_on = facts.find("stay_(lifted|relief|ended)")
    stayed = any(
        value is True or (isinstance(value, str) and happened(Facts({"at": value}), facts))
        for value in begun
    ) and not (lifted_on and (lifted_on is True or happened(Facts({"at": lifted_on}), facts)))
    to_court = re.search("proof_of_claim|court", facts.word("purpose"))
    return under(law, "us.bankruptcy.stay", disputes.respects_bankruptcy,
                 stayed=stayed and not to_court and "attorney" not in role_of(facts))  # fmt: skip
