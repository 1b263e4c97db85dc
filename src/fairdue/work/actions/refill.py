"""The night's queue, put in place at once."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import polars as pl
from django.db import connection, transaction

from fairdue.engine.copy import stage
from fairdue.people.models import Role, Staff, Team
from fairdue.work.actions.letting_go import release_closed, release_stale
from fairdue.work.actions.needs import settle_needs
from fairdue.work.models import QueueItem
from fairdue.work.queries import off_on, policy

A_DAY = timedelta(days=1)

STAGED = (
    ("case_id", "bigint"),
    ("treatment", "text"),
    ("priority", "integer"),
    ("available_at", "timestamptz"),
    ("team", "text"),
)
SCHEMA = {
    "case_id": pl.Int64(),
    "treatment": pl.String(),
    "priority": pl.Int32(),
    "available_at": pl.Datetime("us", "UTC"),
    "team": pl.String(),
}

REMOVE_GONE = """
DELETE FROM work_queueitem AS item
WHERE (item.state = 'waiting' OR (item.state = 'done' AND item.as_of < %(as_of)s))
  AND NOT EXISTS (SELECT FROM queue_refill AS row WHERE row.case_id = item.case_id)
"""

UPDATE_KNOWN = """
UPDATE work_queueitem AS item
SET treatment = row.treatment,
    priority = row.priority,
    state = 'waiting',
    done_at = NULL,
    available_at = greatest(coalesce(row.available_at, %(at)s), item.follow_up_at),
    as_of = %(as_of)s,
    team_id = CASE WHEN item.assigned_to_id IS NULL THEN coalesce(team.id, item.team_id)
                   ELSE item.team_id END
FROM queue_refill AS row LEFT JOIN people_team AS team ON team.code = row.team
WHERE row.case_id = item.case_id
  AND (item.state = 'waiting' OR (item.state = 'done' AND item.as_of < %(as_of)s))
"""

ADD_NEW = """
INSERT INTO work_queueitem (case_id, team_id, treatment, priority, state, available_at, as_of)
SELECT row.case_id,
       coalesce(team.id, (%(teams)s::bigint[])[1 + row.case_id %% %(team_count)s]), row.treatment,
       row.priority, 'waiting', coalesce(row.available_at, %(at)s), %(as_of)s
FROM queue_refill AS row LEFT JOIN people_team AS team ON team.code = row.team
WHERE NOT EXISTS (SELECT FROM work_queueitem AS item WHERE item.case_id = row.case_id)
ORDER BY row.case_id
"""

UNASSIGN = """
UPDATE work_queueitem AS item SET assigned_to_id = NULL
WHERE item.state = 'waiting' AND item.assigned_to_id IS NOT NULL
  AND (NOT training_clear(item.assigned_to_id, %(at)s)
       OR item.assigned_to_id = ANY (%(long_away)s::bigint[]))
"""
"""What was assigned to people who may not work cases any more, or are away for long, goes back to
their team."""


class NoTeamError(RuntimeError):
    """There is no team to give cases to."""


def refill_queue(rows: pl.DataFrame, as_of: date, at: datetime) -> dict[str, int]:
    """Make the queue hold exactly `rows`; gives {"removed": n, "updated": n, "added": n}.

    `rows` has one row per case: case_id (Int64), treatment, priority (Int32, higher first),
    available_at (moment or null: now) and, where capacity was shared out, team (its code, or null:
    stays where it is). Runs inside the caller's transaction. Cases in someone's
    hand are left alone unless they were closed or left too long, and so are those already done
    under the same night, so that it can run again by day. A follow-up that a person fixed is
    kept, and so is the team of a case that was assigned to a person; one assigned to somebody whose
    certificate ended, or who is away for longer than policy keeps their cases, is the team's again.
    New cases of no team go to teams with somebody on duty, in turn by case id, so evenly and the
    same again. What cases insist on of languages and skills is put down anew. Raises NoTeamError
    when there is no team.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("refill_queue must run inside transaction.atomic()")
    following = as_of + A_DAY
    teams = _teams(following, at)
    values: dict[str, Any] = {
        "as_of": as_of,
        "at": at,
        "teams": teams,
        "team_count": len(teams),
        "long_away": _long_away(following, at),
    }
    given = rows if "team" in rows.columns else rows.with_columns(pl.lit(None).alias("team"))
    frame = given.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items())
    release_closed(at)
    release_stale(at)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS pg_temp.queue_refill")
        stage(cursor, "queue_refill", STAGED, frame)
        cursor.execute("ANALYZE pg_temp.queue_refill")
        cursor.execute(UNASSIGN, values)
        counts = {}
        for name, statement in (
            ("removed", REMOVE_GONE),
            ("updated", UPDATE_KNOWN),
            ("added", ADD_NEW),
        ):
            cursor.execute(statement, values)
            counts[name] = cursor.rowcount
    settle_needs(at, day=following)
    return counts


def _long_away(day: date, at: datetime) -> list[int]:
    """To whom cases are assigned who will be off for more days than policy keeps them."""
    kept = int(policy("away_days_kept", at).value)
    away = set(
        QueueItem.objects.filter(assigned_to__isnull=False)
        .values_list("assigned_to_id", flat=True)
        .distinct()
    )
    for number in range(kept + 1):
        away = off_on(away, day + number * A_DAY, known_at=at) if away else set()
    return sorted(each for each in away if each)


def _teams(day: date, at: datetime) -> list[int]:
    """Teams with a collector on duty on the day, else with one in service, else all, by id."""
    staffed = Staff.objects.filter(role=Role.COLLECTOR, is_active=True, team__isnull=False)
    in_service = dict(staffed.values_list("pk", "team_id"))
    off = off_on(in_service, day, known_at=at)
    there = {team for person, team in in_service.items() if person not in off}
    teams = sorted(there or set(in_service.values()))
    teams = [team for team in teams if team] or list(
        Team.objects.order_by("pk").values_list("pk", flat=True)
    )
    if not teams:
        raise NoTeamError("no team can be given cases; make one first")
    return teams
