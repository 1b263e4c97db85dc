"""Views that somebody may look at: their own, and those that others share."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from fairdue.reporting.models import SavedView


def views_for(username: str) -> QuerySet[SavedView]:
    """One's own and shared views that stand, by name."""
    mine = Q(owner=username) | Q(shared=True)
    return SavedView.objects.filter(mine, removed_at=None).order_by("name", "pk")
