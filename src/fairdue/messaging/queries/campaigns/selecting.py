"""Finds whom a campaign is for, from the open cases on record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import connection

from fairdue.kernel.calendars import local_day
from fairdue.messaging.queries.policy import zone
from fairdue.messaging.rules.campaigns import Selection
from fairdue.portfolio.queries.customers import law_defaults

SELECTED = """
SELECT one.customer_id, one.id
FROM delinquency_case AS one
JOIN portfolio_customer AS customer ON customer.id = one.customer_id
WHERE {conditions}
ORDER BY one.customer_id
"""
CONDITIONS = {
    "buckets": "one.bucket = ANY (%(buckets)s)",
    "days_from": "one.days_past_due >= %(days_from)s",
    "days_to": "one.days_past_due <= %(days_to)s",
    "cases": "one.id = ANY (%(cases)s)",
    "teams": """EXISTS (
        SELECT FROM work_queueitem AS item JOIN people_team AS team ON team.id = item.team_id
        WHERE item.case_id = one.id AND team.code = ANY (%(teams)s))""",
    "language": """
        CASE WHEN customer.language <> '' THEN customer.language LIKE %(language)s || '%%'
             ELSE (coalesce(nullif(customer.jurisdiction, ''), %(law)s) = 'CN')
                  = (%(language)s = 'zh') END""",
}
"""As `contact.queries.language_of` tells the language of one person."""
OWES = """EXISTS (
        SELECT FROM portfolio_account AS account
        JOIN LATERAL (
            SELECT past_due_minor FROM portfolio_balance
            WHERE account_id = account.id ORDER BY as_of DESC LIMIT 1
        ) AS newest ON true
        WHERE account.customer_id = one.customer_id AND account.currency = %(currency)s
          AND newest.past_due_minor BETWEEN %(least)s AND %(most)s)"""
MOST = 2**62


def statement(selection: Selection, at: datetime) -> tuple[str, dict[str, Any]]:
    """SQL that gives customer_id and case id of each person selected, and its parameters."""
    asked = selection.document()
    conditions = ["one.closed_on IS NULL"]
    conditions += [text for name, text in CONDITIONS.items() if name in asked]
    if selection.currency:
        conditions.append(OWES)
    parameters = {
        **asked,
        "language": selection.language[:2],
        "law": law_defaults(local_day(at, zone())).jurisdiction,
        "least": selection.past_due_from_minor
        if selection.past_due_from_minor is not None
        else -MOST,
        "most": selection.past_due_to_minor if selection.past_due_to_minor is not None else MOST,
    }
    return SELECTED.format(conditions="\n  AND ".join(conditions)), parameters


def how_many(selection: Selection, at: datetime) -> int:
    """How many people are selected as the records stand."""
    text, parameters = statement(selection, at)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM ({text}) AS found", parameters)
        (number,) = cursor.fetchone()
    return int(number)
