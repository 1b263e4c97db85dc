"""One's own load and entries. Nobody else's page asks these."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from fairdue.care.models import Incident, IncidentState, OwnEntry
from fairdue.care.queries.policy import care_policy
from fairdue.people.models import Staff
from fairdue.vault.sealing import vault
from fairdue.work.queries import hours_between, recovered, working_day
from fairdue.work.rules.hours import WorkingDay

ENTRIES = 50


@dataclass(frozen=True, slots=True)
class OwnLoad:
    """What one person carried in the window of policy."""

    days: int
    hours: float
    incidents: int
    recovered_minutes: int
    today: WorkingDay

    @property
    def per_100_hours(self) -> float | None:
        """Severe contacts per 100 hours worked; None without an hour."""
        return round(100 * self.incidents / self.hours, 1) if self.hours >= 1 else None


@dataclass(frozen=True, slots=True)
class EntryFacts:
    """An entry, opened for one who may read it."""

    id: int
    kind: str
    text: str
    author: str
    to: str
    is_mine: bool
    written_at: datetime


def my_load(staff: Staff, at: datetime) -> OwnLoad:
    """One's own load."""
    days = care_policy(at).window_days
    since = at - timedelta(days=days)
    bore = Incident.objects.filter(staff=staff, happened_at__gt=since, happened_at__lte=at)
    return OwnLoad(
        days=days,
        hours=round(hours_between(staff, since, at) / timedelta(hours=1), 1),
        incidents=bore.exclude(state=IncidentState.WITHDRAWN).count(),
        recovered_minutes=recovered(staff, since, at) // timedelta(minutes=1),
        today=working_day(staff, at),
    )


def entries_of(staff: Staff) -> list[EntryFacts]:
    """What this person wrote, and what peers addressed to them; newest first."""
    rows = OwnEntry.objects.filter(Q(author=staff) | Q(addressed_to=staff))
    return [
        EntryFacts(
            id=row.pk,
            kind=row.get_kind_display(),
            text=vault().unseal(row.text_sealed),
            author=row.author.display_name,
            to=row.addressed_to.display_name if row.addressed_to else "",
            is_mine=row.author_id == staff.pk,
            written_at=row.written_at,
        )
        for row in rows.select_related("author", "addressed_to").order_by("-written_at", "-pk")[
            :ENTRIES
        ]
    ]


def peers_of(staff: Staff) -> list[Staff]:
    """Colleagues in the same role, to whom a word may be addressed."""
    found = Staff.objects.filter(role=staff.role, is_active=True).exclude(pk=staff.pk)
    return list(found.order_by("username"))
