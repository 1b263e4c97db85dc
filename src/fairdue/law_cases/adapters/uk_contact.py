"""United Kingdom: may this customer be contacted now, this way?"""

from __future__ import annotations

import re
from datetime import time
from typing import Any
from zoneinfo import ZoneInfo

from fairdue.contact.rules import uk_contact as rules
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters import uk, uk_respite
from fairdue.law_cases.adapters.cited import clock, has_clock, moment, under
from fairdue.law_cases.case import Answer, Facts, as_day
from fairdue.law_cases.registry import Law, answers
from fairdue.rulebook.packs import NoValueError
from fairdue.wording.rules.said import Said, Wish, understand

LONDON = ZoneInfo("Europe/London")
MEDIA = {
    "call_out": "call", "call": "call", "voicemail_out": "call", "sms_out": "sms",
    "text_out": "sms", "email_out": "email", "letter_out": "letter", "mail_out": "letter",
    "visit": "visit", "visit_out": "visit", "home_visit": "visit", "app_message_out": "app",
    "portal_message_out": "app",
}  # fmt: skip
PERMITTED = (
    ("adviser", "advis"),
    (
        "legal_notice",
        "cca|required_by|statutory|fca_|handbook|legal_notice|notice_required|"
        "default_notice|statement_req",
    ),
    (
        "debtor_request",
        "debtor_request|customer_request|at_request|requested|at_debtor|"
        "(debtor|customer)_asked|asked_for",
    ),
    ("reply", "reply|response|answer|respond"),
    ("court_step", "court"),
    ("unrelated", "unrelated|fraud|service|other_matter|different_debt|not_about"),
)
THIRD = re.compile("employer|neighbo|relative|family|friend|colleague|parent|partner|flatmate|"
                   "housemate|third_party$")  # fmt: skip
PURSUIT = ("payment", "demand", "collect", "recover", "enforce", "arrears_chase", "chase")
CONDUCT = ("uk.debt_respite.contact", "uk.conc.7.9", "uk.conc.7.10", "uk.conc.7.12",
           "uk.conc.7.13", "uk.conc.7.14", "uk.conc.7.3.11")  # fmt: skip
NOT_COLLECTING = re.compile("pass_|record|investigat|signpost|accept|acknowledg")


@answers("UK", *MEDIA, "pursue_recovery", "refuse_payment", otherwise_of=CONDUCT)
def may_contact(facts: Facts, law: Law) -> Answer:
    """Hours and requests, breathing space, capacity, advisers, disputes, privacy, fairness."""
    purpose, kind = facts.word("purpose"), facts.question
    if (
        kind not in MEDIA
        and facts.day_like(PLANNING)
        and re.search("until|date|ends|how_long", kind)
    ):
        return suspension(facts, law)
    pursues = not purpose or any(token in purpose for token in PURSUIT)
    pursues = pursues and not NOT_COLLECTING.search(kind)
    to_adviser = bool(re.search("advis|represent|third_party|attorney|deputy|solicitor",
                                facts.word("to", "to_role", "recipient")))  # fmt: skip
    why = "adviser" if to_adviser else f"{purpose} {_why(facts)}".strip()
    excused = bool(facts.flags("consent.*direct|customer_consent|objective|required_by_law")) or (
        _permitted(why) == "legal_notice"
    )
    refuses = re.search("refuse_|decline_|ignore_", kind)
    return Answer.judged(
        *_hours(facts, law),
        *_moratorium(facts, law, why),
        *under(law, "uk.conc.7.10.capacity", rules.may_pursue, pursues=pursues,
               capacity_doubted=_capacity_doubted(facts)),
        *under(law, "uk.conc.7.12.adviser", rules.may_go_past_adviser,
               to_adviser=to_adviser and not refuses,
               represented=_represented(facts), excused=excused),
        *under(law, "uk.conc.7.14.dispute", rules.may_pursue_disputed, pursues=pursues,
               disputed=_disputed(facts)),
        *_suspension(facts, law, pursues=pursues and not to_adviser),
        *_privacy(facts, law),
        *under(law, "uk.conc.7.3.fairness", rules.treats_fairly,
               {name for name, value in facts.known.items()
                if value is True and uk.UNFAIR.search(name)}),
    )  # fmt: skip


def _why(facts: Facts) -> str:
    """Reasons told outside the purpose: a reply, a request, a duty of law."""
    replied = facts.get("in_reply_to", "response_to")
    asked = facts.flags("(debtor|customer)_(requested|asked)|requested_by_(debtor|customer)")
    return " ".join(
        word for word, told in (("reply", replied), ("requested", asked),
                                ("required_by_law", facts.flags("required_by"))) if told
    )  # fmt: skip


def _hours(facts: Facts, law: Law) -> list[Clause]:
    told = facts.get("at")
    if not has_clock(told):
        return []
    medium = MEDIA.get(facts.question, "")
    place = facts.word("number_type", "place", "address_type")
    place = "work" if re.search("work|office", place) else place
    place = "home" if re.search("home|landline|resid", place) else place
    place = place or ("home" if medium == "visit" else "")
    said = [_said(each) for each in _requests(facts)]
    wishes = [wish for each in said for wish in each.wishes]
    unclear = any(each.unclear for each in said)
    policy = facts.get("hours_policy", "policy_hours", "hours")

    def decide(**terms: Any) -> tuple[Clause, ...]:
        return rules.may_contact_reasonably(
            moment(told, LONDON), medium, wishes, LONDON,
            by_the_clock=medium != "letter" and (policy is not None or facts.flag(HOURS_ASKED)),
            place=place, unclear=unclear, **(terms | _own_hours(policy)),
        )  # fmt: skip

    return under(law, "uk.conc.7.9.4.contact_time", decide)


