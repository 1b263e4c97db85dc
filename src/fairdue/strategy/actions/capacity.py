"""Setting what there is to share out. Journalled."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection, transaction

from fairdue.compliance.actions.recording import next_id
from fairdue.journal.actions import record
from fairdue.kernel.refusal import Refused
from fairdue.kernel.text import Text
from fairdue.people.models import Staff, Team
from fairdue.people.rules import require
from fairdue.strategy.models import Capacity, Resource
from fairdue.strategy.queries.capacity import Place, settings_at
from fairdue.strategy.rules.capacity import NO_TEAM, OF_A_TEAM

AMOUNT_MAX = 10_000_000
LOCK = "SELECT pg_advisory_xact_lock(hashtext('strategy'), hashtext('capacity'))"
"""One setting at a time, so that each entry of the journal says rightly what was before."""


def set_capacity(
    *,
    resource: str,
    team: Team | None,
    amount: int | None,
    staff: Staff,
    at: datetime,
    today: date,
    weekday: int | None = None,
    on: date | None = None,
) -> Capacity:
    """Say how much there is: on a date, on a weekday (0 is Monday), or else every day.

    `amount`: minutes or pieces; None goes back to what policy has. It counts from `at` on, so from
    the next night, until something else is set. Raises Refused for an amount or date that can't
    be, for a team where there is none to name, and for a role that may not.
    """
    require(staff, "set_capacity")
    _refuse_what_cannot_be(resource, team, amount, weekday, on, today)
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(LOCK)
        place = Place(resource, team.code if team else NO_TEAM, weekday, on)
        before = settings_at(at).get(place)
        number = next_id(Capacity)
        entry = record(
            actor=staff.username,
            action="capacity_set",
            at=at,
            subject=f"capacity:{number}",
            details={
                "resource": resource,
                "team": place.team,
                "weekday": weekday,
                "on": on.isoformat() if on else None,
                "before": before.amount if before else None,
                "amount": amount,
            },
        )
        return Capacity.objects.create(
            pk=number,
            resource=resource,
            team=team,
            weekday=weekday,
            on=on,
            amount=amount,
            set_by=staff.username,
            set_at=at,
            journal_entry=entry,
        )


def _refuse_what_cannot_be(
    resource: str,
    team: Team | None,
    amount: int | None,
    weekday: int | None,
    on: date | None,
    today: date,
) -> None:
    if resource not in Resource.values:
        raise Refused(Text("Choose what there is so much of.", "请选择产能类别。"))
    if (team is not None) != (resource in OF_A_TEAM):
        raise Refused(
            Text(
                "Call minutes and visits are of a team; the rest is of all teams together.",
                "通话分钟与外访按小组设置，其余各项不分小组。",
            )
        )
    if amount is not None and not 0 <= amount <= AMOUNT_MAX:
        raise Refused(
            Text(
                f"Give a whole number from 0 to {AMOUNT_MAX:,}.",
                f"请填写0至{AMOUNT_MAX:,}之间的整数。",
            )
        )
    if weekday is not None and (on is not None or not 0 <= weekday <= 6):
        raise Refused(Text("Choose a date or a weekday, not both.", "日期与星期只能择一。"))
    if on is not None and on < today:
        raise Refused(Text("That day is over.", "该日期已过。"))
