"""China: limitation."""

from __future__ import annotations

from datetime import date

from fairdue.law_cases.case import Answer, Facts
from fairdue.law_cases.registry import Law, answers
from fairdue.legal.rules import limitation

KINDS_BY_TOKEN: tuple[tuple[str, str], ...] = (
    ("payment_order", "payment_order"),
    ("preserv", "pre_suit_preservation"),
    ("enforce", "enforcement"),
    ("bankrupt", "bankruptcy_claim"),
    ("arbitrat", "arbitration"),
    ("mediation", "mediation_request"),
    ("police", "police_report"),
    ("suit", "lawsuit"),
    ("litigation", "lawsuit"),
    ("complaint_filed", "lawsuit"),
    ("notice_sign", "due_notice_signed"),
    ("signed_", "due_notice_signed"),
    ("assign", "assignment_notice"),
    ("deduct", "account_deduction"),
    ("delay", "request_to_delay"),
    ("extension", "request_to_delay"),
    ("more_time", "request_to_delay"),
    ("plan", "repayment_plan"),
    ("instal", "repayment_plan"),
    ("new_agreement", "repayment_plan"),
    ("guarant", "guarantee_given"),
    ("acknowledg", "acknowledgement"),
    ("agree", "acknowledgement"),
    ("promise", "acknowledgement"),
    ("consent", "acknowledgement"),
    ("repay", "partial_repayment"),
    ("payment", "partial_repayment"),
    ("lawyer", "lawyer_letter"),
    ("email", "email"),
    ("e-mail", "email"),
    ("sms", "sms"),
    ("text", "sms"),
    ("letter", "letter"),
    ("mail", "letter"),
    ("call", "call"),
    ("phone", "call"),
    ("visit", "visit"),
    ("wechat", "im"),
    ("announce", "public_notice"),
    ("public", "public_notice"),
    ("demand", "demand"),
    ("collection", "collection_notice"),
)
"""The first token found in an event's type tells its kind; other types interrupt nothing."""

END_TOKENS = ("ended", "concluded", "terminated", "judgment", "closed")
PERSONALLY = ("debtor", "cardholder", "holder", "co_debtor")
FAILED = ("no_answer", "undelivered", "bounced", "not_in_service", "busy", "returned", "failed")


def event_of(row: Facts) -> limitation.Event:
    """One event of a case."""
    stated = row.word("type", "kind")
    kind = next((kind for token, kind in KINDS_BY_TOKEN if token in stated), stated)
    return limitation.Event(
        on=row.day("date", "at", "on"),
        kind=kind,
        reached=_reached(row),
        ended_on=row.day_or_none(
            "ended_on",
            "ended",
            "ended_at",
            "end_date",
            "concluded_on",
            "procedure_ended",
            "procedure_ended_on",
            "procedure_end",
            "procedure_end_date",
            "until",
        ),
    )


def _reached(row: Facts) -> bool:
    stated = row.get("reached", "received", "delivered", "receipt_confirmed", "connected")
    if stated is not None:
        return bool(stated)
    to = row.word("to")
    own = not to or to.startswith("reserved") or to in PERSONALLY
    return own and row.word("outcome") not in FAILED


def events_of(facts: Facts) -> list[limitation.Event]:
    """All events. An event that ends a procedure sets the end of the one before it."""
    found: list[limitation.Event] = []
    for row in facts.parts("events"):
        stated = row.word("type", "kind")
        if any(token in stated for token in END_TOKENS) and found:
            last = found.pop()
            found.append(
                limitation.Event(last.on, last.kind, last.reached, row.day("date", "at", "on"))
            )
        elif not _is_obstacle(row):
            found.append(event_of(row))
    return found


def obstacles_of(facts: Facts) -> list[limitation.Obstacle]:
    """Obstacles told apart, or among the events."""
    rows = facts.parts("obstacles", "suspensions")
    single = facts.get("obstacle", "suspension")
    rows += [Facts(single, facts.zone)] if single else []
    rows += [row for row in facts.parts("events") if _is_obstacle(row)]
    return [
        limitation.Obstacle(
            began_on=row.day("began_on", "began", "start", "from", "start_date", "date"),
            removed_on=row.day(
                "removed_on", "removed", "end", "to", "end_date", "ended_on", "until", "ended"
            ),
        )
        for row in rows
    ]


def _is_obstacle(row: Facts) -> bool:
    stated = row.word("type", "kind")
    return any(token in stated for token in ("obstacle", "suspen", "force_majeure"))


def limits_of(law: Law, rule: str = "CN-LIM-01") -> limitation.Limits:
    """The limits in force."""
    lengths = {"outer_years": None} | law.terms(rule)
    kinds = law.terms("CN-LIM-02") | law.terms("CN-LIM-03") | law.terms("CN-LIM-04")
    return limitation.Limits(**lengths, **kinds)


def _last_day(facts: Facts, law: Law, rule: str = "CN-LIM-01") -> date:
    instalments = facts.days("instalment_due_dates", "installment_due_dates", "due_dates")
    due_on = (
        max(instalments)
        if instalments
        else facts.day(
            "due_date",
            "last_instalment_due",
            "last_installment_due",
            "final_due_date",
            "performance_due",
            "performance_period_end",
            "judgment_performance_due",
        )
    )
    return limitation.limitation_last_day(
        due_on,
        events_of(facts),
        obstacles_of(facts),
        limits=limits_of(law, rule),
        rest_days=frozenset(facts.days("statutory_rest_days", "rest_days")),
    )


@answers(
    "CN",
    "limitation_last_day",
    otherwise_of=("CN-LIM-01", "CN-LIM-02", "CN-LIM-03", "CN-LIM-04"),
)
def limitation_last_day(facts: Facts, law: Law) -> Answer:
    """The last day of the limitation period."""
    return Answer.computed(_last_day(facts, law))


@answers(
    "CN", "enforcement_application_last_day", "enforcement_last_day", otherwise_of=("CN-LIM-05",)
)
def enforcement_last_day(facts: Facts, law: Law) -> Answer:
    """The last day to apply for enforcement."""
    return Answer.computed(_last_day(facts, law, "CN-LIM-05"))


@answers("CN", "event_interrupts_limitation", "interrupts_limitation")
def interrupts(facts: Facts, law: Law) -> Answer:
    """Does one event interrupt?"""
    before = facts.day_or_none("limitation_last_day_before", "limitation_last_day")
    event = event_of(Facts(facts.need("event"), facts.zone))
    return Answer.computed(
        limitation.event_interrupts_limitation(
            event, before or _last_day(facts, law), limits=limits_of(law)
        )
    )


@answers("CN", "limitation_expired", "time_barred", "is_time_barred")
def time_barred(facts: Facts, law: Law) -> Answer:
    """Has the period run out?"""
    return Answer.computed(limitation.is_time_barred(_last_day(facts, law), law.on))
