"""United States: what several questions read from a case: actor, zones, media, persons, replies."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules import inconvenient
from fairdue.contact.rules.representation import is_bound
from fairdue.contact.rules.us_places import zones_of_area_code, zones_of_state
from fairdue.law_cases.adapters.cited import has_clock, moment
from fairdue.law_cases.case import Facts, as_day
from fairdue.law_cases.registry import Law
from fairdue.rulebook.packs import NoValueError

PLACED = ("call_out", "voicemail_out", "ringless_voicemail", "ringless_voicemail_out", "call",
          "robocall", "prerecorded_call")  # fmt: skip
RECEIVED = ("call_in",)
TEXTS = ("sms_out", "text_out", "sms", "robotext")
EMAILS = ("email_out", "email")
LETTERS = ("letter_out", "mail_out", "postcard_out", "letter")
PORTAL = ("portal_message_out", "portal_message", "portal_reply", "portal_reply_out",
          "portal_session_reply", "portal_session_response", "portal_out", "app_message_out",
          "in_app_message", "website_chat_out", "chat_out")  # fmt: skip
IN_PERSON = ("visit", "in_person_contact")
SOCIAL = ("social_post", "social_media_post", "social_message_out", "social_media_message",
          "social_dm", "social_private_message", "social_media_dm", "direct_message")  # fmt: skip
KINDS = PLACED + TEXTS + EMAILS + LETTERS + PORTAL + IN_PERSON + SOCIAL
MEDIA = (
    dict.fromkeys((*PLACED, "call_in"), "call")
    | dict.fromkeys((*TEXTS, "sms_in", "text_in"), "sms")
    | dict.fromkeys((*EMAILS, "email_in"), "email")
    | dict.fromkeys((*LETTERS, "letter_in", "mail_in"), "letter")
    | dict.fromkeys((*PORTAL, "portal_message_in", "chat_in"), "portal")
)
MEDIA_IN_NAMES = (
    ("portal", "portal|website|in_app|app_|chat|session"),
    ("email", "(?<!voic)email"),
    ("sms", "sms|text"),
    ("call", "call|dial|voicemail"),
    ("letter", "letter|mail"),
)
MEDIUM_WORDS = {
    "telephone": "call", "phone": "call", "call": "call", "calls": "call", "calling": "call",
    "voice": "call", "telephone_call": "call", "sms": "sms", "text": "sms", "texts": "sms",
    "texting": "sms", "text_message": "sms", "text_messages": "sms", "email": "email",
    "e-mail": "email", "emails": "email", "emailing": "email", "mail": "letter",
    "post": "letter", "letter": "letter", "letters": "letter", "portal": "portal",
}  # fmt: skip
ROLES = (
    ("collector_attorney", "(collector|agency).*(attorney|lawyer)|attorney.*_collector"),
    ("creditor_attorney", "creditor.*(attorney|lawyer)|(attorney|lawyer).*creditor"),
    ("consumer_attorney", "attorney|lawyer|^atty"),
    ("consumer_reporting_agency", "reporting_agency|bureau|^cra$"),
    ("parent_of_minor", "parent.*minor|minor.*parent"),
    ("executor", "executor|executrix"),
    ("administrator", "administrator"),
    ("personal_representative", "personal_rep|surviving_spouse_acting"),
    ("spouse", "spouse|husband|wife"),
    ("guardian", "guardian"),
    ("creditor", "^(current_|original_)?creditor$"),
)
PERSONS = re.compile("attorney|lawyer|atty|neighbo|employer|spouse|parent|guardian|executor|"
                     "administrator|representative|child|sibling|roommate|co_?worker|relative|"
                     "friend|creditor|bureau|agency|brother|sister|third_party|wife|"
                     "husband")  # fmt: skip
ALL_ZONES = ("America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
             "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu")  # fmt: skip
"""Where a consumer may be whose place nobody knows."""


def zones_of(facts: Facts) -> list[ZoneInfo]:
    """Every zone that the evidence names: location evidence, else the case's own zone or state."""
    names: list[str] = []
    rows = facts.parts("location_evidence", "locations", "evidence")
    for row in rows:
        names += _zones_told(row) or list(ALL_ZONES)
    names = names or _zones_told(facts)
    return [ZoneInfo(name) for name in dict.fromkeys(names)]


def _zones_told(row: Facts) -> list[str]:
    told = row.get("tz", "tzs", "zones", "time_zones", "timezones", "timezone", "time_zone",
                   "possible_tz", "possible_tzs", "consumer_tz", default=[])  # fmt: skip
    names = [told] if isinstance(told, str) else list(told)
    code = re.search(r"\d{3}", str(row.get("area_code", default="")))
    straddled = zones_of_area_code(code[0]) if code else ()
    names += [zone for zone in straddled if zone not in names]
    return names or list(zones_of_state(str(row.get("state", "region", default=""))))


def zone_of(facts: Facts, at: datetime | None = None) -> ZoneInfo:
    """The zone whose days count. Without one told, the United States' eastern zone."""
    return next(iter(zones_of(facts)), ZoneInfo("America/New_York"))


