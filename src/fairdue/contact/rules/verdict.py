"""All clauses of one contact, put together: what the may-I panel shows and the permit asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from fairdue.compliance.rules.circumstances import Consent, Mark, Request
from fairdue.contact.rules.consent import Consent as NightConsent
from fairdue.contact.rules.consent import may_contact_at_night
from fairdue.contact.rules.feed import may_state_balance
from fairdue.contact.rules.holds import Standing, may_contact_despite
from fairdue.contact.rules.limits import Limit, Touch, counted, may_within
from fairdue.contact.rules.points import Point, may_use
from fairdue.contact.rules.pressure import Pressure, may_press
from fairdue.contact.rules.requests import may_contact_as_asked
from fairdue.contact.rules.terms import Night, Term
from fairdue.contact.rules.visits import may_visit_despite, may_visit_with
from fairdue.contact.rules.window import Hours, may_contact_between
from fairdue.contact.rules.written import LIVE_TALK, Content, may_write_to, must_offer_opt_out
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause, Verdict

CALL, SMS, EMAIL, LETTER, VISIT = "call", "sms", "email", "letter", "visit"
CHANNELS = (CALL, SMS, EMAIL, LETTER, VISIT)
POINT_KIND = {CALL: "phone", SMS: "phone", EMAIL: "email", LETTER: "address", VISIT: "address"}
"""What kind of contact point each channel uses."""

ELECTRONIC = frozenset({SMS, EMAIL})
BY_THE_CLOCK = frozenset({CALL, SMS, EMAIL, VISIT})
"""Channels that reach a person the moment they are used; a letter doesn't."""

MISSING = {
    "phone": Text("There is no phone number on file.", "系统中没有电话号码。"),
    "email": Text("There is no e-mail address on file.", "系统中没有电子邮箱。"),
    "address": Text("There is no address on file.", "系统中没有地址。"),
    "touches": Text("Earlier contacts are not known.", "既往联系记录未知。"),
    "circumstances": Text(
        "It is not known what the customer asked or whether a hold stands.",
        "客户的要求及是否停催未知。",
    ),
    "feed": Text(
        "No payments of this customer were ever taken in.", "从未接收过该客户的还款数据。"
    ),
    "zone": Text("It is not known in which time zone the customer is.", "客户所在时区未知。"),
}
"""What a missing fact means, by its name. Names of rules stand for values not in force."""

STEPS_MAX = 64
"""Moments tried for the next lawful one; more than the turns of a month."""


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is on record about a person: holds, what they allowed and asked, and marks."""

    holds: tuple[Standing, ...] = ()
    consents: tuple[Consent, ...] = ()
    requests: tuple[Request, ...] = ()
    marks: tuple[Mark, ...] = ()


NONE_KNOWN = Circumstances()


@dataclass(frozen=True, slots=True)
class Terms:
    """All values that judging a contact needs, of one law on one day.

    None, and a limit that is None: the rule has no value that day, and what needs it is denied.
    A rule that is not in a mapping or list at all is not one of this law.
    """

    law: str
    """CN, US or UK, or a region with rules of its own, such as US-MA."""
    zone: ZoneInfo | None
    """The zone whose days and hours the law counts by; None: the customer's own."""
    hours: tuple[str, Term[Night] | Term[Hours] | None]
    """The rule of the hours, and its value."""
    limits: Mapping[str, Limit | None]
    """Limits in order, by a name of their own."""
    visitors_min: tuple[str, Term[int] | None] | None
    hold_stops: Term[tuple[str, ...]] | None
    invalid_is_used: Term[bool] | None
    requests: Mapping[str, Term[bool]]
    """The rule that each kind of request rests on; "" for all others."""
    feed_days_max: Term[int] | None
    pressure: Term[Pressure] | None
    opt_out: Mapping[str, Term[bool] | None] = field(default_factory=dict)
    """By channel: must a message say how to opt out?"""
    hold_reminders: Term[tuple[str, ...]] | None = None
    """Channels on which what was agreed may be reminded of despite a hold that lets it; None:
    none."""
    consent_days: Mapping[str, Term[int] | None] = field(default_factory=dict)
    """By channel: consent to it is needed, and for texts serves so many days."""
    no_visits: Term[bool] | None = None
    """Does a mark keep visitors away? None: nobody chose that it does."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known about a contact that someone wants to make. None: not known; it denies."""

    at: datetime
    touches: tuple[Touch, ...] | None
    """Of the last days, as far back as any limit or the pressure looks."""
    circumstances: Circumstances | None
    point: Point | None
    zones: tuple[ZoneInfo, ...]
    """Every zone that evidence of the customer's whereabouts names; none denies."""
    feed_as_of: date | None
    content: Content = LIVE_TALK
    visitors: int = 0


def judge(facts: Facts, channel: str, terms: Terms) -> Verdict:
    """Every clause that applies to the channel, and the next moment at which all would allow."""
    verdict = judge_now(facts, channel, terms)
    earliest = None if verdict.allowed else _earliest(facts, channel, terms, verdict)
    return replace(verdict, earliest=earliest, looked_ahead=True)


def day_zone(facts: Facts, terms: Terms) -> ZoneInfo | None:
    """The zone whose days are counted: the law's own, else the customer's first."""
    return terms.zone or next(iter(facts.zones), None)


def missing_text(name: str) -> Text:
    """What to tell people about a missing fact or a rule without a value."""
    return MISSING.get(
        name, Text(f"{name} has no value in force today.", f"{name}今日没有生效的取值。")
    )


