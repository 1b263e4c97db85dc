"""Telephone calls per person and debt under 12 CFR 1006.14(b): 7 in 7, and 7 after a talk."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.calendars import day_bounds
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

CONVERSATION = "conversation"
UNANSWERED = frozenset(
    {"no_answer", "voicemail", "voicemail_box_full", "limited_content_message",
     "ringless_voicemail"}
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Call:
    """A call with one person; `debts` are those it counts to, or that were talked about."""

    at: datetime
    person: str
    number: str
    outcome: str
    debts: frozenset[str]
    placed: bool = True
    """False for a call that the consumer made: its conversation counts, the call doesn't."""
    role: str = ""


@dataclass(frozen=True, slots=True)
class CallConsent:
    """Consent to further calls given directly to this collector."""

    at: datetime
    debts: frozenset[str] | None = None
    """None: all."""
    only_on: date | None = None
    """A single day agreed for the call."""
    until: date | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """What happened, in one consumer's zone."""

    calls: Sequence[Call]
    consents: Sequence[CallConsent]
    wrong: dict[str, datetime]
    """Numbers found not to be the person's, and since when that is known."""
    zone: ZoneInfo


@dataclass(frozen=True, slots=True)
class Limits:
    """The pack's parameters of us.regf.14b.call_frequency. Days are calendar days."""

    calls_max: int
    window_days: int
    quiet_days: int
    consent_days: int
    uncounted_outcomes: Collection[str]
    uncounted_roles: Collection[str]


def counts(
    record: Record, person: str, debt: str, on: date, limits: Limits, *, known_at: datetime
) -> tuple[int, int]:
    """Calls and conversations of the window that ends with the day, known by `known_at`.

    A number found wrong by then isn't the person's: its earlier calls no longer count.
    """
    first = on - timedelta(days=limits.window_days - 1)
    mine = [
        call
        for call in _of(record, person, debt, known_at)
        if first <= _day(call.at, record.zone) <= on
    ]
    talks = sum(call.outcome == CONVERSATION for call in mine)
    placed = [
        call
        for call in mine
        if call.placed
        and call.outcome not in limits.uncounted_outcomes
        and call.role not in limits.uncounted_roles
        and not excluded(record, call, debt, limits)
    ]
    return len(placed), talks


def excluded(record: Record, call: Call, debt: str, limits: Limits) -> bool:
    """Is the call outside the limits by consent? At most seven days with the day of consent, and
    no longer once revoked, its agreed end is past, or there was a conversation after it.
    """
    return any(
        _stands(record, consent, call, debt, limits)
        for consent in record.consents
        if consent.at <= call.at and (consent.debts is None or debt in consent.debts)
    )


def judge(record: Record, call: Call, debt: str, limits: Limits) -> tuple[Clause, ...]:
    """The presumption of each limit if this call is placed too; broken is presumed a violation."""
    free = (
        call.role in limits.uncounted_roles
        or record.wrong.get(call.number, call.at + timedelta(1)) <= call.at
        or excluded(record, call, debt, limits)
    )
    today = _day(call.at, record.zone)
    before, _ = counts(record, call.person, debt, today, limits, known_at=call.at)
    talks = [
        _day(each.at, record.zone)
        for each in _of(record, call.person, debt, call.at)
        if each.outcome == CONVERSATION and each.role not in limits.uncounted_roles
    ]
    quiet_until = max(talks) + timedelta(days=limits.quiet_days) if talks else None
    return (
        clause(
            "us.regf.14b.call_frequency",
            not free and before + 1 > limits.calls_max,
            Text(
                f"Call {before + 1} about debt {debt} within {limits.window_days} days; "
                f"{limits.calls_max} are presumed lawful.",
                f"{limits.window_days}日内就债务{debt}的第{before + 1}次呼叫；"
                f"推定合规的上限为{limits.calls_max}次。",
            ),
            ("debt", debt),
            ("calls", before + 1),
            ("calls_max", limits.calls_max),
            allowed_from=_next_free(record, call, debt, limits),
        ),
        clause(
            "us.regf.14b.call_frequency",
            not free and quiet_until is not None and today < quiet_until,
            Text(
                f"Debt {debt} was talked about; no call before {quiet_until}.",
                f"已就债务{debt}通话，{quiet_until}前不得再次呼叫。",
            ),
            ("debt", debt),
            ("quiet_days", limits.quiet_days),
            allowed_from=day_bounds(quiet_until, record.zone)[0] if quiet_until else None,
        ),
    )


def rebuttal_factors(
    record: Record, call: Call, *, rapid_minutes: int, rapid_calls: int, day_calls: int
) -> list[str]:
    """What may rebut the presumption of compliance: unanswered calls in rapid succession."""
    rung = sorted(
        each.at
        for each in record.calls
        if each.person == call.person
        and each.placed
        and each.outcome in UNANSWERED
        and each.at <= call.at
    )
    close = timedelta(minutes=rapid_minutes)
    moments = [*rung, call.at]
    rapid = any(
        later - first <= close
        for first, later in zip(moments, moments[rapid_calls - 1 :], strict=False)
    )
    today = [each for each in moments if _day(each, record.zone) == _day(call.at, record.zone)]
    factors = ["rapid_succession"] if rapid and len(moments) >= rapid_calls else []
    return factors + (["concentrated_in_one_day"] if len(today) >= day_calls else [])


def _of(record: Record, person: str, debt: str, known_at: datetime) -> Iterable[Call]:
    for call in record.calls:
        learned = record.wrong.get(call.number)
        misdirected = learned is not None and learned <= known_at
        about = call.person == person and debt in call.debts and call.at <= known_at
        if about and not (misdirected and call.placed):
            yield call


def _stands(record: Record, consent: CallConsent, call: Call, debt: str, limits: Limits) -> bool:
    day, given = _day(call.at, record.zone), _day(consent.at, record.zone)
    if (day - given).days >= limits.consent_days:
        return False
    if consent.only_on is not None and day != consent.only_on:
        return False
    if consent.until is not None and day > consent.until:
        return False
    if consent.revoked_at is not None and consent.revoked_at <= call.at:
        return False
    return not any(
        each.outcome == CONVERSATION
        and each.person == call.person
        and debt in each.debts
        and consent.at < each.at < call.at
        for each in record.calls
    )


def _next_free(record: Record, call: Call, debt: str, limits: Limits) -> datetime:
    """The first midnight whose window has room again, if nobody calls until then."""
    day = _day(call.at, record.zone) + timedelta(days=1)
    while counts(record, call.person, debt, day, limits, known_at=call.at)[0] >= limits.calls_max:
        day += timedelta(days=1)
    return day_bounds(day, record.zone)[0]


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
