"""Views of one's own: figures put together, kept, shared and removed. Journalled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.reporting.catalogue import CATALOGUE
from fairdue.reporting.models import SavedView

NAME_LENGTH_MAX = 60


def save_view(
    *, name: str, keys: Sequence[str], shared: bool, staff: Staff, at: datetime
) -> SavedView:
    """Keep a view of these figures under a name of one's own.

    Raises Refused for no name, no figure, one that there isn't, or a name that is taken.
    """
    require(staff, "share_view" if shared else "see_reports")
    called = name.strip()
    if not called or len(called) > NAME_LENGTH_MAX:
        raise Refused(Text("Give a name of at most 60 characters.", "请填写名称，不超过60字。"))
    if not keys or not set(keys) <= CATALOGUE.keys():
        raise Refused(Text("Tick at least one figure.", "请至少勾选一项指标。"))
    try:
        with transaction.atomic():
            entry = record(
                actor=staff.username,
                action="view_saved",
                at=at,
                subject="view",
                details={"keys": sorted(set(keys)), "shared": shared},
            )
            return SavedView.objects.create(
                journal_entry=entry,
                name=called,
                keys=[key for key in CATALOGUE if key in set(keys)],
                owner=staff.username,
                shared=shared,
                saved_at=at,
            )
    except IntegrityError:
        raise Refused(
            Text(
                "You have a view of this name; remove it first.",
                "您已有同名视图，请先删除。",
            )
        ) from None


def remove_view(*, view_id: int, staff: Staff, at: datetime) -> None:
    """Remove a view of one's own. Raises Refused for anybody else's, or one that is gone."""
    with transaction.atomic():
        found = (
            SavedView.objects.select_for_update()
            .filter(pk=view_id, owner=staff.username, removed_at=None)
            .first()
        )
        if found is None:
            raise Refused(Text("This is no view of yours.", "这不是您的视图。"))
        found.journal_entry = record(
            actor=staff.username, action="view_removed", at=at, subject=f"view:{found.pk}"
        )
        found.removed_at = at
        found.save()
