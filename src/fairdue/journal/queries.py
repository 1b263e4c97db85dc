"""Reads the journal, newest first."""

from __future__ import annotations

from datetime import datetime

from fairdue.journal.models import Entry


def entries(
    customer_id: int | None = None,
    action: str | None = None,
    actor: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = 100,
    before_id: int | None = None,
    subject: str | None = None,
) -> list[Entry]:
    """Entries that fit every filter given, newest first by order of writing.

    `subject` is the record, as dispute:12; name its customer too, by whom entries are indexed.
    `since` is inclusive and `until` exclusive; `before_id` is the last id of the page before.
    """
    found = Entry.objects.order_by("-id")
    if customer_id is not None:
        found = found.filter(customer_id=customer_id)
    if action:
        found = found.filter(action=action)
    if subject:
        found = found.filter(subject=subject)
    if actor:
        found = found.filter(actor=actor)
    if since is not None:
        found = found.filter(at__gte=since)
    if until is not None:
        found = found.filter(at__lt=until)
    if before_id is not None:
        found = found.filter(id__lt=before_id)
    return list(found[:limit])


def actions() -> list[str]:
    """Every kind of action that was ever recorded, in order of name."""
    return list(Entry.objects.order_by("action").values_list("action", flat=True).distinct())


def newest_by_subject(customer_id: int) -> dict[tuple[str, str], int]:
    """The newest entry about a customer by (action, subject)."""
    rows = Entry.objects.filter(customer_id=customer_id).order_by("id")
    return {
        (action, subject): pk for pk, action, subject in rows.values_list("pk", "action", "subject")
    }


def count_about(customer_id: int) -> int:
    """How many entries there are about a customer."""
    return Entry.objects.filter(customer_id=customer_id).count()


def about(customer_id: int, subject: str) -> list[int]:
    """Entries about a customer's record, such as permit:12, in order of writing."""
    found = Entry.objects.filter(customer_id=customer_id, subject=subject).order_by("id")
    return list(found.values_list("id", flat=True))
