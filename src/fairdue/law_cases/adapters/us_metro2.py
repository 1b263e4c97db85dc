"""United States: the codes and dates of the credit reporting format, Metro 2."""

from __future__ import annotations

import re
from datetime import date

from fairdue.credit_record.rules import metro2
from fairdue.law_cases.case import Answer, Facts, as_day, is_day
from fairdue.law_cases.registry import Law, answers

STATES = (
    ("deleted_fraud", "fraud|^df$"),
    ("deleted", "delet|^da$"),
    ("transferred", "transfer|^05$"),
    ("repossession", "reposs"),
    ("voluntary_surrender", "surrender"),
    ("foreclosure_completed", "foreclos"),
    ("charge_off", "charge_?d?_?off|^97$"),
    ("collection", "collection|^93$"),
    ("paid", "paid|closed|zero_balance|^13$"),
)
HISTORY_STATES = (
    ("no_history_before", "no_history_(prior|before)|before_open|not_open|prior_to"),
    ("no_history_this_month", "no_(data|history|report)"),
    ("zero_balance_current", "zero_balance"),
    ("collection", "collection"),
    ("foreclosure_completed", "foreclos"),
    ("voluntary_surrender", "surrender"),
    ("repossession", "reposs"),
    ("charge_off", "charge_?d?_?off"),
)
DISPUTES = (
    ("remove", "remove|^xr$"),
    ("fcba_done_disagrees", "fcba.*disagree|billing.*disagree"),
    ("fcra_done_disagrees", "disagree"),
    ("resolved", "resolved|previous"),
    ("fcba_open", "fcba|billing_error"),
    ("fcra_open", "fcra|direct|open|progress|investigat"),
)
BAND_FIRST_DAYS = {"current": 0, "30": 30, "60": 60, "90": 90, "120": 120, "150": 150, "180": 180}


def _words(facts: Facts, *names: str) -> str:
    """Words told under these names, and the names of what is told to be true."""
    told = [facts.word(name) for name in names if facts.tells(name)]
    told += [name for name, value in facts.known.items() if value is True]
    return " ".join(word.replace("-", "_").replace(" ", "_") for word in told)


def _named(table: tuple[tuple[str, str], ...], told: str) -> str | None:
    return next(
        (name for name, words in table if any(re.search(words, word) for word in told.split())),
        None,
    )


def _state(facts: Facts) -> str | None:
    """A state that stands above the days past due."""
    told = _words(facts, "state", "account_state", "event", "status", "account", "account_status")
    state = _named(STATES, told)
    nothing_owed = facts.tells("balance") and not facts.amount("balance")
    paid = re.search(r"(^|[ _])paid", told) or nothing_owed
    with_paid = f"paid_{state}"
    return with_paid if paid and with_paid in metro2.STATUS_BY_STATE else state


def _status(facts: Facts) -> str:
    """The two-character status told."""
    return facts.word("status", "account_status", "status_code").upper()


@answers("US", "account_status_codes", "account_status_code", "account_status",
         otherwise_of=("us.metro2",))  # fmt: skip
def account_status(facts: Facts, law: Law) -> Answer:
    """Status codes, one or for a list of days past due."""
    law.terms("us.metro2.account_status")
    days = facts.get("days_past_due", "dpd", default=0)
    state = _state(facts)
    if isinstance(days, list):
        return Answer.computed([metro2.account_status(int(day), state) for day in days])
    return Answer.computed(metro2.account_status(int(days), state))


@answers("US", "payment_history", "payment_history_characters", "payment_history_profile",
         "payment_history_character", otherwise_of=("us.metro2.payment_history",
                                                    "us.metro2.history"))  # fmt: skip
def history(facts: Facts, law: Law) -> Answer:
    """The payment history, its characters, whether it is valid, or the month it begins with."""
    law.terms("us.metro2.account_status")
    kind = facts.question
    given = facts.get("history", "payment_history", "payment_history_profile")
    if given is not None:
        return Answer.computed(metro2.is_valid_history(str(given)))
    if "month" in kind and facts.tells("as_of", "as_of_date"):
        return Answer.computed(metro2.first_history_month(facts.day("as_of", "as_of_date")))
    told = "days_past_due|^dpd|^months$|month_statuses"
    lists = [value for name, value in facts.known.items()
             if isinstance(value, list) and re.search(told, name)]  # fmt: skip
    months = lists[0] if lists else facts.find(told)
    if not isinstance(months, list):
        state = _named(HISTORY_STATES, _words(facts, "state", "status", "month"))
        return Answer.computed(metro2.history_character(int(months or 0), state))
    marks = [_mark(month) for month in months]
    if "profile" in kind or kind == "payment_history":
        return Answer.computed(metro2.payment_history(marks))
    return Answer.computed(marks)


def _mark(month: object) -> str:
    told = str(month).lower()
    if re.fullmatch("[a-z]|[0-6](?![0-9])", told) and not isinstance(month, int):
        return told.upper()
    state = _named(HISTORY_STATES, told)
    return metro2.history_character(BAND_FIRST_DAYS.get(told, 0) or int(
        re.sub(r"\D", "", told) or 0), state)  # fmt: skip


@answers("US", "payment_rating", "payment_rating_required",
         otherwise_of=("us.metro2.payment_rating", "us.metro2.rating"))  # fmt: skip
