"""United States: statements, lateness, late fees, penalty rates and allocation; Regulation Z."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.compare import Named
from fairdue.law_cases.registry import Law, answers
from fairdue.portfolio.rules import allocation, card_protections, late_fee, on_time, statements

TIMING = "us.regz.5b2ii.statement_timing"
DUE = ("due_date", "due", "payment_due", "due_on")
MAILED = ("statement_mailed", "mailed", "mailed_on", "statement_sent", "statement_date", "sent",
          "^(statement_)?(mailed|sent)|mailed$")  # fmt: skip


def _paid(rows: list[Facts]) -> list[tuple[date, Decimal]]:
    return [(row.day("at", "date", "due", "on", "due_date"), row.amount("amount")) for row in rows]


@answers("US", "earliest_due_date", "latest_mailing_date", "latest_mail_date",
         "earliest_late_date", "earliest_treat_as_late_date", "treat_as_late",
         whole_of=("us.regz.5b2ii",))  # fmt: skip
def timing(facts: Facts, law: Law) -> Answer:
    """First lawful due date, last mailing day, first late day, or may it be treated as late now?"""
    kind, terms = facts.question, law.terms(TIMING)
    mailed = facts.day_like(*MAILED)
    if re.search("due_date|due$", kind):
        closed = facts.day_like("cycle_close|closing|cycle_end")
        within = facts.number("mail_within_days", "mailing_days", "days_to_mail", default=0)
        if closed is not None and not facts.tells("statement_mailed", "mailed", "mailed_on"):
            return Answer.computed(statements.earliest_due_date(closed, within, **terms))
        return Answer.computed(
            statements.earliest_due_date(mailed or facts.day("mailed"), 0, **terms)
        )
    if "mail" in kind:
        return Answer.computed(statements.latest_mailing_date(facts.day(*DUE), **terms))
    late_from = on_time.earliest_late_date(
        facts.day(*DUE), mailed or facts.day("statement_mailed"), **terms
    )
    if re.search("date|earliest|first|from$", kind):
        return Answer.computed(late_from)
    return Answer("allow" if law.on >= late_from else "deny")


@answers("US", "statement_required", "must_send_statement", "skip_statement",
         whole_of=("us.regz.5b2",))  # fmt: skip
def statement_required(facts: Facts, law: Law) -> Answer:
    """Must a statement go out?"""
    ended = facts.flags("^no_(further|more|additional)")
    charges = (
        facts.flags("(fees|interest|charges).*(continue|added|accru|charged)") or ended is False
    )
    required = statements.statement_required(
        facts.amount("balance", "account_balance", default="0"),
        finance_charge=facts.flag("finance_charge", "finance_charge_imposed"),
        uncollectible=bool(facts.flags("uncollectible")),
        proceedings_begun=bool(facts.flags("proceedings|court_action|suit_filed|lawsuit")),
        charged_off_without_charges=bool(facts.flags("^charged_off|^charge_off$")) and not charges,
        **law.terms("us.regz.5b2.statements"),
    )
    if re.search("skip|stop|omit|cease|not_send", facts.question):
        return Answer("deny" if required else "allow")
    return Answer.computed(required)


@answers("US", "payment_received", "penalty_rate_allowed", "sixtieth_day",
         "must_reverse_penalty_rate", whole_of=("us.regz.55b4",))  # fmt: skip
def penalty_rate(facts: Facts, law: Law) -> Answer:
    """The sixtieth day, whether the penalty rate reaches the balance, or must be taken back."""
    kind = facts.question
    if re.search("reverse|reduce|cure|end_|terminate|restore|reinstate", kind):
        return _cure(facts, law)
    received = _paid(facts.parts("received", "payments"))
    paying = not re.search("apply|penalty|raise|increase", kind)
    if facts.tells("amount") and facts.tells("at") and paying:
        received.append((law.on, facts.amount("amount")))
    minimums = _paid(facts.parts("min_payments", "minimums", "required_payments"))
    due = facts.find("^due(_date|_on)?$")
    minimums = minimums or ([(facts.day(*DUE), Decimal(1))] if due else [])
    found = on_time.sixty_days_late(minimums, received, **law.terms("us.regz.55b4.sixty_days"))
    first = found.sixtieth_day + timedelta(days=1)
    if re.search("earliest|first_day", kind):
        return Answer.computed(first)
    if re.search("apply|raise|increase|charge|impose", kind):
        late = found.exception_applies and law.on > found.sixtieth_day
        return Answer("allow" if late else "deny")
    main: Any = found.sixtieth_day if "day" in kind or "date" in kind else found.exception_applies
    return Answer.computed(
        Named(main, sixtieth_day=found.sixtieth_day, exception_applies=found.exception_applies,
              penalty_rate_allowed=found.exception_applies)
    )  # fmt: skip


def _cure(facts: Facts, law: Law) -> Answer:
    rows = facts.parts("payments", "min_payments") if isinstance(
        facts.get("payments", "min_payments"), list) else []  # fmt: skip
    if rows:
        began = facts.day_like("effective|began|increase")
        counted = [row for row in rows if began is None or row.day(*DUE, "at", "on") >= began]
        in_row = card_protections.on_time_in_a_row([row.flag("on_time") for row in counted])
    else:
        in_row = int(facts.find("consecutive|on_time_(min|payments)|^payments$") or 0)
    must = on_time.must_end_penalty_rate(in_row, **law.terms("us.regz.55b4.cure"))
    return Answer.computed(must)


@answers("US", "earliest_penalty_rate_date", "earliest_effective_date",
         "protected_transactions_until", "apply_increased_rate",
         whole_of=("us.regz.9g", "us.regz.55b3", "us.regz.9c"))  # fmt: skip
def rate_increase(facts: Facts, law: Law) -> Answer:
    """From when an announced rate may apply, what it doesn't reach, or may it apply now?"""
    noticed = facts.day_like("notice") or facts.day("notice_sent")
    days, kind = law.term("us.regz.9g", "notice_days"), facts.question
    kept = law.term("us.regz.55b3", "protected_days")
    if "protect" in kind:
        return Answer.computed(card_protections.protected_until(noticed, protected_days=kept))
    if re.search("earliest|date|effective|first", kind):
        return Answer.computed(noticed + timedelta(days=days))
    clauses = card_protections.may_raise_rate(
        law.on, noticed, facts.day_like("transaction|purchase"), notice_days=days,
        protected_days=kept,
    )  # fmt: skip
    return Answer.judged(*clauses)