Asked = Iterator[tuple[str, Clause | None]]
"""The fact or rule asked for, and its clause, or None where it is not known."""


def judge_now(facts: Facts, channel: str, terms: Terms) -> Verdict:
    """Every clause at the moment itself, without looking for the next lawful one."""
    zone = day_zone(facts, terms)
    if zone is None:
        return Verdict((), missing=("zone",))
    asked = [
        *_hours(facts, channel, terms),
        *_frequency(facts, channel, terms, zone),
        *_visitors(facts, channel, terms),
        *_circumstances(facts, channel, terms, zone),
        *_point(facts, channel, terms),
        *_content(facts, channel, terms, zone),
    ]
    return Verdict(
        clauses=tuple(clause for _, clause in asked if clause is not None),
        missing=tuple(dict.fromkeys(name for name, clause in asked if clause is None)),
    )


def _hours(facts: Facts, channel: str, terms: Terms) -> Asked:
    if channel not in BY_THE_CLOCK:
        return
    rule, term = terms.hours
    consents = facts.circumstances.consents if facts.circumstances else ()
    point = facts.point.id if facts.point else None
    if term is None:
        yield rule, None
    elif isinstance(term.value, Night):
        night = Term(term.rule, term.value, term.citation)
        mine = [
            NightConsent.of(consent)
            for consent in consents
            if consent.kind == "night_contact"
            and consent.channel in ("", channel)
            and consent.contact_point_id in (None, point)
        ]
        assert terms.zone is not None, "a law with a night has a zone of its own"
        yield rule, may_contact_at_night(facts.at, mine, night, terms.zone)
    else:
        hours = Term(term.rule, term.value, term.citation)
        yield rule, may_contact_between(facts.at, facts.zones, hours)


def _frequency(facts: Facts, channel: str, terms: Terms, zone: ZoneInfo) -> Asked:
    if facts.touches is None:
        yield "touches", None
        return
    point = facts.point.id if facts.point else None
    for name, limit in terms.limits.items():
        if limit is None:
            yield name, None
        elif channel in limit.channels:
            weighing = counted(limit, facts.touches, contact_point_id=point, at=facts.at, zone=zone)
            yield name, may_within(limit, weighing, facts.at, zone)


def _visitors(facts: Facts, channel: str, terms: Terms) -> Asked:
    if channel == VISIT and terms.visitors_min is not None:
        rule, least = terms.visitors_min
        yield rule, may_visit_with(facts.visitors, least) if least else None


def _circumstances(facts: Facts, channel: str, terms: Terms, zone: ZoneInfo) -> Asked:
    known = facts.circumstances
    if known is None:
        yield "circumstances", None
        return
    stops, reminders = terms.hold_stops, terms.hold_reminders
    yield (
        "LENDER-HOLD",
        may_contact_despite(
            known.holds,
            channel,
            facts.at,
            stops,
            zone,
            purpose=facts.content.purpose,
            reminders=reminders.value if reminders else (),
        )
        if stops
        else None,
    )
    for clause in may_contact_as_asked(
        known.requests,
        known.consents,
        at=facts.at,
        channel=channel,
        contact_point_id=facts.point.id if facts.point else None,
        zone=zone,
        basis=terms.requests,
    ):
        yield clause.rule, clause
    if channel == VISIT and terms.no_visits is not None:
        yield terms.no_visits.rule, may_visit_despite(known.marks, facts.at, terms.no_visits)
    if facts.touches is not None:
        pressure = terms.pressure
        asked = may_press(
            facts.touches, known.marks, channel, facts.at, zone, pressure
        ) if pressure else None  # fmt: skip
        yield "LENDER-PRESSURE", asked


def _point(facts: Facts, channel: str, terms: Terms) -> Asked:
    if facts.point is None:
        yield POINT_KIND[channel], None
    else:
        used = terms.invalid_is_used
        yield "LENDER-POINT", may_use(facts.point, used) if used else None


def _content(facts: Facts, channel: str, terms: Terms, zone: ZoneInfo) -> Asked:
    days_max, says = terms.feed_days_max, facts.content.states_balance
    if facts.feed_as_of is None:
        yield "feed", None
    else:
        yield (
            "LENDER-FEED",
            may_state_balance(facts.feed_as_of, facts.at, zone, days_max, states_balance=says)
            if days_max
            else None,
        )
    if channel in terms.opt_out:
        rule = terms.opt_out[channel]
        yield "opt_out", must_offer_opt_out(facts.content, rule) if rule else None
    if channel in terms.consent_days and facts.circumstances is not None:
        fresh = terms.consent_days[channel]
        asked = may_write_to(
            facts.circumstances.consents,
            at=facts.at,
            channel=channel,
            contact_point_id=facts.point.id if facts.point else None,
            zone=zone,
            fresh_days=fresh,
        ) if fresh else None  # fmt: skip
        yield "consent", asked


def _earliest(facts: Facts, channel: str, terms: Terms, verdict: Verdict) -> datetime | None:
    """Go from one clause's moment to the next until all allow; None when time won't bring it.

    Each denying clause names the first moment at which it alone allows, so nothing lawful lies
    before the latest of them.
    """
    moment = verdict.allowed_from
    for _ in range(STEPS_MAX):
        if moment is None:
            return None
        then = judge_now(replace(facts, at=moment), channel, terms)
        if then.allowed:
            return moment
        moment = then.allowed_from
    return None