HOURS_ASKED = "!hours"
"""Whether the firm's default hours are asked of; other rules' cases tell theirs or none."""


@answers("UK", whole_of=("uk.conc.7.9.4",))
def contact_time(facts: Facts, law: Law) -> Answer:
    """Contact at a reasonable time: by the firm's hours, or those of the pack's policy."""
    return may_contact(Facts({**facts.known, HOURS_ASKED: True}, facts.zone), law)


def _own_hours(policy: Any) -> dict[str, time]:
    """The firm's own hours as a case tells them; none where it doesn't."""
    if isinstance(policy, dict):
        told = Facts(policy)
        begins, ends = told.get("from", "start", "earliest"), told.get("to", "end", "latest")
    elif isinstance(policy, str) and "-" in policy:
        begins, _, ends = (part.strip() for part in policy.partition("-"))
    else:
        return {}
    return {"earliest": clock(begins), "latest": clock(ends)}


def _requests(facts: Facts) -> list[Any]:
    told = facts.get("customer_request", "customer_requests", "requests", "customer_said",
                     "request", default=[])  # fmt: skip
    return [told] if isinstance(told, str | dict) else list(told)


def _said(told: Any) -> Said:
    """A request in words, or as hours."""
    if not isinstance(told, dict):
        return understand(str(told))
    row = Facts(told)
    text = row.word("text", "request", "said")
    if text:
        return understand(text)
    begins, ends = row.get("not_before", "after"), row.get("not_after", "before")
    found = [Wish(ends=clock(begins))] if begins else []
    found += [Wish(begins=clock(ends))] if ends else []
    return Said(tuple(found))


def _permitted(why: str) -> str:
    """Why contact in a moratorium may be permitted, by the pack's names; else as told."""
    return next((name for name, words in PERMITTED if re.search(words, why)), why)


def _moratorium(facts: Facts, law: Law, purpose: str) -> list[Clause]:
    if facts.day_like(uk_respite.ENTRY) is None:
        return []
    try:
        space = uk_respite.moratorium_of(facts, law)
    except NoValueError:
        return []
    on = as_day(facts.need("at"), LONDON)
    return under(
        law, "uk.debt_respite.contact", rules.may_contact_in_moratorium,
        covered=space.covers(on) and facts.flag("moratorium_debt", default=True),
        nation=uk.nation_of(facts), why=_permitted(purpose),
    )  # fmt: skip


def _capacity_doubted(facts: Facts) -> bool:
    told = [name for name, value in facts.known.items() if value is True and "capacity" in name]
    doubted = any(not re.search("confirm|assess|regain|has_capacity", name) for name in told)
    settled = any(re.search("confirm|regain|has_capacity|assessed_present", name) for name in told)
    found = " ".join(str(value) for name, value in facts.known.items()
                     if "capacity" in name and isinstance(value, str))  # fmt: skip
    return doubted and not settled and "has_capacity" not in found


def _represented(facts: Facts) -> bool:
    return bool(facts.get("debt_adviser", "adviser", "authorised_representative",
                          "adviser_appointed", "represented_by_adviser", "authorised_third_party",
                          "represented", "third_party_authorised", "debt_advisor"))  # fmt: skip


def _disputed(facts: Facts) -> bool:
    raised = facts.flags("^(debt_)?disputed|dispute_(open|raised|received)|valid_dispute|disputes_")
    done = facts.flags("investigat(ed|ion_complete)|dispute_(resolved|rejected|closed)|resolved")
    about = facts.word("about", "part")
    return bool(raised) and not done and "undisputed" not in about


PLANNING = "plan_(notified|in_prep|being)|adviser_notified|being_prepared|notified_of_.*advis"


def _suspension(facts: Facts, law: Law, *, pursues: bool) -> list[Clause]:
    """Recovery waits while a repayment plan is made: CONC 7.3.11R."""
    on = as_day(facts.get("at", default=law.on), LONDON)
    return under(law, "uk.conc.7.3.11", rules.may_pursue_while_planning,
                 facts.day_like(PLANNING), on, pursues=pursues,
                 extended=bool(facts.flags("exten")))  # fmt: skip


@answers("UK", "suspension_until", "forbearance_until", "suspend_until", "suspension_end")
def suspension(facts: Facts, law: Law) -> Answer:
    """Until when recovery is generally suspended for a plan."""
    since = facts.day_like(PLANNING) or facts.day("notified_on", "notified", "adviser_notified")
    return Answer.computed(
        rules.suspended_until(since, extended=bool(facts.flags("exten")),
                              **law.terms("uk.conc.7.3.11"))
    )  # fmt: skip


def _privacy(facts: Facts, law: Law) -> list[Clause]:
    identified = facts.flags("identity_verified|identified|verified_identity") is not False
    telling = facts.flags("^(discloses|discusses|reveals|details|mentions)")
    other = THIRD.search(facts.word("to", "to_role", "recipient", "third_party", "answered_by"))
    learns = facts.flags("(discloses|reveals)_to_(third|other)|third_party_(may_)?learn|"
                         "public.*embarrass|visible_to_others|embarrass")  # fmt: skip
    premium = facts.flags("premium") or "premium" in facts.word("callback_number", "number_kind")
    return under(
        law, "uk.conc.7.9.7.privacy", rules.keeps_private,
        discloses_to_others=bool(learns) or (bool(other) and telling is not False),
        unidentified=not identified and bool(telling),
        premium_number=bool(premium),
    )  # fmt: skip
