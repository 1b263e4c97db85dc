"""United Kingdom: may this customer be contacted now, this way?"""

from __future__ import annotations

import re
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from fairdue.contact.rules import uk_contact as rules
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters import uk
from fairdue.law_cases.adapters.cited import clock, has_clock, moment, under
from fairdue.law_cases.case import Answer, Facts, as_day
from fairdue.law_cases.registry import Law, answers
from fairdue.rulebook.packs import NoValueError

LONDON = ZoneInfo("Europe/London")
MEDIA = {
    "call_out": "call", "call": "call", "voicemail_out": "call", "sms_out": "sms",
    "text_out": "sms", "email_out": "email", "letter_out": "letter", "mail_out": "letter",
    "visit": "visit", "visit_out": "visit", "app_message_out": "app",
}  # fmt: skip
SPOKEN_OF = {"call": "call|phone|ring", "sms": "text|sms", "email": "e-?mail",
             "letter": "letter|post|mail", "visit": "visit"}  # fmt: skip
BARRED_HOURS = re.compile(r"\b(before|after|until|between|from)\b")
CLOCK = re.compile(r"\b(\d{1,2})(?:[:.](\d\d))?\s*(am|pm|a\.m\.|p\.m\.|noon)?")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PERMITTED = (
    ("adviser", "adviser|advisor"),
    ("legal_notice", "cca|required_by_law|statutory|fca_rule|legal_notice|notice_required"),
    ("debtor_request", "debtor_request|customer_request|at_request|requested"),
    ("reply", "reply|response|answer"),
    ("court_step", "court"),
    ("unrelated", "unrelated|fraud|service|other_matter|different_debt"),
)
PURSUIT = ("payment", "demand", "collect", "recover", "enforce", "arrears_chase", "chase")
CONDUCT = (
    "uk.debt_respite.contact", "uk.conc.7.9.4.contact_time", "uk.conc.7.9.4",
    "uk.conc.7.9.7.privacy", "uk.conc.7.9.7", "uk.conc.7.10.capacity", "uk.conc.7.10.1",
    "uk.conc.7.12.adviser", "uk.conc.7.12.2", "uk.conc.7.14.dispute", "uk.conc.7.13",
    "uk.conc.7.14",
)  # fmt: skip

answers("UK", *MEDIA, rule="uk.conc.7.15")(uk.demand)
answers("UK", *MEDIA, rule="uk.conc.7.15.statute_barred")(uk.demand)


@answers("UK", *MEDIA, otherwise_of=CONDUCT)
def may_contact(facts: Facts, law: Law) -> Answer:
    """Hours and requests, breathing space, capacity, advisers, disputes, privacy."""
    purpose = facts.word("purpose")
    pursues = not purpose or any(token in purpose for token in PURSUIT)
    to_adviser = bool(re.search("advis|represent|third_party|attorney|deputy",
                                facts.word("to", "to_role", "recipient")))  # fmt: skip
    return Answer.judged(
        *_hours(facts, law),
        *_moratorium(facts, law, "adviser" if to_adviser else purpose),
        *under(law, "uk.conc.7.10.capacity", rules.may_pursue, pursues=pursues,
               capacity_doubted=_capacity_doubted(facts)),
        *under(law, "uk.conc.7.12.adviser", rules.may_go_past_adviser, to_adviser=to_adviser,
               represented=_represented(facts),
               excused=facts.flag("customer_consents_to_direct_contact", "customer_consented")
               or facts.flag("objective_reason", "objectively_justified")),
        *under(law, "uk.conc.7.14.dispute", rules.may_pursue_disputed, pursues=pursues,
               disputed=_disputed(facts)),
        *_suspension(facts, law, pursues=pursues and not to_adviser),
        *_privacy(facts, law),
    )  # fmt: skip


def _hours(facts: Facts, law: Law) -> list[Clause]:
    told = facts.get("at")
    if not has_clock(told):
        return []
    medium = MEDIA.get(facts.word("kind"), "")
    requests = facts.get("customer_request", "customer_requests", default=[])
    texts = [requests] if isinstance(requests, str | dict) else requests
    at_work = "work" in facts.word("number_type", "place", "address_type")
    wishes = [
        wish for each in texts if at_work or "at work" not in str(each) for wish in _wishes(each)
    ]
    policy = str(facts.get("hours_policy", default=""))

    def decide(**terms: Any) -> tuple[Clause, ...]:
        if "-" in policy:
            begins, ends = policy.split("-")
            terms |= {"earliest": clock(begins.strip()), "latest": clock(ends.strip())}
        return rules.may_contact_reasonably(
            moment(told, LONDON), medium, wishes, LONDON, by_the_clock=medium != "letter", **terms
        )

    return under(law, "uk.conc.7.9.4.contact_time", decide)


