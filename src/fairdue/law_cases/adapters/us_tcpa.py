"""United States: consent to automated calls and texts, and taking it back."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from fairdue.contact.rules import us_telephone as rules
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import under
from fairdue.law_cases.adapters.us_facts import zone_of
from fairdue.law_cases.case import Answer, Facts, as_day, is_day
from fairdue.law_cases.registry import Law, answers
from fairdue.rulebook.packs import NoValueError

AUTOMATED = "autodial|automat|prerecord|robo|artificial|atds"
REVOKED = ("consent_revoked_at", "revoked_at", "revoked_on", "revocation_received", "revoked",
           "revocation_received_at", "opted_out_at", "revocation", "revoked_consent_at",
           "stop_received", "stop_received_at")  # fmt: skip


def telephone_consent(facts: Facts, law: Law, medium: str) -> list[Clause]:
    """Clauses on an automated call or text; none for other contacts."""
    if medium not in ("call", "sms"):
        return []
    kind = facts.question
    automated = facts.flags(AUTOMATED)
    automated = bool(re.search("robo|prerecord", kind)) or (
        medium == "sms" if automated is None else automated
    )
    if not automated:
        return []
    confirms = "confirm" in facts.word("purpose") or "confirm" in facts.word("content")
    consented = facts.flags("express_consent|^consent_given|^has_consent|tcpa_consent")
    home = re.search("resid|landline|home", facts.word("number_type"))
    prerecorded = bool(facts.flags("prerecord|artificial")) or "prerecord" in kind
    return [
        *_revocation(facts, law, confirms=confirms),
        *under(law, "us.tcpa.consent", rules.has_consent, automated=automated,
               to_mobile=not home, consented=consented),
        *under(law, "us.tcpa.prerecorded", rules.within_prerecorded_limit,
               int(facts.find("prerecorded.*(last|past|count|before)|calls_in_30") or 0),
               prerecorded_home=prerecorded and bool(home), consented=bool(consented)),
        *under(law, "us.tcpa.confirm", rules.confirms_once, confirms=confirms,
               markets=bool(facts.flags("market|promot|payment_link|solicit"))
               or bool(re.search("market|promo|payment|solicit", facts.word("content"))),
               confirmed_before=int(facts.find("confirmations?_(sent|before)") or 0),
               minutes=_minutes(facts)),
    ]  # fmt: skip


def _minutes(facts: Facts) -> int | None:
    told, seconds = facts.find("minutes_after"), facts.find("seconds_after")
    return int(told) if told is not None else (int(seconds) // 60 if seconds is not None else None)


def _revocation(facts: Facts, law: Law, *, confirms: bool) -> list[Clause]:
    if confirms:
        return []
    revoked, category = _revoked(facts)
    asked = facts.word("category", "message_type", "purpose")
    same = not category or not asked or category in asked or asked in category
    try:
        ends_all = bool(law.terms("us.tcpa.revoke_all")["applies"])
    except NoValueError:
        ends_all = False
    return under(law, "us.tcpa.revoke", _honours, law.on, revoked, same_category=same,
                 ends_all=ends_all)  # fmt: skip


def _honours(on: date, revoked: date | None, *, words: Any, **told: Any) -> Clause:
    return rules.honours_revocation(on, revoked, **told)


def _revoked(facts: Facts) -> tuple[date | None, str]:
    """When consent was withdrawn, and in reply to which kind of message."""
    zone = zone_of(facts)
    told = facts.get(*REVOKED)
    category = facts.word(
        "revocation_scope", "revoked_category", "revocation_category", "replied_to"
    )
    if isinstance(told, dict):
        row = Facts(told, facts.zone)
        return as_day(row.need("at", "on", "date"), zone), row.word("category", "scope") or category
    if is_day(told):
        return as_day(told, zone), category
    for row in facts.parts("events"):
        stops = row.word("kind") == "sms_in" and rules.is_revocation(
            row.word("text"), words=("stop",)
        )
        if stops or re.search("revo|opt_?out", row.word("kind")):
            return as_day(row.need("at"), zone), row.word("category", "scope") or category
    return None, category


@answers("US", "latest_revocation_honor_date", "consent_revocation_deadline",
         otherwise_of=("us.tcpa",))  # fmt: skip
def revocation(facts: Facts, law: Law) -> Answer:
    """Is it a revocation, is the rule in force, or until when must it be honoured?"""
    kind = facts.question
    if re.search("in_force|applies", kind):
        return Answer.computed(_in_force(facts, law))
    text = facts.get("reply", "text", "message")
    if text is not None and re.search("is_|counts|valid|revok", kind):
        words = law.terms("us.tcpa.revoke")["words"]
        return Answer.computed(rules.is_revocation(str(text), words=words))
    revoked, _ = _revoked(facts)
    days = law.term("us.tcpa.revoke", "business_days")
    if revoked is None:
        revoked = facts.day(*REVOKED)
    return Answer.computed(rules.honour_by(revoked, business_days=days))


def _in_force(facts: Facts, law: Law) -> bool:
    try:
        rule = "us.tcpa.revoke_all" if "all" in facts.question else "us.tcpa.revoke"
        return bool(law.terms(rule).get("applies", True))
    except NoValueError:
        return False
