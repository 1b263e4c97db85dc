"""Who may be contacted on a day, for everyone at once: what makes two customers look alike.

The answer itself comes from the single rules (`contact.rules.lawful`), asked once for everyone
who looks alike that day: same law, zones and feed, same contact points, same limits used up, as
much pressure, same records. These columns reckon that; `contact.queries.lawful` asks the rules.

Lake dataset, a folder per day:

`lawful/…/lawful.parquet`  one row per customer with something to do, in customer_ref order
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import reduce
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw
import polars as pl

from fairdue.contact.rules.limits import Limit
from fairdue.contact.rules.pressure import MILLI, Pressure
from fairdue.contact.rules.verdict import CHANNELS, POINT_KIND, Terms
from fairdue.kernel.calendars import local_day

DATASET = "lawful"

LAWFUL: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "law": pl.String(),
    "day_from": pl.Datetime("us", "UTC"),
    "day_until": pl.Datetime("us", "UTC"),
    **{
        f"{channel}_{name}": kind
        for channel in CHANNELS
        for name, kind in (("from", pl.Datetime("us", "UTC")), ("because", pl.String()))
    },
    **{f"may_{channel}": pl.Boolean() for channel in CHANNELS},
}
"""`day_from`, `day_until`: the customer's local day, or what is left of it, for which the rest
holds if nothing else happens. `may_<channel>`: is there a lawful moment in it?
`<channel>_from`: the first one. `<channel>_because`: else the rule, or the missing fact, that
denies to the end of the day."""

PEOPLE: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "law": pl.String(),
    "time_zones": pl.String(),
    "feed_as_of": pl.Date(),
    "phone": pl.Int64(),
    "email": pl.Int64(),
    "address": pl.Int64(),
}
"""One row per customer. `law`: a key of the terms, so a country, or a region with rules of its own.
`time_zones`: IANA names in order, a blank between. `phone`, `email` and `address`: the contact
points of that kind as `points_code` has them, 0 for none."""

TOUCHES: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "channel": pl.String(),
    "point": pl.Int64(),
    "at": pl.Datetime("us", "UTC"),
    "outcome": pl.String(),
    "expires_at": pl.Datetime("us", "UTC"),
}
"""Attempts and unused permits (`rules.limits.Touch`). `point`: its `point_number`, or null."""

KINDS = tuple(dict.fromkeys(POINT_KIND.values()))
PLACES_MAX = 32
"""Contact points of one kind that are told apart; of more, the first ones are tried."""
USABLE, INVALID = 1, 2
STATES = 3

QUARTER = timedelta(minutes=15)
"""Every zone's days begin on a quarter of an hour."""

Frame = nw.LazyFrame[Any]


@dataclass(frozen=True, slots=True)
class Day:
    """One day as customers of one law and set of zones have it."""

    law: str
    time_zones: str
    terms: Terms
    begins: datetime
    ends: datetime

    @property
    def zones(self) -> tuple[ZoneInfo, ...]:
        """Every zone the customers may be in."""
        return tuple(map(ZoneInfo, self.time_zones.split()))

    @property
    def zone(self) -> ZoneInfo:
        """The zone whose days are counted."""
        return self.terms.zone or next(iter(self.zones), ZoneInfo("UTC"))


def point_number(kind: str, place: int) -> int:
    """One number for a contact point by its kind and its place among those of the kind, from 0."""
    return KINDS.index(kind) * PLACES_MAX + place


def points_code(are_invalid: Iterable[bool]) -> int:
    """A customer's points of one kind in the order in which they are offered, as one number."""
    return sum(
        (INVALID if invalid else USABLE) * STATES**place
        for place, invalid in enumerate(are_invalid)
    )


def points_of(code: int) -> list[bool]:
    """Back from `points_code`: whether each point is invalid."""
    found = []
    while code:
        code, state = divmod(code, STATES)
        found.append(state == INVALID)
    return found


