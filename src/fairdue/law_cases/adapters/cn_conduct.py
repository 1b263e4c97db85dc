"""China: words and acts of a contact, and whether the claim may be pressed at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules import standing as rules
from fairdue.contact.rules.conduct import (
    Overdraft,
    contact_is_not_banned,
    institution_is_named,
    is_recorded,
    may_act,
    may_mention_penalty,
    overstates,
)
from fairdue.kernel.calendars import add_months
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import moment, moment_or_none, under
from fairdue.law_cases.case import Answer, Facts, is_day
from fairdue.law_cases.registry import Law, answers

BEIJING = ZoneInfo("Asia/Shanghai")
DEMANDS = ("collect", "demand", "dun", "recover", "press", "payment", "repay", "pay_now", "urge",
           "negotiat")  # fmt: skip
ACTS: dict[str, Sequence[str]] = {
    "violence": ("violen", "assault"),
    "coercion": ("coerc", "detain", "restrain", "confine"),
    "following": ("follows", "following", "followed_", "stalk"),
    "harassment": ("harass", "bomb", "pester", "nuisance", "disturb"),
    "intimidation": ("intimidat", "frighten", "scare"),
    "insult": ("insult", "abus", "humiliat", "obscen", "swear"),
    "impersonation": ("impersonat", "poses_as", "pretends"),
    "privacy": ("discloses_privacy", "spreads", "privacy_breach", "invades", "leaks_",
                "illegal_data", "illegally_obtained", "publishes_personal", "exposes",
                "open_envelope", "postcard"),
    "threat": ("threat", "menac"),
    "fraud": ("fraud", "deceiv", "deceit", "false_statement", "misleading", "fake"),
    "fictitious_blacklist": ("blacklist", "fictitious"),
    "false_promise": ("false_promise", "empty_promise"),
    "exaggeration": ("exaggerat", "inflates", "overstates", "inflated"),
    "extra_fees": ("extra_fee", "adds_fee", "charges_fee", "collects_fee", "collection_fee",
                   "fee_requested", "asks_fee", "extra_charge",
                   "fee_charged"),
    "new_borrowing": ("new_borrowing", "new_loan", "induces_borrow", "suggests_borrow",
                      "borrow_to_repay", "induces_loan"),
    "public_posting": ("posts_public", "to_public", "public_posting", "posted_publicly",
                       "in_public",
                       "publicly_visible", "banner"),
}  # fmt: skip
"""What of the name of an act is enough to know it by."""

TOLD_IN = ("conduct", "behaviour", "behavior", "acts", "act", "tone", "method", "means", "delivery",
           "tactics", "prohibited_conduct", "violations", "claims", "threat", "says")  # fmt: skip
"""Fields whose words name acts."""

POSTS = ("post", "publish", "public", "moments", "broadcast", "banner")
AUTHORITIES = ("court", "police", "prosecut", "procurator", "judge", "government", "arbitrat",
               "public_security", "tax_", "lawyer")  # fmt: skip
NOTHING = ("false", "False", "none", "None", "no", "0", "0.0", "0.00", "[]", "{}", "")
PUBLIC_PLACES = ("lobby", "public", "board", "elevator", "street", "gate", "square", "hallway")
OWN_STAFF = ("", "bank", "issuer", "institution", "ai_agent")
GUILT = ("crime", "criminal", "arrest", "jail", "prison", "guilt")
NAMING = ("stat", "identif", "disclos", "nam", "told", "introduc")


def is_demand(purpose: str) -> bool:
    """Does this purpose press for payment? Contact without a stated purpose does."""
    return not purpose or any(token in purpose for token in DEMANDS)


def conduct(facts: Facts, law: Law, at: datetime) -> list[Clause]:
    """Forbidden acts, the institution's name, penal wording, recording."""
    content = str(facts.get("content", "text", "body", "script", default=""))
    truthful = facts.flag("truthful")
    acts = _acts(facts)
    clauses = under(law, "CN-COND-01", may_act, acts, content, truthful=truthful)
    for rule in ("CN-FREQ-03", "CN-HARASS-01", "CN-ILLDEBT-01"):
        clauses += under(law, rule, may_act, acts, "", truthful=truthful, rule=rule)
    if _banned(facts, at):
        clauses.append(contact_is_not_banned(banned=True))
    clauses += under(
        law,
        "CN-COND-02",
        institution_is_named,
        first_contact=_is_first(facts, at),
        stated=_institution_stated(facts),
    )
    clauses += under(
        law,
        "CN-CRIM-07",
        may_mention_penalty,
        content,
        _overdraft(facts, law.on),
        asserted=facts.affirms(*GUILT),
    )
    return clauses + under(law, "CN-REC-01", is_recorded, is_taped(facts))