def _wishes(told: Any) -> list[rules.Wish]:
    """A request's words as times and media that are barred."""
    if isinstance(told, dict):
        told = Facts(told)
        text = told.word("text", "request")
        if text:
            return _wishes(text)
        begins, ends = told.get("not_before"), told.get("not_after")
        found = [rules.Wish(ends=clock(begins))] if begins else []
        return found + ([rules.Wish(begins=clock(ends))] if ends else [])
    said = str(told).lower()
    media = frozenset(name for name, words in SPOKEN_OF.items() if re.search(words, said)) or None
    only = re.search(r"\bonly\b", said) is not None and "not only" not in said
    named = [number for number, day in enumerate(WEEKDAYS) if re.search(rf"\b{day}", said)]
    if "weekend" in said:
        named += [5, 6]
    if "weekday" in said:
        named += [0, 1, 2, 3, 4]
    hours = _barred_hours(said, only=only)
    if only and media and not hours and not named:
        return [rules.Wish(frozenset(SPOKEN_OF) - media)]
    if only and named:
        named = [number for number in range(7) if number not in named]
    weekdays = frozenset(named) or None
    if not hours and not named and media is None:
        return []
    return [rules.Wish(media, begins, ends, weekdays) for begins, ends in hours or [(None, None)]]


def _barred_hours(said: str, *, only: bool) -> list[tuple[time | None, time | None]]:
    clocks = [_clock(match) for match in CLOCK.finditer(said)]
    words = set(BARRED_HOURS.findall(said))
    if not clocks or not words:
        return []
    if words & {"between", "from"} and len(clocks) > 1:
        first, last = clocks[:2]
        return [(time.min, first), (last, None)] if only else [(first, last)]
    after = ("after" in words) is not only
    hours: list[tuple[time | None, time | None]] = []
    if {"before", "after"} <= words and len(clocks) > 1:
        in_order = said.index("before") < said.index("after")
        before, later = clocks[:2] if in_order else (clocks[1], clocks[0])
        return [(None, before), (later, None)]
    hours.append((clocks[0], None) if after else (None, clocks[0]))
    return hours


def _clock(match: re.Match[str]) -> time:
    hour, minute, half = int(match[1]) % 24, int(match[2] or 0), (match[3] or "").replace(".", "")
    if half == "pm" and hour < 12:
        hour += 12
    if half == "am" and hour == 12:
        hour = 0
    return time(hour, minute)


def _moratorium(facts: Facts, law: Law, purpose: str) -> list[Clause]:
    if not facts.tells("register_entry", "registered_on"):
        return []
    overshadowed = Facts(facts.get("overshadowed", default={}))
    kind = overshadowed.get("kind") or facts.get("moratorium_kind", "moratorium_type")
    space_facts = Facts({**facts.known, "moratorium_kind": kind or "standard", "kind": ""})
    try:
        space = uk.moratorium_of(space_facts, law)
    except NoValueError:
        return []
    on = as_day(facts.need("at"), LONDON)
    why = next((name for name, words in PERMITTED if re.search(words, purpose)), purpose)
    return under(
        law, "uk.debt_respite.contact", rules.may_contact_in_moratorium,
        covered=space.covers(on) and facts.flag("moratorium_debt", default=True),
        nation=facts.word("nation", default="england"), why=why,
    )  # fmt: skip


def _capacity_doubted(facts: Facts) -> bool:
    doubted = facts.flag(
        "notified_possible_lack_of_mental_capacity", "suspected_lack_of_mental_capacity",
        "reason_to_suspect_lack_of_mental_capacity", "lacks_mental_capacity",
    ) or any("capacity" in name and value is True and not re.search("confirm|assess|regain", name)
             for name, value in facts.known.items())  # fmt: skip
    return doubted and not facts.flag("capacity_confirmed", "capacity_assessed_present",
                                      "capacity_regained")  # fmt: skip


def _represented(facts: Facts) -> bool:
    return bool(facts.get("debt_adviser", "adviser", "authorised_representative",
                          "adviser_appointed", "represented_by_adviser",
                          "authorised_third_party", "represented"))  # fmt: skip


def _disputed(facts: Facts) -> bool:
    done = facts.flag("investigation_complete", "dispute_resolved", "investigated")
    return facts.flag("disputed", "debt_disputed", "dispute_open", "valid_dispute") and not done


def _suspension(facts: Facts, law: Law, *, pursues: bool) -> list[Clause]:
    """Recovery waits while a repayment plan is made: CONC 7.3.11R."""
    since = facts.day_or_none("plan_notified_on", "adviser_notified", "plan_in_preparation_since")
    on = as_day(facts.get("at", default=law.on), LONDON)
    return under(law, "uk.conc.7.3.11", rules.may_pursue_while_planning, since, on, pursues=pursues)


def _privacy(facts: Facts, law: Law) -> list[Clause]:
    identified = facts.flag("identity_verified", "identified", default=True)
    return under(
        law, "uk.conc.7.9.7.privacy", rules.keeps_private,
        discloses_to_others=facts.flag("discloses_to_third_party", "third_party_may_learn",
                                       "public_embarrassment"),
        unidentified=not identified
        and facts.flag("discloses_debt", "discusses_details", "discloses_details"),
        premium_number=facts.flag("premium_rate_number", "premium_number"),
    )  # fmt: skip
