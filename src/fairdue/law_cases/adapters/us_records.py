"""United States: what a debt collector may furnish, sell, sue for and must keep; Regulation F."""

from __future__ import annotations

import re
from datetime import date

from fairdue.compliance.rules import retention, validation
from fairdue.credit_record.rules import furnishing
from fairdue.kernel.calendars import add_months
from fairdue.law_cases.adapters.us_facts import binds
from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.compare import Named
from fairdue.law_cases.registry import Law, answers
from fairdue.legal.rules import limitation, time_barred
from fairdue.portfolio.rules import allocation

RETURNED = "undeliverable|bounce|returned|not_delivered"
SPOKE = "spoke|spoken|conversation|in_person|talked"
WROTE = "letter|email|message|sms|text_(out|sent)|notice_sent|mailed|written"


def standing_messages(facts: Facts, sent: str) -> list[date]:
    """Days of messages that no notice of non-delivery, listed after them, undid."""
    days: list[date] = []
    for event in facts.parts("events"):
        kind = event.word("kind", "type", "outcome")
        if re.search(RETURNED, kind):
            days.clear()
        elif re.search(sent, kind) and not re.search("limited_content|voicemail|_in$|receiv", kind):
            days.append(event.day("at", "date", "on"))
    return days


def _outreach(facts: Facts) -> furnishing.Outreach:
    returned = facts.days_of_events(RETURNED)
    sent = [
        event.day("at", "date", "on")
        for event in facts.parts("events")
        if re.search(WROTE, event.word("kind", "type"))
        and not re.search("limited_content|voicemail|_in$", event.word("kind", "type"))
    ]
    early = [day for day in sent if returned and day < max(returned)]
    return furnishing.Outreach(
        spoke_on=facts.days_of_events(SPOKE),
        sent_on=[*standing_messages(facts, WROTE), *early],
        undeliverable_on=returned,
        monitored=facts.flags("monitor") is not False,
    )


@answers("US", "earliest_furnish_date", "earliest_furnishing_date", "furnish_to_cra", "furnish",
         otherwise_of=("us.regf.30a",))  # fmt: skip
def furnish(facts: Facts, law: Law) -> Answer:
    """May a debt collector furnish the debt, or from which day?"""
    terms = law.terms("us.regf.30a.furnish_wait")
    if re.search("earliest|first|date", facts.question):
        return Answer.computed(
            furnishing.furnishing_allowed_from(_outreach(facts), date.max, **terms)
        )
    if not binds(facts, law):
        return Answer("allow")
    return Answer.judged(furnishing.may_furnish(_outreach(facts), law.on, **terms))


@answers("US", "sell_debt", "place_debt", "transfer_debt", otherwise_of=("us.regf.30b",))
def sell(facts: Facts, law: Law) -> Answer:
    """May the debt be sold or placed?"""
    terms = law.terms("us.regf.30b.sale")
    told = [facts.word("status", "debt_status"), facts.word("state")]
    told += [name for name, value in facts.known.items() if value is True]
    status = next(
        (name for name in terms["barred_statuses"] if any(name in word for word in told)), "open"
    )
    why = " ".join(facts.word(name) for name in ("exception", "purpose", "reason", "transfer_type"))
    exception = next((name for name in terms["exceptions"] if name in why), "")
    if re.search("return|to_owner|recourse", why):
        exception = "return"
    return Answer.judged(furnishing.may_sell(status, exception, **terms))


@answers("US", "apply_payment", otherwise_of=("us.regf.30c",))
def apply_payment(facts: Facts, law: Law) -> Answer:
    """May the payment go to this debt?"""
    law.terms("us.regf.30c")
    debt = facts.get("debt", "to_debt", "apply_to", "to")
    disputed = list(facts.get("disputed_debts", default=[]))
    given = Facts(facts.get("overshadowed", default={})).get("debts", default=facts.get("debts"))
    disputed += [
        row.get("id") for row in (given or []) if isinstance(row, dict) and row.get("disputed")
    ]
    directed = facts.get("consumer_direction", "directed_to", "consumer_directs", "direction")
    allowed = allocation.may_pay_debt(
        disputed=facts.flag("disputed") or debt in disputed,
        directed_elsewhere=directed is not None and directed != debt,
    )
    return Answer("allow" if allowed else "deny")


@answers("US", "earliest_purge_dates", "purge_record", "purge_records", "purge_recording",
         otherwise_of=("us.regf.100",))  # fmt: skip
