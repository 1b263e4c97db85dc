"""Asks for a replay, tells how far it has come, and keeps what it found."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction

from fairdue.journal.actions import record
from fairdue.journal.models import Entry
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff
from fairdue.people.rules import require
from fairdue.strategy.models import Replay, ReplayProgress, ReplayState
from fairdue.strategy.queries import Document
from fairdue.strategy.rules.replay import Replayed

DAYS_MAX = 92
"""The longest period that is replayed at once."""

PROBLEM_MAX = 400


def begin_replay(
    document: Document, *, source: str, since: date, until: date, staff: Staff, at: datetime
) -> Replay:
    """Put on record that a challenger is to be replayed from `since` to `until`.

    Raises Refused for days the wrong way round, too many days, and for a role that may not.
    """
    require(staff, "replay_strategy")
    if since > until:
        raise Refused(Text("The first day comes after the last.", "起始日期晚于结束日期，请调整。"))
    if (until - since).days >= DAYS_MAX:
        raise Refused(
            Text(
                f"At most {DAYS_MAX} days are replayed at once; choose a shorter period.",
                f"一次最多回放{DAYS_MAX}天，请缩短日期范围。",
            )
        )
    table = document.table
    with transaction.atomic():
        entry = record(
            actor=staff.username,
            action="replay_asked",
            at=at,
            subject=f"table:{table.name}",
            details={
                "version": table.version,
                "source": source,
                "since": str(since),
                "until": str(until),
            },
        )
        return Replay.objects.create(
            journal_entry=entry,
            table=table.name,
            version=table.version,
            document=document.text,
            source=source,
            since=since,
            until=until,
            asked_by=staff.username,
            asked_at=at,
        )


def tell_progress(replay_id: int, day: date | None, done: int, of: int) -> None:
    """How far a replay has come."""
    ReplayProgress.objects.update_or_create(
        replay_id=replay_id, defaults={"day": day, "done": done, "of": of}
    )


def finish_replay(replay_id: int, replayed: Replayed, at: datetime) -> None:
    """Keep what a replay found."""
    figures = {
        "days": len(replayed.days),
        "cases": replayed.cases,
        "differing": replayed.differing,
    }
    _end(replay_id, "replay_done", at, figures, state=ReplayState.DONE, result=replayed.as_dict())


def fail_replay(replay_id: int, problem: str, at: datetime) -> None:
    """Keep why a replay came to nothing."""
    _end(
        replay_id, "replay_failed", at, {}, state=ReplayState.FAILED, problem=problem[:PROBLEM_MAX]
    )


def _end(
    replay_id: int, action: str, at: datetime, details: dict[str, Any], **changed: Any
) -> None:
    with transaction.atomic():
        replay = Replay.objects.select_for_update().get(pk=replay_id)
        entry: Entry = record(
            actor=replay.asked_by,
            action=action,
            at=at,
            subject=f"replay:{replay.pk}",
            details=details,
        )
        Replay.objects.filter(pk=replay.pk).update(journal_entry=entry, **changed)