@answers("US", whole_of=("us.regz.52b1ii",))
def safe_harbour(facts: Facts, law: Law) -> Answer:
    """The amount that needs no cost analysis."""
    return Answer.computed(_safe_harbour(facts, law))


@answers("US", "max_late_fee", "late_fee_safe_harbor", "safe_harbor_late_fee", "charge_late_fee",
         "charge_returned_payment_fee", "safe_harbor_amount",
         whole_of=("us.regz.52",))  # fmt: skip
def fees(facts: Facts, law: Law) -> Answer:
    """The most a late fee may be, the safe harbour, or may this fee be charged?"""
    law.terms("us.regz.52b2i.late_fee_cap")
    kind = facts.question
    if "safe_harb" in kind:
        return Answer.computed(_safe_harbour(facts, law))
    before = _fees_before(facts)
    fees_max = law.term("us.regz.52b2ii", "fees_max")
    if re.search("number|how_many", kind):
        return Answer.computed(fees_max)
    if facts.question == "charge_late_fee" and not facts.tells("min_payment_due") and (
        facts.day_like(*MAILED) and facts.tells(*DUE)
    ):  # fmt: skip
        return timing(facts, law)
    cap = _cap(facts, law) if facts.tells("min_payment_due", "min_payment") else None
    if kind.startswith("max") or not kind.startswith(("charge", "impose", "assess")):
        return Answer.computed(Decimal(0) if before >= fees_max else cap)
    clauses = [card_protections.may_charge_event_fee(before, fees_max=fees_max)]
    if cap is not None and facts.tells("amount", "fee"):
        cap = min(cap, _safe_harbour(facts, law))
        clauses.append(late_fee.may_charge_late_fee(facts.amount("amount", "fee"), cap))
    return Answer.judged(*clauses)


def _cap(facts: Facts, law: Law) -> Decimal:
    told = facts.need("min_payment_due", "min_payment")
    due = Facts(told, facts.zone) if isinstance(told, dict) else facts
    amount = due.amount("amount") if isinstance(told, dict) else Decimal(str(told))
    due_on = due.day_or_none(*DUE)
    received = _paid(facts.parts("received", "payments"))
    in_time = sum((paid for on, paid in received if due_on is None or on <= due_on), Decimal(0))
    cap = late_fee.late_fee_cap(amount, in_time)
    harbour = facts.flags("safe_?harb|repeat|prior_|six_cycles")
    return min(cap, _safe_harbour(facts, law)) if harbour else cap


def _fees_before(facts: Facts) -> int:
    event = facts.get("event", "event_id")
    rows = [row for row in facts.parts("fees_charged", "fees_already")
            if isinstance(facts.get("fees_charged", "fees_already"), list)
            and (event is None or row.get("event", "event_id") == event)]  # fmt: skip
    if facts.flags("(late|returned\\w*|overlimit)_fee_charged$"):
        return 1
    return len(rows) or int(facts.find("fees_already_charged|fees_before|already_charged") or 0)


REPEATED = "repeat|same_violation|prior_.*(late|violation)|(late|violation)_in_prior"


def _safe_harbour(facts: Facts, law: Law) -> Decimal:
    cycles = facts.find("cycles_(ago|since)|violation_cycles")
    repeated = bool(facts.flags(REPEATED)) or "repeat" in facts.word("violation")
    if cycles is not None and not isinstance(cycles, bool):
        repeated = int(cycles) <= law.term("us.regz.52b1ii.repeat", "cycles_max")
    terms = law.terms("us.regz.52b1ii.safe_harbour")
    return late_fee.late_fee_safe_harbour(repeated=repeated, **terms)


@answers("US", "allocate_payment", "allocation", "allocate_excess", whole_of=("us.regz.53",))
def allocate(facts: Facts, law: Law) -> Answer:
    """Where a payment, or what is above the minimum, goes."""
    law.term("us.regz.53", "applies")
    told = facts.need("balances")
    if isinstance(told, Mapping):
        told = [{"id": name, **row} for name, row in told.items()]
    balances = [
        (
            str(row.need("id", "name", "kind", "type")),
            row.amount("apr", "rate"),
            row.amount("amount", "balance"),
        )
        for row in (Facts(row) for row in told)
    ]
    minimum = facts.amount("min_payment", "minimum", "min_payment_due", "minimum_payment",
                           default="0")  # fmt: skip
    excess = facts.find("excess")
    payment = Decimal(str(excess)) if excess is not None else facts.amount("payment", "amount")
    if "excess" in facts.question:
        payment, minimum = (payment if excess is not None else payment - minimum), Decimal(0)
    return Answer.computed(allocation.allocate_by_rate(payment, minimum, balances))