def coded(points: Frame) -> Frame:
    """PEOPLE's phone, email and address from customer_ref, kind, place and is_invalid."""
    state = nw.when(nw.col("is_invalid")).then(nw.lit(INVALID)).otherwise(nw.lit(USABLE))
    parts = points.with_columns((state * _power(STATES, nw.col("place"))).alias("code"))
    return parts.group_by("customer_ref").agg(*(_sum_where(nw.col("kind") == kind, "code", kind)
                                                for kind in KINDS))  # fmt: skip


def looked_back_to(days: Iterable[Day], days_back: int) -> datetime:
    """The first quarter of an hour of the calendar: no touch before it matters any more."""
    return min(day.begins for day in days).replace(
        hour=0, minute=0, second=0, microsecond=0
    ) - timedelta(days=days_back + 1)


def calendar(days: Iterable[Day], since: datetime) -> pl.DataFrame:
    """Per law and zones: each quarter of an hour from `since` on, and how many local days ago.

    `age`: 0 on the day itself, 1 the day before. `fading`: thousandths left of a touch's pressure.
    """
    parts = []
    for day in days:
        on = local_day(day.begins, day.zone)
        quarters = range((day.ends - since) // QUARTER + 1)
        ages = [(on - local_day(since + number * QUARTER, day.zone)).days for number in quarters]
        fading = day.terms.pressure.value.scale.fading if day.terms.pressure else ()
        left = [fading[age] if 0 <= age < len(fading) else 0 for age in ages]
        parts.append(
            pl.DataFrame({"quarter": list(quarters), "age": ages, "fading": left}).select(
                pl.lit(day.law).alias("law"),
                pl.lit(day.time_zones).alias("time_zones"),
                pl.lit(day.begins, dtype=TOUCHES["at"]).alias("begins"),
                "quarter",
                "age",
                "fading",
            )
        )
    return pl.concat(parts)


def weighing(touches: Frame, people: Frame, known: Frame, since: datetime) -> Frame:
    """The TOUCHES that may weigh when the day begins, with law, zones, age and fading of each.

    `known` is the `calendar` that begins at `since`. Permits that have run out are left out.
    """
    at, expires = nw.col("at"), nw.col("expires_at")
    quarter = (at - nw.lit(since)).dt.total_minutes() // (QUARTER // timedelta(minutes=1))
    return (
        touches.filter(at >= nw.lit(since))
        .join(people.select("customer_ref", "law", "time_zones"), on="customer_ref", how="inner")
        .with_columns(quarter.cast(nw.Int64).alias("quarter"))
        .join(known, on=["law", "time_zones", "quarter"], how="inner")
        .filter(at <= nw.col("begins"), expires.is_null() | (expires > nw.col("begins")))
    )


def used_up(weighed: Frame, terms: Mapping[str, Terms]) -> Frame:
    """Per customer_ref: `limits`, a bit for each limit that is full, and `pressure`.

    `pressure` is how many of the budgets' edges it exceeds, so it tells for every channel and
    mark whether there is room. Both stay the same until the local day ends.
    """
    limits = [
        (law, limit, f"{law}_{number}", 2**number)
        for law in sorted(terms)
        for number, limit in enumerate(terms[law].limits.values())
        if limit is not None and not limit.per_point
    ]
    scales = {law: each.pressure.value for law, each in terms.items() if each.pressure}
    counted = weighed.group_by("customer_ref", "law").agg(
        *(_sum_where(_weighs(law, limit), 1, name) for law, limit, name, _ in limits),
        (_weight(scales) * nw.col("fading")).sum().alias("index"),
    )
    full = [
        _as_number((nw.col("law") == law) & (nw.col(name) >= limit.term.value)) * bit
        for law, limit, name, bit in limits
    ]
    over = [
        _as_number((nw.col("law") == law) & (nw.col("index") > edge))
        for law, pressure in scales.items()
        for edge in edges(pressure)
    ]
    return counted.select(
        "customer_ref",
        reduce(_plus, full, nw.lit(0)).cast(nw.Int64).alias("limits"),
        reduce(_plus, over, nw.lit(0)).cast(nw.Int64).alias("pressure"),
    )


def used_up_points(weighed: Frame, terms: Mapping[str, Terms]) -> Frame:
    """Per customer_ref and limit per contact point: a bit for each point's place that is full."""
    limits = per_point(terms)
    counted = weighed.group_by("customer_ref", "point").agg(
        *(_sum_where(_weighs(law, limit), 1, name) for name, (law, limit) in limits.items())
    )
    bit = _power(2, nw.col("point") % PLACES_MAX)
    marked = counted.filter(~nw.col("point").is_null()).select(
        "customer_ref",
        *(
            (_as_number(nw.col(name) >= limit.term.value) * bit).alias(name)
            for name, (_, limit) in limits.items()
        ),
    )
    summed = marked.group_by("customer_ref").agg(*(nw.col(name).sum() for name in limits))
    return summed.select("customer_ref", *(nw.col(name).cast(nw.Int64) for name in limits))


def per_point(terms: Mapping[str, Terms]) -> dict[str, tuple[str, Limit]]:
    """Law and limit of those that count by contact point, by the name of their column."""
    return {
        f"full_{law}_{name}": (law, limit)
        for law in sorted(terms)
        for name, limit in terms[law].limits.items()
        if limit is not None and limit.per_point
    }


def edges(pressure: Pressure) -> list[int]:
    """The most thousandths of a point that leave room for a channel under one of the budgets."""
    budgets = {pressure.budget.ordinary, *pressure.budget.by_mark.values()}
    weights = set(pressure.scale.reached.values())
    return sorted({(budget - weight) * MILLI for budget in budgets for weight in weights})


def _weighs(law: str, limit: Limit) -> nw.Expr:
    """As `Limit.counts` within `Limit.begins`."""
    ended = nw.col("outcome").is_in([*sorted(limit.outcomes), ""])
    return (
        (nw.col("law") == law)
        & nw.col("channel").is_in(list(limit.channels))
        & ended
        & (nw.col("age") < limit.days)
    )


def _weight(scales: Mapping[str, Pressure]) -> nw.Expr:
    """As `Scale.weight`."""
    missed = {law: sorted(each.scale.missed_outcomes) for law, each in scales.items()}
    weights: list[tuple[nw.Expr, int]] = []
    for law, each in scales.items():
        for channel in CHANNELS:
            mine = (nw.col("law") == law) & (nw.col("channel") == channel)
            unanswered = nw.col("outcome").is_in(missed[law])
            weights.append((mine & unanswered, each.scale.missed[channel]))
            weights.append((mine & ~unanswered, each.scale.reached[channel]))
    return reduce(
        lambda other, one: nw.when(one[0]).then(nw.lit(one[1])).otherwise(other),
        weights,
        nw.lit(0),
    )


def _sum_where(holds: nw.Expr, what: str | int, name: str) -> nw.Expr:
    value = nw.col(what) if isinstance(what, str) else nw.lit(what)
    return nw.when(holds).then(value).otherwise(nw.lit(0)).cast(nw.Int64).sum().alias(name)


def _as_number(holds: nw.Expr) -> nw.Expr:
    return holds.cast(nw.Int64)


def _power(base: int, place: nw.Expr) -> nw.Expr:
    """`base` to the `place`, in whole numbers, for places below PLACES_MAX; else 0."""
    return reduce(
        lambda other, each: nw.when(place == each).then(nw.lit(base**each)).otherwise(other),
        range(PLACES_MAX),
        nw.lit(0),
    ).cast(nw.Int64)


def _plus(one: nw.Expr, other: nw.Expr) -> nw.Expr:
    return one + other
