"""What the rooms keep of a customer, as the rows of a proof."""

from __future__ import annotations

from typing import Any

from fairdue.calls import evidence as calls
from fairdue.contact import evidence as contact
from fairdue.journal.queries import newest_by_subject
from fairdue.visits import evidence as visits

Row = tuple[str, dict[str, Any]]


def rows_about(customer_id: int) -> list[Row]:
    """(kind, fields) of permits, contacts, outcomes, recordings, and records and files of visits;
    each names its entry.
    """
    newest = newest_by_subject(customer_id)
    return [row for room in (contact, calls, visits) for row in room.rows_of(customer_id, newest)]