TAPED = re.compile(
    r"((call|visit|conversation|audio|video|audio_or_video|process|collection)_)*"
    r"record(ed|ing)(_enabled|_on)?"
)


def is_taped(facts: Facts) -> bool | None:
    """Is it recorded? One kind of recording is enough; None where nothing is told."""
    told = [value for name, value in facts.known.items() if TAPED.fullmatch(name)]
    flags = [value for value in told if isinstance(value, bool)]
    words = [str(value).lower() for value in told if isinstance(value, str)]
    if flags:
        return any(flags)
    return None if not words else any(word not in NOTHING for word in words)


def _banned(facts: Facts, at: datetime) -> bool:
    ban = facts.get("police_contact_ban", "contact_ban", "police_ban")
    if not isinstance(ban, dict):
        ends = facts.day_like("ban_until", "ban_end", "banned_until")
        if ends is not None:
            return at.astimezone(BEIJING).date() < ends
        return bool(ban) or facts.affirms("police_ban", "banned_contact", "contact_banned")
    told = Facts(ban, BEIJING)
    since, until = moment_or_none(told, "from", "since"), moment_or_none(told, "until", "to", "end")
    return (since is None or since <= at) and (until is None or at < until)


def _is_first(facts: Facts, at: datetime) -> bool:
    """Is it the first contact, as told or as the log shows it?"""
    told = facts.flag_or_none("first_contact", "is_first_contact")
    if told is not None:
        return told
    log = facts.parts("contact_log")
    return not any(row.word("outcome", default="connected") != "no_answer" for row in log)


def _institution_stated(facts: Facts) -> bool:
    return not any(
        value is False and "institution" in name and any(token in name for token in NAMING)
        for name, value in facts.known.items()
    )


def _acts(facts: Facts) -> set[str]:
    told = [name for name, value in facts.known.items() if value and str(value) not in NOTHING]
    told.append(facts.word("type"))
    words: list[str] = []
    for name in TOLD_IN:
        stated = facts.known.get(name)
        words += [stated] if isinstance(stated, str) else []
        words += map(str, stated) if isinstance(stated, list) else []
    acts = {
        act
        for act, tokens in ACTS.items()
        if any(token in name for name in (*told, *words) for token in tokens)
        or any(act in word for word in words)
    }
    promised = str(facts.known.get("promise", ""))
    erases = re.search("(eras|delet|remov|clear|clean)", promised) is not None
    if erases or any(name.startswith("promises") and "to_pay" not in name for name in told):
        acts.add("false_promise")
    acts.discard("impersonation")
    if facts.get("truthful") is False:
        acts.add("fraud")
    if facts.denies("sealed_envelope"):
        acts.add("privacy")
    checks = {
        "impersonation": _impersonates(facts),
        "exaggeration": _overstates(facts),
        "public_posting": _posts(facts),
        "private_device": _uses_private_device(facts),
    }
    return acts | {act for act, done in checks.items() if done}


def _impersonates(facts: Facts) -> bool:
    posed = facts.word("impersonates", "poses_as")
    claimed = facts.word("claims_to_be", "identifies_as", "claims_identity", "self_identifies_as",
                         "introduces_as", "caller_identity", "sender")  # fmt: skip
    licensed = facts.affirms("licen") or facts.affirms("law_firm_engaged")
    if posed not in NOTHING:
        return not (posed == "lawyer" and licensed)
    if any(token in claimed for token in AUTHORITIES):
        return not ("lawyer" in claimed and licensed)
    if facts.affirms("poses_as", "impersonat", "pretends"):
        return True
    own = any(name in claimed for name in ("bank", "issu", "institution"))
    agency = facts.word("by").startswith("agency")
    return agency and own and "agency" not in claimed and "behalf" not in claimed


def _overstates(facts: Facts) -> bool:
    known = facts.within("facts")
    stated = known.amount_like("stated_amount", "claimed_amount", "amount_stated", "amount_claimed")
    owed = known.amount_like("actual", "balance", "amount_due", "amount_owed")
    return overstates(stated, owed)


def _posts(facts: Facts) -> bool:
    in_public = any(token in facts.word("place") for token in PUBLIC_PLACES)
    delivered = any(token in facts.word("delivery", "delivery_method") for token in POSTS)
    posts = any(token in facts.word("type") for token in POSTS)
    letter = "letter" in facts.word("type")
    return posts or facts.word("to") == "public" or (letter and (in_public or delivered))


