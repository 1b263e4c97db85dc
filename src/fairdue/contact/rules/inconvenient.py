"""Times and places a consumer finds inconvenient, and the one answer: 12 CFR 1006.6(b)(1)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from fairdue.contact.rules.clauses import clause
from fairdue.kernel.text import Text
from fairdue.kernel.verdict import Clause

DAY = timedelta(days=1)
Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Inconvenient:
    """A time told to be inconvenient; what is None doesn't narrow it. Days are inclusive."""

    weekday: int | None = None
    """Monday is 0. Over midnight, the day on which the time begins."""
    begins: time | None = None
    ends: time | None = None
    first_day: date | None = None
    last_day: date | None = None

    def span(self, at: datetime, zone: ZoneInfo, *, closed: bool) -> Span | None:
        """The stretch of barred time around a moment; `closed` bars the end itself too."""
        today = at.astimezone(zone).date()
        for day in (today, today - DAY):
            if not self._names(day):
                continue
            start = datetime.combine(day, self.begins or time.min, tzinfo=zone)
            over = self.ends is None or (self.begins is not None and self.ends <= self.begins)
            end_day = day + DAY if over else day
            end = datetime.combine(end_day, self.ends or time.min, tzinfo=zone)
            if start <= at < end or (closed and self.ends is not None and at == end):
                return start, end
        return None

    def _names(self, day: date) -> bool:
        return (
            (self.weekday is None or day.weekday() == self.weekday)
            and (self.first_day is None or self.first_day <= day)
            and (self.last_day is None or day <= self.last_day)
        )


@dataclass(frozen=True, slots=True)
class Inbound:
    """The consumer's own message or call that is answered, and how often it was answered."""

    at: datetime
    medium: str
    answered: int = 0


def may_contact_then(
    at: datetime,
    zones: Iterable[ZoneInfo],
    times: Sequence[Inconvenient],
    medium: str,
    inbound: Inbound | None,
    *,
    closed: bool,
    responses_max: int,
    unclear: bool = False,
) -> Clause:
    """Denied at a time known to be inconvenient in any zone the consumer may be in.

    Whoever writes or calls at that time gets one answer, by the same medium, before it ends
    (comment 6(b)(1)-2). `times` may come from the creditor's file as well. `unclear`: something
    was asked for that nobody has understood yet; a person must read it first.
    """
    zones = list(zones)
    spans = [
        span for zone in zones for each in times if (span := each.span(at, zone, closed=closed))
    ]
    answers = inbound is not None and (
        inbound.medium == medium
        and inbound.answered < responses_max
        and all(start <= inbound.at <= at for start, _ in spans)
    )
    if unclear and not spans:
        return clause(
            "us.regf.6b1.inconvenient",
            inbound is None,
            Text(
                "The consumer asked for something that must be read by a person first.",
                "消费者的要求尚不明确，须先由人工审阅。",
            ),
            ("responses_max", responses_max),
        )
    return clause(
        "us.regf.6b1.inconvenient",
        bool(spans) and not answers,
        Text(
            "The consumer finds this time inconvenient.",
            "消费者表示此时间不便联系。",
        ),
        ("responses_max", responses_max),
        allowed_from=_first_free(at, zones, times, closed=closed) if spans else None,
    )


def _first_free(
    at: datetime, zones: Iterable[ZoneInfo], times: Sequence[Inconvenient], *, closed: bool
) -> datetime | None:
    """The first moment outside every barred time; None when none comes within four weeks."""
    known, latest = list(zones), at + timedelta(weeks=4)
    while at < latest:
        ends = [
            span[1]
            for zone in known
            for each in times
            if (span := each.span(at, zone, closed=closed))
        ]
        if not ends:
            return at
        later = max(ends)
        at = later if later > at else later + timedelta(seconds=1)
    return None


def may_contact_there(
    places: Sequence[str],
    medium_place: str,
    known_at: str,
    inbound: bool,
    *,
    tied_media: Sequence[str],
) -> Clause:
    """Denied at a place known to be inconvenient: us.regf.6b1.place.

    Mail and fixed lines are tied to a place; mobiles and e-mail only while the collector knows
    where the consumer is. `tied_media` are `place=medium`. One answer to a message is allowed.
    """
    tied = {line.split("=")[0] for line in tied_media if line.split("=")[1] == medium_place}
    reached = tied | ({known_at} if known_at else set())
    return clause(
        "us.regf.6b1.place",
        bool(reached & set(places)) and not inbound,
        Text(
            "The consumer finds this place inconvenient.",
            "消费者表示此地点不便联系。",
        ),
        ("places", " ".join(sorted(places))),
    )
