"""How cases ended and whether anybody spoke with the customer meanwhile, for figures.

Somebody spoke with them: a call or a visit on the case that a person answered.
"""

from __future__ import annotations

from datetime import date, datetime

import polars as pl
from django.db import connection

from fairdue.contact.figures import BY_PEOPLE, CONNECTED
from fairdue.engine.copy import copy_out

CASES: dict[str, pl.DataType] = {
    "case_id": pl.Int64(),
    "customer_id": pl.Int64(),
    "name_masked": pl.String(),
    "opened_on": pl.Date(),
    "bucket": pl.Int64(),
    "closed_on": pl.Date(),
    "exit_reason": pl.String(),
    "spoken": pl.Boolean(),
    "again_on": pl.Date(),
}
"""A case, the worst bucket it was in when it opened, and the first day after its end on which the
customer had another."""

OPEN_BETWEEN = """
    SELECT known.id AS case_id, known.customer_id, customer.name_masked, known.opened_on,
           known.bucket_at_entry::bigint AS bucket, known.closed_on, known.exit_reason,
           EXISTS (
               SELECT FROM contact_attempt AS attempt
               WHERE attempt.case_id = known.id AND attempt.channel = ANY (%(by_people)s)
                 AND attempt.outcome = ANY (%(connected)s)
           ) AS spoken,
           (
               SELECT min(other.opened_on) FROM delinquency_case AS other
               WHERE other.customer_id = known.customer_id AND other.ordinal > known.ordinal
           ) AS again_on
    FROM delinquency_case AS known
    JOIN portfolio_customer AS customer ON customer.id = known.customer_id
    WHERE known.opened_on <= %(last)s
      AND (known.closed_on IS NULL OR known.closed_on >= %(first)s)
      AND known.exit_reason <> 'corrected'
    ORDER BY known.id
"""


def cases_open_between(first: date, last: date) -> pl.DataFrame:
    """CASES that were open on some day from `first` to `last`, but those corrected away."""
    values = {
        "first": first,
        "last": last,
        "by_people": [str(channel) for channel in BY_PEOPLE],
        "connected": sorted(map(str, CONNECTED)),
    }
    with connection.cursor() as cursor:
        return copy_out(cursor, OPEN_BETWEEN, values, CASES)


PROVEN: dict[str, pl.DataType] = {
    "made_at": pl.Datetime("us", "UTC"),
    "case_id": pl.Int64(),
    "name_masked": pl.String(),
    "channel": pl.String(),
    "outcome": pl.String(),
    "proven": pl.Boolean(),
}

CONTACTS_PROVEN = """
    SELECT attempt.made_at, attempt.case_id, customer.name_masked, attempt.channel,
           attempt.outcome,
           attempt.outcome <> '' AND permit.granted AND permit.customer_id = attempt.customer_id
               AND permit.channel = attempt.channel
               AND attempt.made_at BETWEEN permit.asked_at AND permit.expires_at AS proven
    FROM contact_attempt AS attempt
    JOIN contact_permit AS permit ON permit.id = attempt.permit_id
    JOIN portfolio_customer AS customer ON customer.id = attempt.customer_id
    WHERE attempt.made_at >= %(start)s AND attempt.made_at < %(end)s
      AND attempt.outcome NOT IN ('not_delivered', 'not_placed')
    ORDER BY attempt.made_at DESC, attempt.id DESC
"""


def contacts_proven(start: datetime, end: datetime) -> pl.DataFrame:
    """PROVEN: contacts made in [start, end); `proven` with a permit in force and an outcome."""
    with connection.cursor() as cursor:
        return copy_out(cursor, CONTACTS_PROVEN, {"start": start, "end": end}, PROVEN)


SEVERE: dict[str, pl.DataType] = {
    "team": pl.String(),
    "people": pl.Int64(),
    "contacts": pl.Int64(),
    "severe": pl.Int64(),
    "minutes": pl.Int64(),
}
"""A team's calls and visits with an outcome, those that ended in abuse, and how long they took in
all, to the end of the record."""

SEVERE_CONTACTS = """
    SELECT team.name AS team, count(DISTINCT staff.id) AS people, count(*) AS contacts,
           count(*) FILTER (WHERE attempt.outcome = 'abuse') AS severe,
           (sum(extract(epoch FROM attempt.ended_at - attempt.made_at)) / 60)::bigint AS minutes
    FROM contact_attempt AS attempt
    JOIN people_staff AS staff ON staff.username = attempt.made_by
    JOIN people_team AS team ON team.id = staff.team_id
    WHERE attempt.made_at >= %(start)s AND attempt.made_at < %(end)s
      AND attempt.channel = ANY (%(by_people)s) AND attempt.outcome NOT IN ('', 'not_placed')
    GROUP BY team.name
    HAVING count(DISTINCT staff.id) >= %(least)s
    ORDER BY team.name
"""

LEAST_PEOPLE = 5
"""Of fewer people nothing is told: a figure of four is nearly a figure of one."""


def severe_contacts(start: datetime, end: datetime) -> pl.DataFrame:
    """SEVERE by team, for teams of which at least LEAST_PEOPLE had contacts in [start, end)."""
    values = {
        "start": start,
        "end": end,
        "by_people": [str(channel) for channel in BY_PEOPLE],
        "least": LEAST_PEOPLE,
    }
    with connection.cursor() as cursor:
        return copy_out(cursor, SEVERE_CONTACTS, values, SEVERE)
