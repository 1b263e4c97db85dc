"""How often customers were called and visited, by day: what scores are learned from."""

from __future__ import annotations

from datetime import date

import polars as pl
from django.db import connection
from django.utils import timezone

from fairdue.contact.models import UNANSWERED, Channel, Outcome
from fairdue.engine.copy import copy_out

CONTACT_COLUMNS: dict[str, pl.DataType] = {
    "customer_ref": pl.String(),
    "contacted_on": pl.Date(),
    "attempts": pl.Int32(),
    "talks": pl.Int32(),
}

BY_PEOPLE = [Channel.CALL, Channel.VISIT]
NOT_TALKED = [*sorted(UNANSWERED), Outcome.MACHINE, Outcome.THIRD_PARTY, Outcome.WRONG_PERSON, ""]
"""What came of attempts in which nobody talked to the customer. All others are conversations."""

ATTEMPTS = """
SELECT customer.customer_ref, (attempt.made_at AT TIME ZONE %(zone)s)::date AS contacted_on,
       count(*) AS attempts,
       count(*) FILTER (WHERE NOT attempt.outcome = ANY(%(not_talked)s)) AS talks
FROM contact_attempt AS attempt
JOIN portfolio_customer AS customer ON customer.id = attempt.customer_id
WHERE attempt.channel = ANY(%(channels)s) AND attempt.outcome <> 'not_placed'
  AND attempt.made_at >= (%(first)s::date)::timestamp AT TIME ZONE %(zone)s
  AND attempt.made_at < (%(last)s::date + 1)::timestamp AT TIME ZONE %(zone)s
GROUP BY 1, 2
ORDER BY 1, 2
"""


def contacts_by_day(first: date, last: date) -> pl.DataFrame:
    """Per customer and day from `first` to `last`: calls and visits, and conversations among them
    (CONTACT_COLUMNS). Messages and letters are not in it.
    """
    values = {
        "zone": timezone.get_default_timezone_name(),
        "channels": [str(channel) for channel in BY_PEOPLE],
        "not_talked": [str(outcome) for outcome in NOT_TALKED],
        "first": first,
        "last": last,
    }
    with connection.cursor() as cursor:
        return copy_out(cursor, ATTEMPTS, values, CONTACT_COLUMNS)
