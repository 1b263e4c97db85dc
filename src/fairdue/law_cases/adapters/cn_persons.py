"""China: whom one may contact besides the debtor, and what they may be told."""

from __future__ import annotations

from datetime import datetime

from fairdue.contact.rules import third_parties
from fairdue.contact.rules.call_log import failed_in_a_row
from fairdue.kernel.verdict import Clause
from fairdue.law_cases.adapters.cited import moment, moment_or_none, under
from fairdue.law_cases.adapters.cn_calls import BEIJING, dials_of, recipient
from fairdue.law_cases.adapters.cn_conduct import is_demand
from fairdue.law_cases.adapters.cn_liability import heir_owes, spouses_owe_together
from fairdue.law_cases.case import Facts, as_day
from fairdue.law_cases.registry import Law
from fairdue.law_cases.words import holds
from fairdue.legal.rules.liability import may_demand_of_heir

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


def third_party(facts: Facts, law: Law, at: datetime) -> list[Clause]:
    """The clauses on whom one contacts, and on what a contact person is told."""
    told = Facts(facts.get("third_party", default={}), BEIJING)
    to = recipient(facts)
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
        dials = [dial for dial in dials_of(facts) if dial.person == "debtor"]
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