def purge(facts: Facts, law: Law) -> Answer:
    """The last days to keep records and recordings, or whether one may go on this day."""
    terms = law.terms("us.regf.100.retention")
    kind = facts.question
    if re.search("keep|retain", kind) and not re.search("until|date", kind):
        return Answer("allow")
    last = facts.day_like("last_(collection_)?activity|activity_ended|last_collection")
    recorded = facts.day_like("record(ing|ed)")
    if not re.search("date|until|last_day", kind):
        of_call = "recording" in kind or (recorded is not None and last is None)
        kept = retention.Term("us.regf.100.retention", recorded if of_call else last,
                              terms["recording_years" if of_call else "records_years"])  # fmt: skip
        holds = len(facts.get("holds", "legal_holds", default=[])) + bool(facts.flags("hold$"))
        return Answer.judged(*retention.may_purge(law.on, [kept], holds))
    found = {}
    if last:
        found["records_after"] = add_months(last, 12 * terms["records_years"])
    if recorded:
        found["recording_after"] = add_months(recorded, 12 * terms["recording_years"])
    main = found.get("recording_after" if "recording" in kind else "records_after")
    return Answer.computed(Named(main or next(iter(found.values()), None), **found))


@answers("US", "threaten_suit", "file_suit", "sue", "file_proof_of_claim", "proof_of_claim",
         whole_of=("us.regf.26",))  # fmt: skip
def threaten_suit(facts: Facts, law: Law) -> Answer:
    """May a suit be threatened or brought? Asking for payment isn't barred."""
    kind = facts.question
    about = " ".join([kind, facts.word("content", "purpose", "statement")])
    sues = bool(re.search("suit|sue|legal|court|litig|action|proceed|lawsuit", about))
    sues = (sues or bool(facts.flags("threat"))) and "without" not in about
    clause = time_barred.may_threaten_suit(
        time_barred=sues and _time_barred(facts, law),
        proof_of_claim="proof_of_claim" in about or bool(facts.flags("proof_of_claim")),
        applies=law.term("us.regf.26.time_barred", "applies") and binds(facts, law),
    )
    return Answer.judged(clause)


def _time_barred(facts: Facts, law: Law) -> bool:
    """As told, or by the state's period that the case gives."""
    told = facts.flags("limitations_(period_)?expired|^time_?barred|sol_expired")
    last = facts.day_like("limitations?_(expires|expiry|ends|end)|sol_ends|expires")
    years = facts.find("limitation.*years|sol_years")
    accrued = facts.day_like("accru|default_date|last_payment|cause_of_action|breach")
    if last is None and years is not None and accrued is not None:
        last = add_months(accrued, 12 * int(years))
    if last is not None:
        return limitation.is_time_barred(last, law.on)
    return bool(told)


@answers("US", "charge_convenience_fee", "collect_amount", "charge_fee", "collect_fee",
         otherwise_of=("us.regf.22b.amounts", "us.regf.22b.conv", "us.regf.22a"))  # fmt: skip
def collect_amount(facts: Facts, law: Law) -> Answer:
    """May the amount or fee be asked for?"""
    agreed = facts.flags("(authori[sz]ed|permitted|created)_by_(the_)?(agreement|contract)|"
                         "agreement_(authori|permit|provid)")  # fmt: skip
    lawful = facts.flags("(permitted|authori[sz]ed|allowed)_by_law|law_(permits|authori)")
    applies = law.term("us.regf.22b.amounts", "applies") and binds(facts, law)
    clause = validation.may_collect_amount(agreed=agreed, law_permits=lawful, applies=applies)
    return Answer.judged(clause)


@answers("US", "postdated_notice_window", "deposit_postdated_payment", "deposit_check",
         "deposit_postdated_check", otherwise_of=("us.regf.22b", "us.regf.22c"))  # fmt: skip
def postdated(facts: Facts, law: Law) -> Answer:
    """When a postdated deposit may be announced, and whether it may be made."""
    terms = law.terms("us.regf.22b.postdated")
    dated = facts.day_like("deposit_(on|date)|postdated|check_date|dated|instrument_date|^deposit$")
    if dated is None:
        dated = facts.day("deposit_on", "postdated_to")
    if re.search("window|notice", facts.question):
        window = {name: value for name, value in terms.items() if name != "postdated_days_max"}
        first, last = validation.postdated_notice_window(dated, **window)
        told = {"from": first, "to": last}
        return Answer.computed(
            Named(None, earliest=first, latest=last, start=first, end=last, **told)
        )
    noticed = facts.day_like("notice")
    payment = validation.Postdated(
        accepted_on=facts.day_like("accepted|received|taken"),
        dated=dated,
        noticed_on=[noticed] if noticed else facts.days_of_events("notice"),
    )
    return Answer.judged(*validation.may_deposit_postdated(payment, law.on, **terms))


@answers("US", otherwise_of=("us.regf.42",))
def deliver(facts: Facts, law: Law) -> Answer:
    """May a required disclosure count as sent this way?"""
    kind = facts.question
    electronic = bool(re.search("electronic|email|sms|text", kind))
    consent = facts.flags("e_?sign")
    clauses = validation.delivers_disclosure(
        bounced=bool(facts.flags(RETURNED)),
        opted_out_address=bool(facts.flags("opted_out")),
        electronic_without_consent=consent is False and (electronic or "disclosure" in kind),
        **law.terms("us.regf.42.delivery"),
    )
    return Answer.judged(*clauses)
