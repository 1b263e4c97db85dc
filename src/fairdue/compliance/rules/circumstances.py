"""What a customer allowed us and asked of us: consents that lift, requests that bar. Pure.

China: CN-HOURS-01, CN-FREQ-02, CN-VISIT-01, Personal Information Protection Law art. 15. United
States: 12 CFR 1006.6(b)-(d), 1006.14(b)(3), (h). United Kingdom: CONC 7.9, 7.12.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

CONSENT_KINDS = (
    "night_contact",
    "channel",
    "automated",
    "more_dials",
    "time_or_place",
    "despite_representative",
    "employer_contact",
    "third_party",
    "private_premises",
)
"""What a person can allow: contact at night; a channel; automatic or recorded calls; more dials;
times and places otherwise inconvenient; contact past a representative; contact at or through the
employer; telling a third party; entering private premises."""

REQUEST_KINDS = (
    "cease",
    "stop_medium",
    "stop_point",
    "inconvenient_time",
    "inconvenient_place",
    "not_at_work",
    "representative",
    "letters_only",
)
"""What a person can ask: no contact at all; not by a channel; not at a number or address; not at
a time; not at a place; not at work; through a representative; by letter only."""

CHANNELS = ("call", "sms", "email", "letter", "visit")
LETTER, VISIT = "letter", "visit"
DAY = timedelta(days=1)
DAYS_AHEAD_MAX = 15
"""A weekly pattern that bars for so long without a gap bars until it ends."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Something the customer allowed, from `granted_at` until it ends or is revoked."""

    id: int
    kind: str
    """One of CONSENT_KINDS."""
    channel: str
    """"" for any channel."""
    contact_point_id: int | None
    """None for any number or address."""
    begins: time | None
    """Local hours it is for, over midnight where the first is later; None: any hour."""
    ends: time | None
    granted_at: datetime
    ends_at: datetime | None
    revoked_at: datetime | None
    given_to: str
    """Who received it: this_collector, creditor, prior_collector, agency."""
    dials_max: int | None = None
    """more_dials: the dials a day that were agreed."""

    def stands_at(self, at: datetime) -> bool:
        """True from the moment it was given up to, not including, its end or revocation."""
        return _stands(at, self.granted_at, self.ends_at, self.revoked_at)

    def covers(
        self, at: datetime, channel: str, contact_point_id: int | None, zone: ZoneInfo
    ) -> bool:
        """Does it stand at a moment, and is it for this channel, point and local hour?"""
        return (
            self.stands_at(at)
            and self.channel in ("", channel)
            and self.contact_point_id in (None, contact_point_id)
            and _within(at.astimezone(zone).time(), self.begins, self.ends)
        )


