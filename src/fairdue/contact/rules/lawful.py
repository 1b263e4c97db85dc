"""From when on a day a customer may be contacted, and which rule stands in the way if never.

The night asks this of everybody. Nothing is decided here: the single rules of `verdict` are asked
from the day's first moment on. What this adds is what of a customer's records a day can tell
apart, so that customers who look alike that day are judged once (`contact.columns`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import chain
from zoneinfo import ZoneInfo

from fairdue.compliance.rules.circumstances import Consent, Mark, Request
from fairdue.contact.rules.holds import Standing
from fairdue.contact.rules.verdict import (
    STEPS_MAX,
    VISIT,
    Circumstances,
    Facts,
    Terms,
    judge_now,
)
from fairdue.contact.rules.written import Content
from fairdue.kernel.calendars import day_bounds
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Verdict

PREPARED = Content(offers_opt_out=True)
"""What the night assumes would be said: what is owed, and how to opt out."""

UNNAMED = Text("", "")


@dataclass(frozen=True, slots=True)
class Answer:
    """The first lawful moment of the day in UTC, or the rule because of which there is none."""

    lawful_from: datetime | None
    because: str = ""
    """A rule's identifier, or the name of a missing fact (`verdict.MISSING`)."""


def first_lawful(
    facts: Facts, channel: str, terms: Terms, begins: datetime, ends: datetime
) -> Answer:
    """The first moment from `begins` up to, not including, `ends` that every clause allows.

    As if nothing happened until then. `because` is the first clause that, once its turn has come,
    denies for the rest of the day: an hour that passes is never the reason.
    """
    moment = begins
    verdict = judge_now(replace(facts, at=moment), channel, terms)
    for _ in range(STEPS_MAX):
        if verdict.allowed:
            return Answer(moment.astimezone(UTC))
        following = verdict.allowed_from
        if following is None or following >= ends:
            break
        moment = following
        verdict = judge_now(replace(facts, at=moment), channel, terms)
    return Answer(None, _lasting(verdict, ends))


def first_lawful_of(
    each: Iterable[Facts], channel: str, terms: Terms, begins: datetime, ends: datetime
) -> Answer:
    """The earliest answer over a channel's contact points, the first point's where none is lawful.

    `each`: the same facts by contact point, in the order in which points are offered.
    """
    answers = [first_lawful(facts, channel, terms, begins, ends) for facts in each]
    lawful = [answer for answer in answers if answer.lawful_from is not None]
    return min(lawful, key=_moment, default=answers[0])


def prepared_for(channel: str, terms: Terms) -> tuple[Content, int]:
    """What would be said and how many would visit, by whoever keeps what the law asks of these."""
    least = terms.visitors_min[1] if terms.visitors_min else None
    return PREPARED, least.value if least and channel == VISIT else 0


def span_of(
    day: date, zones: Iterable[ZoneInfo], terms: Terms, known_at: datetime
) -> tuple[datetime, datetime]:
    """When a customer's local day begins and ends, in UTC; it begins with what is known of it.

    Where the day was under way at `known_at`, only the rest of it is left. A day that was over is
    looked at as a whole, as it was when it began.
    """
    zone = terms.zone or next(iter(zones), ZoneInfo("UTC"))
    begins, ends = (moment.astimezone(UTC) for moment in day_bounds(day, zone))
    return max(begins, known_at.astimezone(UTC)) if known_at < ends else begins, ends


def as_the_day_sees(
    known: Circumstances, begins: datetime, ends: datetime, terms: Terms
) -> Circumstances:
    """The same records without what makes no difference between two moments.

    Records that don't stand in between are left out, and so are their numbers and what lies
    before or after. Two customers with equal results get equal answers, other things being equal.
    """
    exact = bool(known.consents and known.requests)
    by_mark = terms.pressure.value.budget.by_mark if terms.pressure else {}
    holds = (_hold(each, begins, ends) for each in known.holds)
    requests = (_request(each, begins, ends, exact) for each in known.requests)
    consents = (_consent(each, begins, ends, terms, exact) for each in known.consents)
    marks = (_mark(each, begins, ends) for each in known.marks if each.kind in by_mark)
    return Circumstances(
        holds=tuple(each for each in holds if each),
        consents=tuple(each for each in consents if each),
        requests=tuple(each for each in requests if each),
        marks=tuple(each for each in marks if each),
    )


def _lasting(verdict: Verdict, ends: datetime) -> str:
    """The first that denies to the end of the day: a missing fact, else a clause."""
    lasting = [
        clause.rule
        for clause in verdict.failing
        if clause.allowed_from is None or clause.allowed_from >= ends
    ]
    denying = (clause.rule for clause in verdict.failing)
    return next(chain(verdict.missing, lasting, denying))


def _moment(answer: Answer) -> datetime:
    assert answer.lawful_from is not None, "asked of lawful answers only"
    return answer.lawful_from


def _hold(hold: Standing, begins: datetime, ends: datetime) -> Standing | None:
    if not _touches(hold.starts_at, (hold.ends_at,), begins, ends):
        return None
    return Standing(0, UNNAMED, max(hold.starts_at, begins), _within(hold.ends_at, ends))


def _request(request: Request, begins: datetime, ends: datetime, exact: bool) -> Request | None:
    over = (request.ends_at, request.withdrawn_at)
    if not _touches(request.received_at, over, begins, ends):
        return None
    return replace(
        request,
        id=0,
        received_at=request.received_at if exact else max(request.received_at, begins),
        ends_at=_within(request.ends_at, ends),
        withdrawn_at=_within(request.withdrawn_at, ends),
    )


def _consent(
    consent: Consent, begins: datetime, ends: datetime, terms: Terms, exact: bool
) -> Consent | None:
    """Given before the day begins, it counts as given then, unless a request is older or newer."""
    if not _touches(consent.granted_at, (consent.ends_at, consent.revoked_at), begins, ends):
        return None
    return replace(
        consent,
        id=0,
        granted_at=consent.granted_at if exact else _granted(consent, begins, ends, terms),
        ends_at=_within(consent.ends_at, ends),
        revoked_at=_within(consent.revoked_at, ends),
    )


def _granted(consent: Consent, begins: datetime, ends: datetime, terms: Terms) -> datetime:
    """When it was given, as far as the day can tell. Some consents serve for so many days only."""
    since = max(consent.granted_at, begins)
    term = terms.consent_days.get(consent.channel) if consent.kind == "channel" else None
    if term is None:
        return since
    fresh = timedelta(days=term.value)
    if consent.granted_at + fresh <= begins:
        return begins - fresh
    return since if min(consent.granted_at, since) + fresh >= ends else consent.granted_at


def _mark(mark: Mark, begins: datetime, ends: datetime) -> Mark | None:
    if not _touches(mark.raised_at, (mark.ends_at, mark.cleared_at), begins, ends):
        return None
    return Mark(
        id=0,
        kind=mark.kind,
        raised_at=max(mark.raised_at, begins),
        ends_at=_within(mark.ends_at, ends),
        cleared_at=_within(mark.cleared_at, ends),
    )


def _touches(
    starts: datetime, over: Iterable[datetime | None], begins: datetime, ends: datetime
) -> bool:
    """Does it stand at some moment from `begins` up to, not including, `ends`?"""
    return starts < ends and all(end is None or end > begins for end in over)


def _within(end: datetime | None, ends: datetime) -> datetime | None:
    return end if end is not None and end < ends else None
