"""United Kingdom: notices under the Consumer Credit Act 1974, sections 86B to 88."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers
from fairdue.legal.rules import cca_notices
from fairdue.messaging.rules.letters.items import LetterIncomplete, refuse_incomplete

DATED = re.compile("date|_by$|last_day|deadline|latest|earliest|_from$")
NEEDS_NO_NOTICE = re.compile("suspend|restrict|block|limit_|stop_card|defer")
"""Treating the right to draw on credit as restricted or deferred: s. 87(2)."""


def _served(facts: Facts) -> date | None:
    """When the default notice was served; by post, some days after posting."""
    served = facts.day_like("^served|service_date|notice_served")
    posted = facts.day_like("^(notice_)?(posted|mailed|sent)|posted$")
    days = facts.find("(postal|service|delivery)_days|days_(for_)?(post|service)")
    if served is None and posted is not None:
        return posted + timedelta(days=int(days or 0))
    return served


@answers("UK", "earliest_remedy_date", "terminate_agreement", "accelerate", "terminate",
         "suspend_drawing", "suspend_card", "suspend_card_use", "restrict_credit",
         whole_of=("uk.cca.87", "uk.cca.88"))  # fmt: skip
def default_notice(facts: Facts, law: Law) -> Answer:
    """The earliest date a notice may name, or may the creditor act?"""
    kind, terms = facts.question, law.terms("uk.cca.88.default_notice")
    served = _served(facts)
    earliest = None if served is None else cca_notices.earliest_remedy_date(served, **terms)
    named = facts.day_like("remedy|specified|named|notice_expir|date_in_notice")
    if DATED.search(kind) and not kind.startswith(("serve", "send")):
        found = earliest or cca_notices.earliest_remedy_date(facts.day("served"), **terms)
        acts = re.search("enforce|terminat|accelerat|act", kind)
        return Answer.computed((named or found) + timedelta(days=1) if acts else found)
    if re.search("notice", kind) and named is not None and earliest is not None:
        valid = named >= earliest
        return Answer.computed(valid) if kind.startswith("is_") else Answer(
            "allow" if valid else "deny"
        )  # fmt: skip
    if NEEDS_NO_NOTICE.search(kind):
        return Answer("allow")
    clause = cca_notices.needs_default_notice(
        regulated=facts.word("agreement", default="regulated") != "unregulated"
        and facts.flags("^regulated") is not False,
        served=served is not None, named_on=named or earliest, earliest=earliest, on=law.on,
        remedied=bool(facts.flags("remedied|breach_(fixed|remedied)|arrears_paid")),
    )  # fmt: skip
    return Answer.judged(clause)


@answers("UK", "arrears_notice_due", "arrears_notice_required", "send_arrears_notice",
         whole_of=("uk.cca.86B", "uk.cca.86C"))  # fmt: skip
def arrears_notice(facts: Facts, law: Law) -> Answer:
    """Must an arrears notice go out, by when, and with what?"""
    kind = facts.question
    if kind.startswith("send"):
        return Answer("deny" if facts.flags("sheet") is False else "allow")
    if DATED.search(kind):
        ends = facts.day_like("next_|period_ends|statement_(due|ends)")
        met = facts.day_like("condition|arrears|missed")
        if ends is None:
            days = law.term("uk.cca.86B", "fixed_sum_days")
            return Answer.computed(
                cca_notices.fixed_sum_notice_by(
                    met or facts.day("condition_met"), fixed_sum_days=days
                )
            )
        return Answer.computed(ends)
    return Answer.computed(
        cca_notices.arrears_notice_due(_missed(facts), **law.terms("uk.cca.86C"))
    )


@answers("UK", whole_of=("uk.cca.86C.content",))
def arrears_letter(facts: Facts, law: Law) -> Answer:
    """Does the notice show all it must?"""
    asked = law.term("uk.cca.86C.content", "items")
    try:
        refuse_incomplete(
            facts.get("items", default=[]), asked, rule="uk.cca.86C.content", citation=None
        )
    except LetterIncomplete as incomplete:
        told = "missing" in facts.question
        return Answer.computed(list(incomplete.items)) if told else Answer("deny")
    return Answer.computed([]) if "missing" in facts.question else Answer("allow")


def _missed(facts: Facts) -> int:
    """How many of the last payments were missed, one after the other."""
    told_missed = facts.get("missed", "missed_payments")
    if isinstance(told_missed, list):
        return next((number for number, each in enumerate(reversed(told_missed)) if not each),
                    len(told_missed))  # fmt: skip
    payments = facts.get("payments", "payment_history", "last_payments")
    if isinstance(payments, list):
        missed = [not (row if isinstance(row, bool) else Facts(row).flag("paid", "on_time"))
                  for row in payments]  # fmt: skip
        return next(
            (number for number, each in enumerate(reversed(missed)) if not each), len(missed)
        )
    told = facts.find("missed")
    if isinstance(told, bool):
        return 2 if told else 0
    return int(told or 0)


@answers("UK", whole_of=("uk.cca.86D",))
def non_compliance(facts: Facts, law: Law) -> Answer:
    """May the agreement be enforced, or interest run, while an arrears notice is missing?"""
    due = facts.day_like("missed_from|notice_due|due_on|should_have|non_compliance_from")
    given = facts.day_like("notice_given|given_on|notice_sent|complied")
    required = facts.flags("notice_required") is True
    missing = facts.flags("notice_(given|sent)|complied") is False and (due is None or required)
    clause = cca_notices.while_notice_is_missing(
        law.on, due, given, missing=missing, **law.terms("uk.cca.86D")
    )
    return Answer.judged(clause)


@answers("UK", "default_sum_notice_last_day", "default_sum_notice_latest_date",
         "latest_default_sum_notice_date", "default_sum_interest_from",
         "earliest_default_sum_interest_date", "charge_interest_on_default_sum",
         "simple_interest", whole_of=("uk.cca.86E", "uk.cca.86F"))  # fmt: skip
def default_sum(facts: Facts, law: Law) -> Answer:
    """By when a default sum is announced, from when it bears interest, and how much."""
    kind, terms = facts.question, law.terms("uk.cca.86E")
    noticed = facts.day_like("notice")
    charged = facts.day_like("default_sum|charged|payable|fee_date")
    if kind == "simple_interest":
        found = cca_notices.simple_interest(
            facts.amount("default_sum", "principal", "amount"),
            facts.amount("rate"),
            facts.number("days", default=cca_notices.YEAR_DAYS),
        )
        return Answer.computed(found.quantize(Decimal("0.01")))
    if "interest" in kind and DATED.search(kind):
        found_on = noticed or facts.day("notice_given")
        return Answer.computed(
            cca_notices.default_sum_interest_from(found_on, free_days=terms["free_days"])
        )
    if "interest" in kind:
        compound = bool(facts.flags("compound")) or "compound" in facts.word(
            "interest_type", "type_of_interest", "method", "interest"
        )
        clause = cca_notices.default_sum_interest(
            law.on, noticed, compound=compound, free_days=terms["free_days"]
        )
        return Answer.judged(clause)
    last = cca_notices.default_sum_notice_by(
        charged or facts.day("default_sum_payable"), notice_days=terms["notice_days"]
    )
    if kind.startswith(("send", "give")) and facts.tells("at"):
        return Answer("allow" if law.on <= last else "deny")
    return Answer.computed(last)
