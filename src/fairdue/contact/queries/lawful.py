"""Who may be contacted on a day, for everyone at once: looks up the facts, asks the rules.

Everyone who looks alike that day (`contact.columns`) is judged once, by the very rules that
judge a single contact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import narwhals as nw
import polars as pl

from fairdue.contact import columns
from fairdue.contact.columns import LAWFUL, PEOPLE, TOUCHES, Day
from fairdue.contact.rules.lawful import (
    as_the_day_sees,
    first_lawful_of,
    prepared_for,
    span_of,
)
from fairdue.contact.rules.limits import Touch
from fairdue.contact.rules.points import Point
from fairdue.contact.rules.verdict import (
    CHANNELS,
    NONE_KNOWN,
    POINT_KIND,
    Circumstances,
    Facts,
    Terms,
)

Records = Mapping[str, Circumstances]
"""By customer_ref. Contact points are named as `columns.point_number` does."""


@dataclass(frozen=True, slots=True)
class Question:
    """A day, what is known of it when, and the terms of each law and how far they look back."""

    on: date
    known_at: datetime
    terms: Mapping[str, Terms]
    days_back: int


def answers(
    asked: Question, people: pl.DataFrame, touches: pl.DataFrame, records: Records
) -> pl.DataFrame:
    """LAWFUL for PEOPLE, in their order, from TOUCHES and what is on record about a few.

    Raises KeyError for a customer under a law without terms.
    """
    if people.is_empty():
        return pl.DataFrame(schema=LAWFUL)
    days = _days(asked, people)
    weighed = _weighed(asked, days, people, touches)
    seen = _looks(asked, people, weighed, _record_numbers(days, people, weighed, records))
    alike = seen.group_by(pl.exclude("customer_ref")).agg(pl.col("customer_ref").min())
    judged = _judged(alike, days, weighed, records)
    by = [name for name in seen.columns if name != "customer_ref"]
    found = seen.join(judged, on=by, how="left", nulls_equal=True, maintain_order="left")
    return found.select(*LAWFUL)


def looks(
    asked: Question, people: pl.DataFrame, touches: pl.DataFrame, records: Records
) -> pl.DataFrame:
    """PEOPLE with all else that can make two of them differ that day: alike if all is equal."""
    days = _days(asked, people)
    weighed = _weighed(asked, days, people, touches)
    return _looks(asked, people, weighed, _record_numbers(days, people, weighed, records))


def _weighed(
    asked: Question,
    days: Mapping[tuple[str, str], Day],
    people: pl.DataFrame,
    touches: pl.DataFrame,
) -> pl.DataFrame:
    since = columns.looked_back_to(days.values(), asked.days_back)
    known = columns.calendar(days.values(), since)
    return _run(
        columns.weighing(_lazy(touches.select(*TOUCHES)), _lazy(people), _lazy(known), since)
    )


def _lazy(frame: pl.DataFrame) -> nw.LazyFrame[Any]:
    return nw.from_native(frame.lazy())


def _run(frame: nw.LazyFrame[Any]) -> pl.DataFrame:
    lazy: pl.LazyFrame = frame.to_native()
    return lazy.collect()


def _days(asked: Question, people: pl.DataFrame) -> dict[tuple[str, str], Day]:
    """The day of each law and set of zones that there is."""
    found = {}
    for law, time_zones in people.select("law", "time_zones").unique().sort("*").iter_rows():
        terms = asked.terms[law]
        zones = [ZoneInfo(name) for name in time_zones.split()]
        begins, ends = span_of(asked.on, zones, terms, asked.known_at)
        found[law, time_zones] = Day(law, time_zones, terms, begins, ends)
    return found


def _record_numbers(
    days: Mapping[tuple[str, str], Day],
    people: pl.DataFrame,
    weighed: pl.DataFrame,
    records: Records,
) -> pl.DataFrame:
    """Per customer_ref a number that those share whose records a day cannot tell apart.

    A customer with a permit still open when the day begins is like nobody else.
    """
    open_permits = set(weighed.filter(pl.col("expires_at").is_not_null())["customer_ref"])
    concerned = people.filter(pl.col("customer_ref").is_in([*records, *open_permits]))
    numbers: dict[tuple[Circumstances, str], int] = {(NONE_KNOWN, ""): 0}
    rows = []
    for ref, law, time_zones in concerned.select("customer_ref", "law", "time_zones").iter_rows():
        day = days[law, time_zones]
        known = records.get(ref, NONE_KNOWN)
        sees = as_the_day_sees(known, day.begins, day.ends, day.terms)
        alone = ref if ref in open_permits else ""
        rows.append((ref, numbers.setdefault((sees, alone), len(numbers))))
    return pl.DataFrame(
        rows, schema={"customer_ref": pl.String(), "records": pl.Int64()}, orient="row"
    )


def _looks(
    asked: Question, people: pl.DataFrame, weighed: pl.DataFrame, numbers: pl.DataFrame
) -> pl.DataFrame:
    """PEOPLE with all else that can make two of them differ that day, 0 for nothing."""
    touched = _run(columns.used_up(_lazy(weighed), asked.terms))
    points = _run(columns.used_up_points(_lazy(weighed), asked.terms))
    something = (
        touched.join(points, on="customer_ref", how="full", coalesce=True)
        .join(numbers, on="customer_ref", how="full", coalesce=True)
        .fill_null(0)
    )
    added = [name for name in something.columns if name != "customer_ref"]
    return (
        people.select(*PEOPLE)
        .join(something, on="customer_ref", how="left", maintain_order="left")
        .with_columns(pl.col(added).fill_null(0))
    )


def _judged(
    alike: pl.DataFrame,
    days: Mapping[tuple[str, str], Day],
    weighed: pl.DataFrame,
    records: Records,
) -> pl.DataFrame:
    """Each row of `alike` with the answers of the customer who stands for it."""
    touches = _touches_of(weighed, alike["customer_ref"])
    found: dict[str, list[Any]] = {name: [] for name in LAWFUL if name not in PEOPLE}
    for row in alike.iter_rows(named=True):
        day = days[row["law"], row["time_zones"]]
        ref = row["customer_ref"]
        known = records.get(ref, NONE_KNOWN)
        found["day_from"].append(day.begins)
        found["day_until"].append(day.ends)
        for channel in CHANNELS:
            each = _facts(row, channel, day, touches.get(ref, ()), known)
            answer = first_lawful_of(each, channel, day.terms, day.begins, day.ends)
            found[f"may_{channel}"].append(answer.lawful_from is not None)
            found[f"{channel}_from"].append(answer.lawful_from)
            found[f"{channel}_because"].append(answer.because or None)
    answered = pl.DataFrame(found, schema={name: LAWFUL[name] for name in found})
    return pl.concat([alike.drop("customer_ref"), answered], how="horizontal")


def _touches_of(weighed: pl.DataFrame, refs: pl.Series) -> dict[str, tuple[Touch, ...]]:
    """The touches of a few customers, the oldest first."""
    theirs = weighed.filter(pl.col("customer_ref").is_in(refs.implode())).sort("at")
    found: dict[str, list[Touch]] = {}
    for ref, *values in theirs.select(*TOUCHES).iter_rows():
        found.setdefault(ref, []).append(Touch(*values))
    return {ref: tuple(touches) for ref, touches in found.items()}


def _facts(
    row: Mapping[str, Any],
    channel: str,
    day: Day,
    touches: tuple[Touch, ...],
    known: Circumstances,
) -> Iterator[Facts]:
    """The facts of a contact by each of the channel's points, in order; by none without any."""
    kind = POINT_KIND[channel]
    content, visitors = prepared_for(channel, day.terms)
    points: list[Point | None] = [
        Point(columns.point_number(kind, place), day.begins.date() if invalid else None)
        for place, invalid in enumerate(columns.points_of(row[kind]))
    ]
    for point in points or [None]:
        yield Facts(
            at=day.begins,
            touches=touches,
            circumstances=known,
            point=point,
            zones=day.zones,
            feed_as_of=row["feed_as_of"],
            content=content,
            visitors=visitors,
        )
