"""Which limits each law puts on contacts, and under which parameters of the packs they stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fairdue.contact.models import RIGHT_PARTY, UNANSWERED, UNMADE, Channel, Outcome
from fairdue.contact.rules.limits import Limit
from fairdue.contact.rules.terms import Term
from fairdue.kernel.text import Text
from fairdue.rulebook.packs import RuleValue

EVERY_OUTCOME = frozenset(str(outcome) for outcome in frozenset(Outcome) - UNMADE)
DELIVERED = EVERY_OUTCOME - {str(Outcome.NOT_DELIVERED)}
MISSED = frozenset(str(outcome) for outcome in UNANSWERED)
NOT_CONNECTED = frozenset({str(Outcome.BUSY), str(Outcome.NUMBER_INVALID)})
CONVERSATIONS = frozenset(str(outcome) for outcome in RIGHT_PARTY)

NO_BOUND = 9999
"""Stands for "no bound" where a pack's reading has none: more than a day has room for."""

A_DAY = Text("a day", "次/日")
A_WEEK = Text("in 7 days", "次/7日")


@dataclass(frozen=True, slots=True)
class Asked:
    """One limit: where its number stands, and what counts against it."""

    name: str
    rule: str
    parameter: str
    what: Text
    unit: Text
    channels: tuple[str, ...] = (str(Channel.CALL),)
    outcomes: frozenset[str] = EVERY_OUTCOME
    per_point: bool = False
    days: int | str = 1
    """Local days, or the parameter that tells them."""
    most: int | None = None
    """The number itself, where the parameter tells only the days."""


CALLS = {
    "CN": (
        Asked(
            "effective_calls",
            "CN-FREQ-01",
            "effective_calls_per_day_max",
            Text("effective calls to this person today", "今日对该客户的有效外呼"),
            Text("calls a day", "次/日"),
            outcomes=EVERY_OUTCOME - MISSED,
        ),
        Asked(
            "unanswered_dials",
            "CN-FREQ-02",
            "unanswered_dials_per_day_max",
            Text("unanswered dials of this number today", "今日对该号码的未接通拨打"),
            Text("dials a day", "次/日"),
            outcomes=MISSED,
            per_point=True,
        ),
    ),
    "US": (
        Asked(
            "calls",
            "us.regf.14b.call_frequency",
            "calls_max",
            Text("calls to this person about this debt", "就该债务对该客户的呼叫"),
            A_WEEK,
            outcomes=EVERY_OUTCOME - NOT_CONNECTED,
            days="window_days",
        ),
        Asked(
            "conversations",
            "us.regf.14b.call_frequency",
            "quiet_days",
            Text("conversations after which calls pause", "通话后须暂停呼叫的通话"),
            A_WEEK,
            outcomes=CONVERSATIONS,
            days="quiet_days",
            most=1,
        ),
    ),
    "UK": (
        Asked(
            "calls",
            "LENDER-FREQ",
            "calls_per_week_max",
            Text("calls to this person", "对该客户的呼叫"),
            A_WEEK,
            days=7,
        ),
    ),
}
"""Limits on calls, by law. A call is about all of a customer's debts, so it counts for each."""

REGIONAL = {
    "US-MA": (
        Asked(
            "massachusetts",
            "us.ma.940cmr7.04",
            "contacts_max",
            Text("calls about this debt (Massachusetts)", "就该债务的呼叫（马萨诸塞州）"),
            A_WEEK,
            days="window_days",
        ),
    ),
    "US-NY-NYC": (
        Asked(
            "new_york_city",
            "us.nyc.6rcny5-77",
            "contacts_max",
            Text("contacts of any kind (New York City)", "各类联系（纽约市）"),
            A_WEEK,
            channels=tuple(str(channel) for channel in Channel),
            days="window_days",
        ),
    ),
}
"""Limits of states and cities on top of their country's, by the region's code."""

OTHERS = (
    Asked("sms", "LENDER-FREQ", "sms_per_day_max", Text("texts today", "今日短信"), A_DAY,
          (str(Channel.SMS),), outcomes=DELIVERED),
    Asked("emails", "LENDER-FREQ", "email_per_day_max", Text("e-mails today", "今日邮件"), A_DAY,
          (str(Channel.EMAIL),), outcomes=DELIVERED),
    Asked("letters", "LENDER-FREQ", "letters_per_week_max", Text("letters", "信函"), A_WEEK,
          (str(Channel.LETTER),), days=7),
    Asked("visits", "LENDER-FREQ", "visits_per_week_max", Text("visits", "外访"), A_WEEK,
          (str(Channel.VISIT),), days=7),
)  # fmt: skip
"""The lender's own limits, under every law."""


Value = Callable[[str, str], RuleValue | None]
"""A parameter's value on the day, by rule and name; None where it has none."""


def limits_of(place: str, value: Value, asks: Callable[[str], bool]) -> dict[str, Limit | None]:
    """The limits of a place by name, in order; None where the number or its days have no value.

    Rules that are not asked of the actor are left out, and regional ones not in force yet.
    """
    regional = [each for each in REGIONAL.get(place, ()) if value(each.rule, each.parameter)]
    limits = (*CALLS[country(place)], *regional, *OTHERS)
    return {each.name: _limit(each, value) for each in limits if asks(each.rule)}


def country(place: str) -> str:
    """The country whose pack holds: US of US-MA."""
    return place[:2]


def _limit(asked: Asked, value: Value) -> Limit | None:
    number = value(asked.rule, asked.parameter)
    days = value(asked.rule, asked.days) if isinstance(asked.days, str) else None
    if number is None or (isinstance(asked.days, str) and days is None):
        return None
    most = asked.most or (NO_BOUND if number.value is None else int(number.value))
    return Limit(
        term=Term(asked.rule, most, number.citation),
        channels=asked.channels,
        outcomes=asked.outcomes,
        per_point=asked.per_point,
        days=int(days.value) if days else int(asked.days),
        what=asked.what,
        unit=asked.unit,
    )
