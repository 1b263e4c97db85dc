"""What the night needs to know of everyone to tell who may be contacted: the facts, by columns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta

import narwhals as nw
import polars as pl
from django.db import connection

from fairdue.compliance import queries as compliance
from fairdue.contact import columns
from fairdue.contact.columns import PEOPLE, TOUCHES
from fairdue.contact.queries.facts import in_rules
from fairdue.contact.queries.lawful import Question, Records, answers
from fairdue.contact.queries.limits import REGIONAL, country
from fairdue.contact.queries.terms import PLACES, read_terms
from fairdue.contact.rules.verdict import Circumstances
from fairdue.engine.copy import copy_out
from fairdue.portfolio import queries as portfolio

TOUCHED = """
    SELECT customer.customer_ref, touch.channel, touch.contact_point_id, touch.at, touch.outcome,
           touch.expires_at
    FROM (
        SELECT customer_id, channel, contact_point_id, made_at AS at, outcome,
               NULL::timestamptz AS expires_at
        FROM contact_attempt
        WHERE made_at >= %(since)s AND made_at <= %(known_at)s AND outcome <> 'not_placed'
        UNION ALL
        SELECT customer_id, channel, contact_point_id, asked_at, '', expires_at
        FROM contact_permit AS permit
        WHERE asked_at >= %(since)s AND asked_at <= %(known_at)s
          AND granted AND expires_at > %(known_at)s
          AND NOT EXISTS (SELECT FROM contact_attempt WHERE permit_id = permit.id)
    ) AS touch
    JOIN portfolio_customer AS customer ON customer.id = touch.customer_id
    LEFT JOIN portfolio_contactpoint AS point ON point.id = touch.contact_point_id
    WHERE point.not_theirs_since_at IS NULL OR point.not_theirs_since_at > touch.at
       OR touch.expires_at IS NOT NULL
"""
"""As `contact_touches` in `contact/door.py`, of everyone."""

BY_POINT_ID: dict[str, pl.DataType] = {
    ("contact_point_id" if name == "point" else name): kind for name, kind in TOUCHES.items()
}
NO_POINT = -1
"""Number of a contact point that is none of those that may be used."""

EARLIEST_ZONE = timedelta(hours=14)
"""A day begins nowhere earlier before UTC."""


@dataclass(frozen=True, slots=True)
class LawfulDay:
    """LAWFUL rows of a day, and by law the digest of the terms that they rest on."""

    rows: pl.DataFrame
    terms: dict[str, str]


def lawful_on(on: date, customer_refs: pl.Series, known_at: datetime, as_of: date) -> LawfulDay:
    """LAWFUL (contact.columns) of a day for these customers, in customer_ref order.

    `known_at`: what was on record by then; the terms are read as chosen by then or by the
    beginning of the day. `as_of`: the day of the newest figures that count as taken in. Customers
    who aren't in the database are left out.
    """
    asked, terms = _question(on, known_at)
    refs = customer_refs.implode()
    laws = portfolio.laws_and_feeds(on).filter(pl.col("customer_ref").is_in(refs))
    points = portfolio.contact_points_of_everyone().filter(
        pl.col("customer_ref").is_in(refs) & (pl.col("place") < columns.PLACES_MAX)
    )
    people = _people(laws, points, as_of)
    numbers = _numbers(points)
    records = _records(on, known_at, laws, numbers)
    return LawfulDay(answers(asked, people, _touches(asked, numbers), records), terms)


def _question(on: date, known_at: datetime) -> tuple[Question, dict[str, str]]:
    profile = compliance.profile_at(min(known_at, datetime.combine(on, time(), tzinfo=UTC)))
    dated = {place: read_terms(place, on, profile) for place in PLACES}
    asked = Question(
        on,
        known_at,
        {law: each.terms for law, each in dated.items()},
        max(each.days_back for each in dated.values()),
    )
    return asked, {law: each.digest for law, each in dated.items()}


def _people(laws: pl.DataFrame, points: pl.DataFrame, as_of: date) -> pl.DataFrame:
    coded: pl.LazyFrame = columns.coded(nw.from_native(points.lazy())).to_native()
    return (
        laws.with_columns(pl.min_horizontal("feed_as_of", pl.lit(as_of)).alias("feed_as_of"))
        .with_columns(_place().alias("law"))
        .join(coded.collect(), on="customer_ref", how="left", maintain_order="left")
        .with_columns(pl.col(columns.KINDS).fill_null(0))
        .select(*PEOPLE)
    )


def _place() -> pl.Expr:
    """One of PLACES, as `queries.terms.place_of` tells it of one customer."""
    law = pl.col("jurisdiction")
    for region in REGIONAL:
        there = (pl.col("region") == region) & (pl.col("jurisdiction") == country(region))
        law = pl.when(there).then(pl.lit(region)).otherwise(law)
    return law


def _numbers(points: pl.DataFrame) -> pl.DataFrame:
    """Each `contact_point_id` with its `point` number (columns.point_number)."""
    first = {kind: columns.point_number(kind, 0) for kind in columns.KINDS}
    number = pl.col("kind").replace_strict(first, return_dtype=pl.Int64) + pl.col("place")
    return points.select(
        pl.col("point_id").alias("contact_point_id"), number.alias("point"), "customer_ref"
    )


def _touches(asked: Question, numbers: pl.DataFrame) -> pl.DataFrame:
    begun = datetime.combine(asked.on, time(), tzinfo=UTC) - EARLIEST_ZONE
    since = min(begun, asked.known_at) - timedelta(days=asked.days_back)
    with connection.cursor() as cursor:
        found = copy_out(cursor, TOUCHED, {"since": since, "known_at": asked.known_at}, BY_POINT_ID)
    by_id = numbers.select("contact_point_id", "point")
    return found.join(by_id, on="contact_point_id", how="left").select(*TOUCHES)


def _records(on: date, known_at: datetime, laws: pl.DataFrame, numbers: pl.DataFrame) -> Records:
    begun = datetime.combine(on, time(), tzinfo=UTC) - EARLIEST_ZONE
    found = compliance.on_record_of_everyone(min(begun, known_at), known_at)
    concerned = laws.filter(pl.col("customer_id").is_in(list(found)))
    refs = dict(concerned.select("customer_id", "customer_ref").iter_rows())
    theirs = numbers.filter(pl.col("customer_ref").is_in(list(refs.values())))
    places = dict(theirs.select("contact_point_id", "point").iter_rows())
    return {ref: _by_number(in_rules(found[number]), places) for number, ref in refs.items()}


def _by_number(known: Circumstances, places: Mapping[int, int]) -> Circumstances:
    """The same records, with contact points named by their number instead of their id."""

    def number(point_id: int | None) -> int | None:
        return None if point_id is None else places.get(point_id, NO_POINT)

    return replace(
        known,
        consents=tuple(
            replace(each, contact_point_id=number(each.contact_point_id)) for each in known.consents
        ),
        requests=tuple(
            replace(each, contact_point_id=number(each.contact_point_id)) for each in known.requests
        ),
    )