def rating(facts: Facts, law: Law) -> Answer:
    """The payment rating, and whether the status takes one."""
    law.terms("us.metro2.account_status")
    days = facts.find("days_past_due_before|previous_days")
    days = facts.find("days_past_due|^dpd") if days is None else days
    state = _named(HISTORY_STATES[3:], _words(facts, "state", "previous_state", "before"))
    found = metro2.payment_rating(_status(facts), int(days or 0), state)
    if re.search("required|needed|allowed|takes", facts.question):
        return Answer.computed(found is not None)
    return Answer.computed(found)


@answers("US", "amount_past_due", "past_due_amount", "whole_dollars", "metro2_amount",
         otherwise_of=("us.metro2.past_due", "us.metro2.amount", "us.metro2.money"))  # fmt: skip
def amount_past_due(facts: Facts, law: Law) -> Answer:
    """Whole dollars past due; zero for a current account."""
    law.terms("us.metro2.account_status")
    amount = facts.amount("amount", "past_due", "amount_past_due", "past_due_amount")
    if "past_due" not in facts.question:
        return Answer.computed(metro2.whole_dollars(amount))
    return Answer.computed(metro2.amount_past_due(_status(facts), amount))


@answers("US", "charge_off_amount", "original_charge_off_amount", "chargeoff_amount",
         otherwise_of=("us.metro2.chargeoff", "us.metro2.charge_off"))  # fmt: skip
def charge_off_amount(facts: Facts, law: Law) -> Answer:
    """The original charge-off amount where the status takes it."""
    law.terms("us.metro2.account_status")
    told = facts.amount("original_charge_off", "original_charge_off_amount", "charge_off_amount",
                        "charge_off", "amount")  # fmt: skip
    return Answer.computed(metro2.charge_off_amount(_status(facts), told))


@answers("US", "metro2_date", "date_field", otherwise_of=("us.metro2.date",))
def date_field(facts: Facts, law: Law) -> Answer:
    """A date as the format writes it."""
    law.terms("us.metro2.account_status")
    return Answer.computed(metro2.date_field(facts.day_or_none("date", "day", "value")))


@answers("US", "portfolio_type", "account_type", "terms_duration",
         otherwise_of=("us.metro2.card",))  # fmt: skip
def card_code(facts: Facts, law: Law) -> Answer:
    """What the base segment says of a card."""
    law.terms("us.metro2.account_status")
    return Answer.computed(metro2.CARD_CODES.get(facts.question, metro2.CARD_CODES))


@answers("US", "record_descriptor_word", "rdw", "record_length", otherwise_of=("us.metro2.rdw",))
def record_length(facts: Facts, law: Law) -> Answer:
    """The length of a record with its segments."""
    law.terms("us.metro2.account_status")
    packed = facts.flag("packed") or facts.word("form") == "packed"
    return Answer.computed(metro2.record_length(facts.need("segments"), packed=packed))


@answers("US", "date_of_first_delinquency", "dofd", otherwise_of=("us.metro2.dofd",))
def first_delinquency(facts: Facts, law: Law) -> Answer:
    """The date of first delinquency by the reading the case chooses."""
    terms = law.terms("us.metro2.dofd")
    petition = facts.day_like("petition")
    if petition and facts.flags("current") is not False and _status(facts) in ("", "11"):
        return Answer.computed(petition)
    told_rating = facts.get("payment_rating", "rating")
    known = None if told_rating is None else str(told_rating)
    if not metro2.keeps_first_delinquency(_status(facts), known) or facts.flag("current"):
        return Answer.computed(None)
    ftc = re.search("ftc|johnson|missed|1998", facts.word("policy", default=terms["reported"]))
    days = terms["ftc_days_after_due" if ftc else "metro2_days_after_due"]
    first = metro2.date_of_first_delinquency(_missed(facts), date.max, days_after_due=days)
    return Answer.computed(first)


def _missed(facts: Facts) -> list[metro2.Missed]:
    rows = facts.parts("missed", "delinquencies", "episodes", "missed_payments")
    missed = [
        metro2.Missed(
            row.day("missed_due_date", "due_on", "due", "due_date"),
            row.day_like("current|cured"),
        )
        for row in rows
    ]
    cured = facts.day_like("brought_current|cured|became_current")
    days = [as_day(value, None) for value in facts.get("missed_due_dates", default=[])]
    if is_day(facts.get("missed_due_date")):
        days.append(facts.day("missed_due_date"))
    return missed + [
        metro2.Missed(day, cured if cured is not None and day <= cured else None) for day in days
    ]


@answers("US", "compliance_condition_code", otherwise_of=("us.metro2.ccc",))
def condition_code(facts: Facts, law: Law) -> Answer:
    """The compliance condition code; none where a dispute came through the agency."""
    law.terms("us.metro2.account_status")
    told = [facts.word(name) for name in facts.known if re.search("disput|fcra|fcba|action", name)]
    told += [name for name, value in facts.known.items() if value is True and "closed" not in name]
    told += [
        f"{name}_{facts.word(name)}" for name in facts.known if re.search("^(fcra|fcba)", name)
    ]
    words = "_".join(told).lower()
    dispute = next((name for name, pattern in DISPUTES if re.search(pattern, words)), "none")
    by_agency = re.search(r"cra|bureau|agency|acdv", facts.word("dispute_via", "via", "channel"))
    if by_agency:
        dispute = "none"
    closed = bool(facts.flags("closed_by_consumer|closed_at_consumer"))
    code = metro2.compliance_condition(closed_by_consumer=closed, dispute=dispute)
    return Answer.computed(code or None)
