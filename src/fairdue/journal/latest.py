"""What the journal last says about each subject."""

from __future__ import annotations

from typing import Any

from fairdue.journal.models import Entry


def latest_details(action: str) -> dict[str, dict[str, Any]]:
    """By subject, the details of the newest entry of an action."""
    rows = (
        Entry.objects.filter(action=action)
        .order_by("subject", "-id")
        .distinct("subject")
        .values_list("subject", "details")
    )
    return dict(rows)