def _uses_private_device(facts: Facts) -> bool:
    named = any(
        token in facts.word(name)
        for name in (
            "device",
            "account",
            "channel_owner",
            "device_owner",
            "phone",
            "sender_account",
            "channel_account",
            "line",
        )
        for token in ("private", "personal")
    )
    told = any(
        value is True
        and ("private" in name or "personal" in name)
        and any(token in name for token in ("phone", "account", "device", "mobile", "wechat"))
        for name, value in facts.known.items()
    )
    approved = facts.affirms("approv", "bank_consent", "institution_consent", "consent_of_bank")
    return (named or told) and not approved and facts.word("by") not in OWN_STAFF[1:]


def _overdraft(facts: Facts, today: date) -> Overdraft:
    told = Facts({**facts.known, **facts.get("facts", default={})}, BEIJING)
    months = told.number("months_since_second_collection", default=0)
    second = told.day_or_none("second_effective_collection", "second_effective_collection_date")
    while second is not None and add_months(second, months + 1) + timedelta(days=1) <= today:
        months += 1
    return Overdraft(
        effective_collections=told.number("effective_collections", default=0),
        unpaid_months=months,
        principal=told.amount(
            "overdraft_principal", "principal", "criminal_principal", "principal_unpaid",
            default="0",
        ),
    )  # fmt: skip


BROKEN = ("broken", "breached", "defaulted", "in_default", "default", "terminated", "cancelled",
          "completed", "settled")  # fmt: skip
KEPT = ("performing", "active", "in_force", "signed", "current")


def standing(facts: Facts, law: Law, at: datetime) -> list[Clause]:
    """Plan, assignment, objection."""
    collects = is_demand(facts.word("purpose"))
    told = facts.get("plan", "personal_instalment", "repayment_plan", "instalment_plan")
    plan = Facts(told if isinstance(told, dict) else {}, BEIJING)
    signed = moment_or_none(plan, "signed_at", "signed_on")
    broken = moment_or_none(plan, "defaulted_at", "defaulted_on", "broken_at")
    clauses = under(
        law,
        "CN-PLAN-02",
        rules.may_collect_despite_plan,
        collects=collects,
        signed=plan.flag("signed", default=signed is not None or plan.word("status") in KEPT)
        and (signed is None or signed <= at),
        broken=(plan.affirms("default", "broken", "terminat", "breach") and broken is None)
        or plan.word("status") in BROKEN
        or (broken is not None and broken <= at),
    )
    return (
        clauses
        + under(law, "CN-ASSIGN-01", rules.may_collect_as_assignee, collects=collects,
                by_assignee=_by_assignee(facts), notified=_notified(facts, at))
        + under(law, "CN-DISP-01", rules.may_collect_despite_objection, collects=collects,
                **_objection(facts, at))
    )  # fmt: skip


def _by_assignee(facts: Facts) -> bool:
    told = facts.get("assignment")
    buyer = facts.word("debt_assigned_to", "assigned_to", "assignee") or (
        Facts(told, BEIJING).word("to", "assignee") if isinstance(told, dict) else ""
    )
    by = facts.word("on_behalf_of", "by")
    return bool(buyer) and (not by or buyer in by or by not in OWN_STAFF)


def _notified(facts: Facts, at: datetime) -> bool:
    told = facts.get("assignment")
    facts = Facts({**facts.known, **told}, BEIJING) if isinstance(told, dict) else facts
    days = [
        value
        for name, value in facts.known.items()
        if any(token in name for token in ("notice", "notif")) and is_day(value)
    ]
    if days:
        return min(moment(day, BEIJING) for day in days) <= at
    return not facts.denies("notif", "notice")


@answers("CN", otherwise_of=("CN-ASSIGN-01",), asked=("effective",))
def assignment_effective(facts: Facts, law: Law) -> Answer:
    """Has the assignment effect on the debtor, and since when: since the notice arrived."""
    law.terms("CN-ASSIGN-01")
    if any(token in facts.word("what") for token in ("from", "since", "date", "_on_day")):
        return Answer.computed(facts.day_like("notice", "notif"))
    return Answer.computed(_notified(facts, datetime.combine(law.on, time.max, BEIJING)))


def _objection(facts: Facts, at: datetime) -> dict[str, object]:
    listed = facts.get("objections", "disputes", default=[])
    told = facts.get("objection", "dispute", default=listed[-1] if listed else {})
    objection = Facts(told if isinstance(told, dict) else {}, BEIJING)
    received = moment_or_none(objection, "received_at", "received_on")
    settled = objection.affirms("resolved", "closed", "finished", "withdrawn", "rejected")
    # A step that the case leaves out is not missing.
    done = [step for step, tokens in STEPS.items() if not objection.denies(*tokens)]
    is_open = bool(objection.known) and not settled and (received is None or received <= at)
    return {"open_objection": is_open, "done": done}


STEPS = {
    "account_annotated": ("annotat", "mark", "flagged"),
    "verification_started": ("verif", "check", "investigat"),
}
"""The first steps on an objection, and what of a field's name tells them."""