def binds(facts: Facts, law: Law) -> bool:
    """Does Regulation F bind this collector on the day?"""
    try:
        terms = law.terms("us.scope.regf")
    except NoValueError:
        return False
    actor = facts.word("actor_type", "collector_type", "actor", "who")
    other_name = bool(facts.flags("(other|another|different|assumed)_name$|name_other_than")) or (
        bool(re.search("(other|another|different|false)_name", actor))
    )
    return is_bound(
        _actor(actor, facts),
        opted_in=bool(facts.flags("regf.*opt|opt.*(regf|reg_f)|regf_policy|reg_f_policy"))
        or bool(re.search("reg_?f", facts.word("policy_pack", "policy", "opt_in"))),
        other_name=other_name and "assumed_name" not in actor,
        **terms,
    )


def _actor(told: str, facts: Facts) -> str:
    """A collector unless it collects its own debt, or had it before default."""
    if facts.flags("obtained_before_default|before_default"):
        return "servicer_pre_default"
    if facts.flags("(principal|main)_(business|purpose).*collect"):
        return "debt_collector"
    if re.search("post_default|after_default|in_default", told):
        return "debt_collector"
    own = re.search("creditor|issuer|servic|affiliat|first_party|bank|lender|employee", told)
    return told if own or not told else "debt_collector"


def medium_of(facts: Facts) -> str:
    """call, sms, email, letter, portal; else the kind itself."""
    kind = facts.question
    words = ((name, pattern) for name, pattern in MEDIA_IN_NAMES if re.search(pattern, kind))
    return MEDIA.get(kind) or next((name for name, _ in words), kind)


def at_of(facts: Facts) -> datetime:
    """When the contact is made."""
    return moment(facts.need("at", "sent_at"), zone_of(facts))


def happened(row: Facts, facts: Facts, *names: str) -> bool:
    """Was this by the time of the contact? By the day where only a day is told."""
    told = row.get(*(names or ("at", "date", "received_at", "on")))
    at = facts.need("at", "sent_at")
    if told is None:
        return True
    zone = zone_of(facts)
    if has_clock(told) and has_clock(at):
        return moment(told, zone) <= moment(at, zone)
    return as_day(told, zone) <= as_day(at, zone)


def day_of(value: object) -> date | None:
    """A day, or None."""
    return None if value is None else as_day(value, None)


def role_of(facts: Facts) -> str:
    """Who the other person is, by the pack's names where there is one; "" for the consumer."""
    told = facts.word("role", "to_role", "party_role", "recipient_role", "recipient", "party",
                      "third_party", "person", "relationship")  # fmt: skip
    to = facts.word("to")
    if told in ("", "true", "false", "consumer") and PERSONS.search(to):
        told = to
    if told in ("true", "false"):
        return "third_party" if told == "true" else ""
    if told == "parent" and facts.flags("minor"):
        return "parent_of_minor"
    return next((name for name, words in ROLES if re.search(words, told)), told)


def debts_of(facts: Facts) -> set[str]:
    """Debts the contact is about."""
    told = facts.get("debts", default=[])
    names = (
        {str(debt) for debt in told if isinstance(debt, str)} if isinstance(told, list) else set()
    )
    return names or {str(facts.get("debt"))} - {"None"}


def inbound_of(facts: Facts) -> inconvenient.Inbound | None:
    """The consumer's message that this one answers, and how often it was answered before."""
    told = facts.get("in_reply_to", "response_to", "reply_to")
    if told is None:
        return None
    events = facts.parts("events")
    index = re.search(r"\d+", str(told))
    by_id = [row for row in events if row.get("id") == told]
    named = by_id or (events[int(index[0]) : int(index[0]) + 1] if index else [])
    if not named or not named[0].word("kind").endswith("_in"):
        return None
    medium = MEDIA.get(named[0].word("kind"), "")
    since, at = moment(named[0].need("at"), zone_of(facts)), at_of(facts)
    answered = sum(
        since < moment(row.need("at"), zone_of(facts)) <= at
        for row in events
        if row.word("kind").endswith("_out")
        and MEDIA.get(row.word("kind")) == medium
        and row.get("in_reply_to", default=told) == told
    )
    return inconvenient.Inbound(since, medium, answered) if since <= at else None


def in_session(facts: Facts) -> bool:
    """Is the consumer using the website or app just now?"""
    is_open = bool(facts.flags("session_(active|open)"))
    for row in sorted(facts.parts("events"), key=lambda row: str(row.get("at", default=""))):
        kind = row.word("kind")
        if "session" in kind and happened(row, facts):
            is_open = not re.search("end|close|logout|timeout", kind)
    return is_open


def next_weekday(day: date, weekdays: frozenset[int]) -> date:
    """The first of these weekdays after a day."""
    return next(
        later for step in range(1, 8) if (later := day + timedelta(days=step)).weekday() in weekdays
    )