@dataclass(frozen=True, slots=True)
class Request:
    """Something the customer asked us to refrain from, from its receipt until withdrawn."""

    id: int
    kind: str
    """One of REQUEST_KINDS."""
    channel: str
    """"" for any channel."""
    contact_point_id: int | None
    """None for any number or address."""
    weekdays: frozenset[int]
    """inconvenient_time: days on which the hours begin, Monday is 0; empty: every day."""
    begins: time | None
    """inconvenient_time: local hours, over midnight where the first is not earlier; None: from
    midnight, or up to midnight."""
    ends: time | None
    place: str
    """inconvenient_place, not_at_work: home, work, other."""
    received_at: datetime
    withdrawn_at: datetime | None
    ends_at: datetime | None
    manner: str = "written"
    """How it came: oral, written, electronic. Some laws hear only a written one."""

    def stands_at(self, at: datetime) -> bool:
        """True from its receipt up to, not including, its end or withdrawal."""
        return _stands(at, self.received_at, self.ends_at, self.withdrawn_at)

    def bars(
        self, at: datetime, channel: str, contact_point_id: int | None, zone: ZoneInfo
    ) -> bool:
        """Does it stand at a moment and speak against this channel, point and local hour?

        A place bars the number or address that is named as being there. Where none is named,
        it bars the channel named, or visits.
        """
        if not self.stands_at(at) or not self._names(channel, contact_point_id):
            return False
        return self.kind != "inconvenient_time" or self._span_end(at, zone) is not None

    def next_free(
        self, at: datetime, channel: str, contact_point_id: int | None, zone: ZoneInfo
    ) -> datetime | None:
        """The first moment from `at` on at which it doesn't bar; None: not before it is
        withdrawn. Gives `at` itself where it doesn't bar then."""
        moment = at
        last = _over_at(self.ends_at, self.withdrawn_at)
        while self.bars(moment, channel, contact_point_id, zone):
            end = self._span_end(moment, zone) if self.kind == "inconvenient_time" else None
            if end is None or end > at + DAYS_AHEAD_MAX * DAY:
                return last
            moment = end if last is None else min(end, last)
        return moment

    def _names(self, channel: str, contact_point_id: int | None) -> bool:
        if self.kind in ("cease", "representative"):
            return True
        if self.kind == "letters_only":
            return channel != LETTER
        if self.kind in ("inconvenient_place", "not_at_work"):
            if self.contact_point_id is not None:
                return self.contact_point_id == contact_point_id
            return channel == (self.channel or VISIT)
        return self.channel in ("", channel) and self.contact_point_id in (None, contact_point_id)

    def _span_end(self, at: datetime, zone: ZoneInfo) -> datetime | None:
        """When the inconvenient hours around a moment end; None outside them."""
        ends = [end for begin, end in self._spans(at, zone) if begin <= at < end]
        return max(ends, default=None)

    def _spans(self, at: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
        """The inconvenient hours that begin on the local day or the day before."""
        today = at.astimezone(zone).date()
        over = self.ends is None or (self.begins is not None and self.ends <= self.begins)
        for day in (today - DAY, today):
            if not self.weekdays or day.weekday() in self.weekdays:
                begin = _moment(day, self.begins, zone)
                yield begin, _moment(day + DAY if over else day, self.ends, zone)


@dataclass(frozen=True, slots=True)
class Mark:
    """A fact about the customer that changes how they are treated; its note stays sealed."""

    id: int
    kind: str
    raised_at: datetime
    ends_at: datetime | None
    cleared_at: datetime | None

    def stands_at(self, at: datetime) -> bool:
        """True from when it was raised until it is cleared or ends."""
        return _stands(at, self.raised_at, self.ends_at, self.cleared_at)


@dataclass(frozen=True, slots=True)
class Dispute:
    """What the customer contests, from its receipt until it is answered."""

    id: int
    ground: str
    account_id: int | None
    """None: the whole debt."""
    amount_minor: int | None
    """None: all of it."""
    manner: str
    """oral, written, electronic."""
    received_at: datetime
    answered_at: datetime | None
    withdrawn_at: datetime | None = None

    def stands_at(self, at: datetime) -> bool:
        """True while it is open."""
        return _stands(at, self.received_at, self.answered_at, self.withdrawn_at)


def _moment(day: date, clock: time | None, zone: ZoneInfo) -> datetime:
    """In UTC, so that moments around a change of the clocks still compare as moments."""
    return datetime.combine(day, clock or time.min, tzinfo=zone).astimezone(UTC)


def _over_at(ends_at: datetime | None, taken_back_at: datetime | None) -> datetime | None:
    return min((end for end in (ends_at, taken_back_at) if end is not None), default=None)


def _stands(
    at: datetime, begins_at: datetime, ends_at: datetime | None, taken_back_at: datetime | None
) -> bool:
    over = _over_at(ends_at, taken_back_at)
    return begins_at <= at and (over is None or at < over)


def _within(clock: time, begins: time | None, ends: time | None) -> bool:
    """From `begins` up to, not including, `ends`, over midnight where the first is later."""
    if begins is None or ends is None:
        return (begins is None or begins <= clock) and (ends is None or clock < ends)
    if begins <= ends:
        return begins <= clock < ends
    return clock >= begins or clock < ends
