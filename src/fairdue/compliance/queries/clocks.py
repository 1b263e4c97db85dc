"""By when a complaint or dispute must be handled: the customer's law, or policy where shorter."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from fairdue.compliance.models import DisputeGround
from fairdue.compliance.rules.deadlines import (
    answer_by,
    complaint_decision_by,
)
from fairdue.portfolio import queries as portfolio
from fairdue.rulebook.packs import NoValueError, Pack, RulePackError, RuleValue, law_in_force, pack

POLICY = "policy/default"
COMPLAINTS, DISPUTES = "LENDER-COMPLAINTS", "LENDER-DISPUTES"
CHINA, UNITED_STATES = "CN", "US"


@dataclass(frozen=True, slots=True)
class Clock:
    """The last day, and the rule that sets it."""

    last_day: date
    rule: str
    reference: dict[str, str]
    """For the journal: rule, pack, version."""


def law_of(customer_id: int, on: date) -> str:
    """The law that protects a customer: CN, US, UK."""
    return portfolio.law_of(customer_id, on).jurisdiction


def complaint_clock(law: str, received_on: date, complexity: str, *, extended: bool) -> Clock:
    """The last day to decide a complaint received on a day, by the values in force that day."""

    def by(found: Mapping[str, RuleValue]) -> date:
        return complaint_decision_by(
            received_on,
            complexity,
            extended=extended,
            simple_days=int(found["simple_days"].value),
            complex_days=int(found["complex_days"].value),
            extension_days=int(found["extension_days"].value),
        )

    names = ("simple_days", "complex_days", "extension_days")
    own = _values(pack(POLICY), COMPLAINTS, names, received_on)
    clocks = [_clock(own, by)]
    if law == CHINA and (found := _known(law, "CN-CMPL-01", names, received_on)):
        clocks.insert(0, _clock(found, by))
    return min(clocks, key=lambda clock: clock.last_day)


def acknowledge_by(received_on: date) -> date:
    """The last day to say that a complaint arrived."""
    own = _values(pack(POLICY), COMPLAINTS, ("acknowledge_days",), received_on)
    return _after(received_on, own["acknowledge_days"])


def dispute_clock(law: str, ground: str, received_on: date) -> Clock:
    """The last day to answer a dispute received on a day, by the values in force that day.

    Objections to the credit record and billing errors have terms of their own.
    """
    own = _values(pack(POLICY), DISPUTES, ("answer_days",), received_on)
    clocks = [_clock(own, lambda found: _after(received_on, found["answer_days"]))]
    of_law = {
        (CHINA, DisputeGround.CREDIT_RECORD): ("CN-CR-03", "objection_days"),
        (UNITED_STATES, DisputeGround.CREDIT_RECORD): ("us.regv.43", "investigation_days"),
        (UNITED_STATES, DisputeGround.BILLING_ERROR): ("us.regz.13", "resolve_days_max"),
    }.get((law, DisputeGround(ground)))
    if of_law is not None:
        rule, parameter = of_law
        if found := _known(law, rule, (parameter,), received_on):
            clocks.insert(0, _clock(found, lambda known: _after(received_on, known[parameter])))
    return min(clocks, key=lambda clock: clock.last_day)


def _clock(
    found: Mapping[str, RuleValue], last_day: Callable[[Mapping[str, RuleValue]], date]
) -> Clock:
    first = next(iter(found.values()))
    return Clock(last_day(found), first.rule, first.reference)


def _after(received_on: date, days: RuleValue) -> date:
    return answer_by(received_on, days=int(days.value))


def _values(
    found: Pack, rule: str, parameters: tuple[str, ...], on: date
) -> Mapping[str, RuleValue]:
    return {parameter: found.value(rule, parameter, on) for parameter in parameters}


def _known(
    law: str, rule: str, parameters: tuple[str, ...], on: date
) -> Mapping[str, RuleValue] | None:
    """The same, or None where the law has no value on that day."""
    try:
        return _values(law_in_force(law), rule, parameters, on)
    except (NoValueError, RulePackError):
        return None
