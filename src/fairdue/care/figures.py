"""How evenly abuse is carried and what time to recover is granted, for figures: of groups only."""

from __future__ import annotations

from datetime import datetime

import polars as pl
from django.db import connection

from fairdue.care.queries.policy import care_policy
from fairdue.engine.copy import copy_out

SPREAD: dict[str, pl.DataType] = {
    "team": pl.String(),
    "people": pl.Int64(),
    "severe": pl.Int64(),
    "apart": pl.Int64(),
}
"""A team's people, the incidents that they bore, and by how many any two of them differ, summed:
that over people times incidents is the Gini coefficient (`rules/spread.py`)."""

GRANTED: dict[str, pl.DataType] = {
    "people": pl.Int64(),
    "times": pl.Int64(),
    "minutes": pl.Int64(),
}
"""All people who were granted time to recover, how often, and how many minutes."""

INCIDENTS_BORNE = """
    SELECT team, count(*) AS people, sum(number)::bigint AS severe,
           sum((2 * rank - size - 1) * number)::bigint AS apart
    FROM (
        SELECT team.name AS team, coalesce(borne.number, 0) AS number,
               count(*) OVER (PARTITION BY team.id) AS size,
               row_number() OVER (
                   PARTITION BY team.id ORDER BY coalesce(borne.number, 0), staff.id
               ) AS rank
        FROM people_staff AS staff
        JOIN people_team AS team ON team.id = staff.team_id
        LEFT JOIN (
            SELECT staff_id, count(*) AS number
            FROM care_incident
            WHERE happened_at >= %(start)s AND happened_at < %(end)s AND state <> 'withdrawn'
            GROUP BY staff_id
        ) AS borne ON borne.staff_id = staff.id
        WHERE staff.is_active AND staff.role = 'collector'
    ) AS each
    GROUP BY team
    HAVING count(*) >= %(least)s
    ORDER BY team
"""

TIME_GRANTED = """
    SELECT count(DISTINCT staff_id) AS people, count(*) AS times,
           coalesce(sum(extract(epoch FROM until - starts_at)) / 60, 0)::bigint AS minutes
    FROM work_respite
    WHERE starts_at >= %(start)s AND starts_at < %(end)s AND until > starts_at
    HAVING count(DISTINCT staff_id) >= %(least)s
"""


def incidents_spread(start: datetime, end: datetime) -> pl.DataFrame:
    """SPREAD by team, for teams of as many people as policy asks for; nobody's number is told."""
    values = {"start": start, "end": end, "least": care_policy(end).people_least}
    with connection.cursor() as cursor:
        return copy_out(cursor, INCIDENTS_BORNE, values, SPREAD)


def time_granted(start: datetime, end: datetime) -> pl.DataFrame:
    """GRANTED in one row, or none where it was granted to fewer people than policy asks for."""
    values = {"start": start, "end": end, "least": care_policy(end).people_least}
    with connection.cursor() as cursor:
        return copy_out(cursor, TIME_GRANTED, values, GRANTED)
