"""China: words and acts of a contact, and whether the claim may be pressed at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules import standing as rules
from fairdue.contact.rules.conduct import (
    Overdraft,
    institution_is_named,
    is_recorded,
    may_act,
    may_mention_penalty,
)
from fairdue.kernel.calendars import add_months
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import moment_or_none, under
from fairdue.law_cases.case import Facts
from fairdue.law_cases.registry import Law

BEIJING = ZoneInfo("Asia/Shanghai")
DEMANDS = ("collect", "demand", "dun", "recover", "press", "payment", "repay", "pay_now", "urge",
           "negotiat")  # fmt: skip
ACTS: dict[str, Sequence[str]] = {
    "violence": ("violen", "assault"),
    "coercion": ("coerc", "detain", "restrain", "confine", "follows_", "stalk"),
    "intimidation": ("intimidat", "frighten"),
    "insult": ("insult", "abus", "humiliat", "obscen"),
    "impersonation": ("impersonat", "poses_as", "pretends"),
    "privacy": ("privacy", "illegal_data", "spreads_", "publishes_personal"),
    "threat": ("threat", "harass"),
    "fraud": ("fraud", "deceiv", "false_statement", "misleading", "fake"),
    "fictitious_blacklist": ("blacklist", "fictitious"),
    "false_promise": ("false_promise", "promises_"),
    "exaggeration": ("exaggerat", "inflates", "overstates"),
    "extra_fees": ("extra_fee", "adds_fee", "charges_fee", "collects_fee"),
    "new_borrowing": ("new_borrowing", "new_loan", "induces_borrow", "suggests_borrow"),
    "public_posting": ("posts_public", "public_posting", "posted_publicly", "in_public",
                       "publicly_visible"),
}  # fmt: skip
POSTS = ("post", "publish", "public", "moments", "broadcast")
AUTHORITIES = ("court", "police", "prosecut", "procurator", "judge", "government", "arbitrat")
NOTHING = ("false", "False", "none", "None", "no", "0", "0.00")
PUBLIC_PLACES = ("lobby", "public", "board", "elevator", "street", "gate", "square", "hallway")
OWN_STAFF = ("", "bank", "issuer", "institution", "ai_agent")


def is_demand(purpose: str) -> bool:
    """Does this purpose press for payment? Contact without a stated purpose does."""
    return not purpose or any(token in purpose for token in DEMANDS)


def conduct(facts: Facts, law: Law) -> list[Clause]:
    """Forbidden acts, the institution's name, penal wording, recording."""
    content = str(facts.get("content", "text", "body", default=""))
    truthful = facts.flag("truthful")
    clauses = under(law, "CN-COND-01", may_act, _acts(facts), content, truthful=truthful)
    clauses += under(
        law,
        "CN-COND-02",
        institution_is_named,
        first_contact=facts.flag("first_contact", "is_first_contact"),
        stated=facts.flag("states_institution", "institution_stated", default=True),
    )
    clauses += under(law, "CN-CRIM-07", may_mention_penalty, content, _overdraft(facts, law.on))
    told = facts.get("recorded")
    return clauses + under(law, "CN-REC-01", is_recorded, None if told is None else bool(told))


def _acts(facts: Facts) -> set[str]:
    flags = [name for name, value in facts.known.items() if value and str(value) not in NOTHING]
    acts = {
        act for act, tokens in ACTS.items() if any(t in name for name in flags for t in tokens)
    } - {"impersonation"}
    posed = facts.word("impersonates", "poses_as")
    claimed = facts.word("claims_to_be", "identifies_as", "sender")
    agency = facts.word("by").startswith("agency")
    if posed not in ("", *NOTHING) or any(token in claimed for token in AUTHORITIES):
        acts.add("impersonation")
    if agency and claimed in ("bank", "issuer", "institution"):
        acts.add("impersonation")
    if facts.get("truthful") is False:
        acts.add("fraud")
    in_public = any(token in facts.word("place") for token in PUBLIC_PLACES)
    letter = facts.word("type") == "letter"
    posts = any(token in facts.word("type") for token in POSTS)
    if posts or facts.word("to") == "public" or (letter and in_public):
        acts.add("public_posting")
    private = any(
        "private" in facts.word(name) or "personal" in facts.word(name)
        for name in ("device", "account", "phone", "sender_account", "channel_account")
    )
    approved = facts.flag("bank_approved", "institution_approved", "approved")
    if private and not approved and facts.word("by") not in OWN_STAFF[1:]:
        acts.add("private_device")
    return acts


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


def standing(facts: Facts, law: Law, at: datetime) -> list[Clause]:
    """Plan, assignment, objection."""
    collects = is_demand(facts.word("purpose"))
    plan = Facts(facts.get("plan", default={}), BEIJING)
    signed = moment_or_none(plan, "signed_at", "signed_on")
    broken = moment_or_none(plan, "defaulted_at", "defaulted_on", "broken_at")
    clauses = under(
        law,
        "CN-PLAN-02",
        rules.may_collect_despite_plan,
        collects=collects,
        signed=plan.flag("signed", default=signed is not None) and (signed is None or signed <= at),
        broken=plan.flag("in_default", "broken", "terminated")
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
    buyer = facts.word("debt_assigned_to", "assigned_to", "assignee")
    by = facts.word("by")
    return bool(buyer) and (not by or buyer in by or by not in OWN_STAFF)


def _notified(facts: Facts, at: datetime) -> bool:
    told = moment_or_none(facts, "debtor_notified_at", "notified_at", "notice_arrived_at")
    if told is not None:
        return told <= at
    return facts.flag("debtor_notified", "assignment_notified", default=True)


def _objection(facts: Facts, at: datetime) -> dict[str, object]:
    objection = Facts(facts.get("objection", default={}), BEIJING)
    received = moment_or_none(objection, "received_at", "received_on")
    settled = objection.flag("resolved", "closed", "verification_finished", "withdrawn")
    # A step that the case leaves out is not missing.
    steps = ("account_annotated", "verification_started")
    done = [name for name in steps if objection.known.get(name, True)]
    is_open = bool(objection.known) and not settled and (received is None or received <= at)
    return {"open_objection": is_open, "done": done}
