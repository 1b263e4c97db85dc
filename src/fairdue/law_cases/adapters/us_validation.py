"""United States: the validation notice: when it is due, what it shows, when its period ends."""

from __future__ import annotations

import re

from fairdue.compliance.rules import validation
from fairdue.law_cases.adapters.us_records import RETURNED, standing_messages
from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.compare import Named
from fairdue.law_cases.registry import Law, answers

SENT = "sent|mailed|provided|resent|emailed|delivered|out$"
ITEMS = {
    "collector_disclosure": "collector_disclosure|mini_?miranda|attempt_to_collect|34c1",
    "collector_name_and_address": "collector_(name|mailing|address)",
    "consumer_name_and_address": "consumer_(name|mailing|address)",
    "account_number": "account_(number|no)",
    "creditor_now": "current_creditor|creditor_now|creditor_to_whom",
    "creditor_then": "creditor_(on|at|then)|original_creditor_name",
    "itemization_date": "^itemi[sz]ation_date|itemi[sz]ation$",
    "itemization_amount": "(amount|balance)_(on|at)_itemi|itemi[sz]ation_(date_)?amount",
    "interest": "interest",
    "fees": "fees",
    "payments": "^payments",
    "credits": "credits",
    "current_amount": "current_(amount|balance)",
    "end_date": "(period_)?end(_date|s)|validation_period",
    "dispute_rights": "dispute_(rights|statement)|rights_statement",
    "original_creditor_right": "original_creditor_(request|right|statement)",
    "cfpb_website": "cfpb",
    "prompts": "prompt|tear_?off",
}
"""Items of 1006.34(c), and how case writers name them."""
DATES = {
    "last_statement": "statement",
    "charge_off": "charge_?off",
    "last_payment": "payment",
    "transaction": "transaction",
    "judgment": "judge?ment",
}


@answers("US", "earliest_assumed_end_date", "validation_period_end", "validation_period",
         otherwise_of=("us.regf.34b5",))  # fmt: skip
def validation_period(facts: Facts, law: Law) -> Answer:
    """When receipt is assumed and the period ends, or whether it may be taken as over."""
    known = facts.day_like("^(validation_)?(notice_)?(actual_)?recei(ved|pt)")
    received = facts.days_of_events("received") or ([known] if known else [])
    told = facts.day_like("^(validation_)?notice_(sent|provided|mailed|on|date)|^sent|^mailed|"
                          "^provided|validation_notice$")  # fmt: skip
    sent = standing_messages(facts, SENT) or ([told] if told else [])
    period = validation.validation_period(
        sent, facts.days_of_events(RETURNED) if not sent else (), max(received, default=None),
        **law.terms("us.regf.34b5.validation_period"),
    )  # fmt: skip
    if period is None:
        return Answer.computed(None)
    kind = facts.question
    if re.search("receipt", kind) and "end" not in kind:
        return Answer.computed(period.assumed_receipt)
    if re.search("^assume|^treat|collect|call|letter|resume|over|expired|ended", kind) and (
        facts.tells("at") and not re.search("date$|period_end$", kind)
    ):
        return Answer("allow" if law.on > period.end else "deny")
    return Answer.computed(
        Named(period.end, assumed_receipt=period.assumed_receipt, receipt=period.assumed_receipt,
              end=period.end, end_date=period.end, validation_period_end=period.end)
    )  # fmt: skip


@answers("US", "latest_send_date", otherwise_of=("us.regf.34a",))
def latest_send(facts: Facts, law: Law) -> Answer:
    """The last day to send the validation information, or whether this day is in time."""
    begun = facts.day_like("(initial|first)_(communication|contact)")
    last = validation.latest_notice_date(
        begun or facts.day("initial_communication"),
        given_in_it=bool(facts.flags("(validation|info|notice).*(orally|in_initial|in_first|"
                                     "included)|given_in")),
        paid_on=facts.day_like("^paid"),
        **law.terms("us.regf.34a.notice_deadline"),
    )  # fmt: skip
    sent = facts.day_like("notice_sent|sent_on|notice_mailed")
    kind = facts.question
    if re.search("required|needed", kind):
        limited = "limited_content" in facts.word("initial_communication_kind", "communication")
        return Answer.computed(last is not None and not limited)
    if re.search("timely|in_time", kind) and sent is not None:
        return Answer.computed(last is None or sent <= last)
    if facts.tells("at") and not re.search("date|deadline|latest|by$", facts.question):
        return Answer("allow" if last is None or law.on <= last else "deny")
    return Answer.computed(last)


@answers("US", "use_itemization_date", "choose_itemization_date",
         otherwise_of=("us.regf.34b3",))  # fmt: skip
def itemization_date(facts: Facts, law: Law) -> Answer:
    """May the debt be itemized from this date?"""
    told = facts.word("itemization_date", "reference", "reference_date", "chosen", "date_type",
                      "basis", "event")  # fmt: skip
    earlier = facts.get("earlier_itemization_date", "used_before", "previously_used",
                        "own_earlier_itemization_date", "itemization_date_used")  # fmt: skip
    clauses = validation.may_use_itemization_date(
        _date_named(told),
        None if earlier is None else _date_named(str(earlier).lower()),
        **law.terms("us.regf.34b3.itemization"),
    )
    if re.search("^is_|valid", facts.question):
        return Answer.computed(all(clause.allowed for clause in clauses))
    return Answer.judged(*clauses)


def _date_named(told: str) -> str:
    return next((name for name, words in DATES.items() if re.search(words, told)), told)


@answers("US", "send_validation_notice", rule="us.regf.34c.content")
@answers("US", "check_validation_notice", "missing_validation_items",
         otherwise_of=("us.regf.34c", "us.regf.34d"))  # fmt: skip
def notice_content(facts: Facts, law: Law) -> Answer:
    """Does the notice show all it must? What is said to be missing counts, or a full list."""
    shown = facts.get("fields", "contents", "items", "elements", "notice_fields", "includes")
    missing = [str(name) for name in facts.get("missing_fields", "missing", "omits", default=[])]
    missing += [name for name, value in facts.known.items() if value in (False, "", None)]
    blank = {item for item, words in ITEMS.items() for name in missing if re.search(words, name)}
    if shown is not None:
        given = [str(name).lower() for name in shown]
        blank |= {
            item
            for item, words in ITEMS.items()
            if not any(re.search(words, name) for name in given)
        }
    clause = validation.notice_is_complete(
        blank,
        model_form=bool(facts.flags("model_form|form_b_?1")),
        **law.terms("us.regf.34c.content"),
    )
    if "missing" in facts.question:
        return Answer.computed(sorted(blank))
    return Answer.judged(clause)
