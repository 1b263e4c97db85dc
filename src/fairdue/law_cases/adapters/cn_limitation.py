"""China: limitation."""

from __future__ import annotations

from datetime import date

from fairdue.kernel.calendars import add_months
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
    ("criminal", "police_report"),
    ("set_off", "set_off"),
    ("offset", "set_off"),
    ("join", "lawsuit"),
    ("suit", "lawsuit"),
    ("litigation", "lawsuit"),
    ("complaint_filed", "lawsuit"),
    ("notice_sign", "due_notice_signed"),
    ("signed_", "due_notice_signed"),
    ("assign", "assignment_notice"),
    ("deduct", "account_deduction"),
    ("commitment", "acknowledgement"),
    ("undertak", "acknowledgement"),
    ("reconcil", "acknowledgement"),
    ("delay", "request_to_delay"),
    ("defer", "request_to_delay"),
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

HAPPENED = ("date", "at", "on", "filed_on", "applied_on", "sent_on", "received_on", "start", "from",
            "began_on", "occurred_on")  # fmt: skip
END_TOKENS = ("ended", "concluded", "terminated", "judgment", "closed", "withdrawn", "lapsed",
              "dismissed", "completed")  # fmt: skip
PERSONALLY = ("debtor", "cardholder", "holder", "co_debtor")
FAILED = ("no_answer", "undelivered", "bounced", "not_in_service", "busy", "returned", "failed")


def event_of(row: Facts) -> limitation.Event:
    """One event of a case."""
    stated = row.word("type", "kind")
    kind = next((kind for token, kind in KINDS_BY_TOKEN if token in stated), stated)
    return limitation.Event(
        on=row.day(*HAPPENED),
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
    reserved = row.flag_or_none("reserved", "reserved_number", "reserved_address")
    if reserved is False or row.denies("agreed", "authoris"):
        return False
    stated = row.get("reached", "received", "delivered", "receipt_confirmed", "connected")
    if stated is not None:
        return bool(stated)
    to = row.word("to")
    own = not to or to.startswith("reserved") or to in PERSONALLY or bool(reserved)
    told = (row.word("outcome"), row.word("result"), row.word("delivery"), row.word("type", "kind"))
    return own and not any(token in word for word in told for token in FAILED)


def events_of(facts: Facts) -> list[limitation.Event]:
    """All events. An event that ends a procedure sets the end of the one before it."""
    found: list[limitation.Event] = []
    single = facts.get("event")
    rows = facts.parts("events") or ([Facts(single, facts.zone)] if single else [])
    for row in rows:
        stated = row.word("type", "kind")
        if any(token in stated for token in END_TOKENS) and found:
            last = found.pop()
            found.append(limitation.Event(last.on, last.kind, last.reached, row.day(*HAPPENED)))
        elif not _is_obstacle(row):
            found.append(event_of(row))
    return found


def obstacles_of(facts: Facts) -> list[limitation.Obstacle]:
    """Obstacles told apart, or among the events."""
    rows = facts.parts("obstacles", "suspensions")
    single = facts.get("obstacle", "suspension")
    rows += [Facts(single, facts.zone)] if isinstance(single, dict) else []
    rows += [row for row in facts.parts("events") if _is_obstacle(row)]
    found = [
        limitation.Obstacle(
            began_on=row.day_or_none("began_on", "start", "started", "from", "date"),
            removed_on=row.day_or_none("removed_on", "end", "to", "ended_on", "until", "ceased"),
        )
        for row in rows
    ]
    return found or _obstacle_of_fields(facts)


def _obstacle_of_fields(facts: Facts) -> list[limitation.Obstacle]:
    """An obstacle told by fields of the case itself."""
    told = {n: day for n, day in facts.known.items() if "obstacle" in n or "suspen" in n}
    began = Facts(told, facts.zone).day_like("began", "start", "arose", "from")
    removed = Facts(told, facts.zone).day_like(
        "remov", "(^|_)end", "ceased", "lifted", "until", "_to$"
    )
    return [limitation.Obstacle(began, removed)] if removed or began else []


def _is_obstacle(row: Facts) -> bool:
    stated = row.word("type", "kind")
    return any(token in stated for token in ("obstacle", "suspen", "force_majeure"))


def limits_of(law: Law, rule: str = "CN-LIM-01") -> limitation.Limits:
    """The limits in force."""
    lengths = {"outer_years": None} | law.terms(rule)
    kinds = law.terms("CN-LIM-02") | law.terms("CN-LIM-03") | law.terms("CN-LIM-04")
    return limitation.Limits(**lengths, **kinds)


DUE = (
    "due_date",
    "last_instalment_due",
    "final_due_date",
    "performance_due",
    "performance_period_end",
    "performance_period_ended",
    "judgment_performance_due",
    "judgment_performance_last_day",
    "judgment_effective",
    "right_infringed",
)
LAST_BEFORE = ("limitation_last_day_before", "limitation_last_day", "last_day_before")


def due_on(facts: Facts) -> date | None:
    """The due date: of a debt in instalments the last one; None where none is told."""
    rows = facts.get("instalment_due_dates", "instalments", "due_dates", default=[])
    days = [
        Facts(row, facts.zone).day("due_date", "due") if isinstance(row, dict) else
        Facts({"due": row}, facts.zone).day("due")
        for row in rows
    ]  # fmt: skip
    last = facts.day_or_none("last_instalment_due", "last_due", "final_due_date")
    last = last or facts.day_like("performance")
    days += [last] if last else []
    return max(days) if days else facts.day_or_none(*DUE)


def _last_day(facts: Facts, law: Law, rule: str = "CN-LIM-01") -> date:
    facts = facts.within("instalment_plan", "debt")
    limits = limits_of(law, rule)
    known = facts.day_or_none(*LAST_BEFORE)
    due = due_on(facts)
    obstacles = obstacles_of(facts)
    if due is None and known is None and obstacles and obstacles[0].removed_on:
        return add_months(obstacles[0].removed_on, limits.suspension_months)
    if due is None:
        due = facts.day(*DUE) if known is None else add_months(known, -12 * limits.years)
    return limitation.limitation_last_day(
        due,
        events_of(facts),
        obstacles,
        limits=limits,
        rest_days=frozenset(facts.days("statutory_rest_days", "rest_days", "holidays")),
        known_last_day=known,
    )


LIMITATION = ("CN-LIM-01", "CN-LIM-02", "CN-LIM-03", "CN-LIM-04")


@answers("CN", otherwise_of=LIMITATION, asked=("outer", "longest", "20_year", "absolute"))
def outer_last_day(facts: Facts, law: Law) -> Answer:
    """The last day of the outer limit."""
    due = due_on(facts) or facts.day(*DUE)
    years = law.term("CN-LIM-01", "outer_years")
    return Answer.computed(limitation.outer_last_day(due, outer_years=years))


@answers(
    "CN",
    "event_interrupts_limitation",
    "interrupts_limitation",
    otherwise_of=LIMITATION,
    asked=("interrupt",),
)
def interrupts(facts: Facts, law: Law) -> Answer:
    """Does one event interrupt?"""
    before = facts.day_or_none(*LAST_BEFORE)
    event = event_of(Facts(facts.need("event"), facts.zone))
    return Answer.computed(
        limitation.event_interrupts_limitation(
            event, before or _last_day(facts, law), limits=limits_of(law)
        )
    )


@answers("CN", otherwise_of=("CN-LIM-06",))
@answers("CN", otherwise_of=("CN-LIM-03",), asked=("court", "reclaim", "extinguish", "claim_ends"))
def effect_of_expiry(facts: Facts, law: Law) -> Answer:
    """What expiry never does: it ends no claim, the court doesn't raise it, nothing goes back."""
    effect = law.terms("CN-LIM-06")
    asked = facts.word("what", "type")
    if "court" in asked:
        return Answer.computed(effect["court_may_raise"])
    return Answer.computed(effect["payment_returns" if "reclaim" in asked else "claim_ends"])


@answers("CN", otherwise_of=("CN-LIM-03",), asked=("defence", "defense"))
def defence(facts: Facts, law: Law) -> Answer:
    """Does the debtor's defence stand, or was it given up?"""
    bound = _bound_again(facts, law)
    if any(token in facts.word("what") for token in ("waive", "lost", "given_up")):
        return Answer.computed(bound)
    raised_by = facts.word("defence_raised_by", "raised_by", default="debtor")
    raised = raised_by == "debtor" and not facts.denies("raise")
    return Answer.computed(
        limitation.defence_stands(
            expired=_expired(facts, law), raised_by_debtor=raised, bound_again=bound
        )
    )


@answers("CN", otherwise_of=("CN-LIM-03",), asked=("waive", "bound", "binding", "revive"))
def bound_again(facts: Facts, law: Law) -> Answer:
    """Is the debtor bound again after expiry?"""
    return Answer.computed(_bound_again(facts, law))


def _bound_again(facts: Facts, law: Law) -> bool:
    kinds = law.term("CN-LIM-03", "reviving_kinds")
    single = facts.get("event")
    events = events_of(facts) + ([event_of(Facts(single, facts.zone))] if single else [])
    told = facts.affirms("signed", "agree", "notice_sign", "paid", "payment")
    return told or any(event.kind in kinds for event in events)


@answers("CN", "file_lawsuit", rule="CN-LIM-03")
def may_sue(facts: Facts, law: Law) -> Answer:
    """May the creditor still sue? Expiry is a defence only, and ends no claim."""
    return Answer.computed(not law.term("CN-LIM-06", "claim_ends"))


@answers(
    "CN",
    "limitation_expired",
    "time_barred",
    "is_time_barred",
    otherwise_of=LIMITATION,
    asked=("expired", "barred", "lapsed"),
)
def time_barred(facts: Facts, law: Law) -> Answer:
    """Has the period run out?"""
    return Answer.computed(_expired(facts, law))


def _expired(facts: Facts, law: Law) -> bool:
    told = facts.flag_or_none("limitation_expired", "expired", "time_barred")
    if told is not None:
        return told
    return limitation.is_time_barred(_last_day(facts, law), law.on)


@answers("CN", "limitation_last_day", otherwise_of=LIMITATION)
def limitation_last_day(facts: Facts, law: Law) -> Answer:
    """The last day of the limitation period."""
    return Answer.computed(_last_day(facts, law))


@answers(
    "CN", "enforcement_application_last_day", "enforcement_last_day", otherwise_of=("CN-LIM-05",)
)
@answers("CN", "limitation_last_day", rule="CN-LIM-05")
def enforcement_last_day(facts: Facts, law: Law) -> Answer:
    """The last day to apply for enforcement."""
    return Answer.computed(_last_day(facts, law, "CN-LIM-05"))


@answers("CN", "apply_enforcement", "apply_for_enforcement", "enforcement_application_in_time")
def may_apply_for_enforcement(facts: Facts, law: Law) -> Answer:
    """Is the application for enforcement still in time?"""
    last = _last_day(facts, law, "CN-LIM-05")
    on = facts.day_or_none("applied_on", "application_date") or law.on
    return Answer.computed(not limitation.is_time_barred(last, on))
