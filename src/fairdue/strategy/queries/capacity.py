"""What there is to share out on a day: as policy has it, or as set in the browser."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q

from fairdue.people.models import Role, Staff, Team
from fairdue.rulebook.packs import pack
from fairdue.strategy.models import Capacity
from fairdue.strategy.rules.capacity import NO_TEAM, Supply, TeamFacts, supplied
from fairdue.strategy.rules.worth import Worths, read_worths

POLICY = "policy/default"
CAPACITY_RULE, WORTH_RULE = "LENDER-CAPACITY", "LENDER-WORTH"


@dataclass(frozen=True, slots=True)
class Setting:
    """An amount that was set in the browser, and by whom."""

    resource: str
    team: str
    """Code; NO_TEAM for what is of all."""
    weekday: int | None
    on: date | None
    amount: int
    changed_by: str
    changed_at: datetime


def worths_on(day: date) -> Worths:
    """LENDER-WORTH on a day. Raises ValueError for a table with gaps."""
    values = pack(POLICY).values_on(WORTH_RULE, day)
    return read_worths({name: value.value for name, value in values.items()})


def policy_version() -> str:
    """Of the pack that LENDER-CAPACITY and LENDER-WORTH are in."""
    return pack(POLICY).version


def supply_on(day: date) -> Supply:
    """What there is to share out on a day."""
    values = pack(POLICY).values_on(CAPACITY_RULE, day)
    policy = {name: value.value for name, value in values.items()}
    return supplied(teams_with_work(), policy, _chosen(day))


def teams_with_work() -> tuple[TeamFacts, ...]:
    """Teams with a collector in service, else all teams, in order of id: those that the queue gives
    cases to (work.actions.refill_queue).
    """
    collectors = Staff.objects.filter(role=Role.COLLECTOR, is_active=True, team__isnull=False)
    spoken: dict[str, list[str]] = defaultdict(list)
    for code, language in collectors.order_by("pk").values_list("team__code", "language"):
        spoken[code].append(language.split("-")[0])
    codes = list(Team.objects.order_by("pk").values_list("code", flat=True))
    return tuple(
        TeamFacts(code, len(spoken[code]), tuple(sorted(set(spoken[code]) - {""})))
        for code in codes
        if code in spoken or not spoken
    )


def settings_ahead(day: date) -> list[Setting]:
    """Amounts set in the browser, but for dates that are over on `day`; the nearest date first,
    then weekdays, then every day.
    """
    rows = (
        Capacity.objects.filter(Q(on__isnull=True) | Q(on__gte=day), amount__isnull=False)
        .select_related("team")
        .order_by("on", "weekday", "resource", "team__code")
    )
    return [
        Setting(
            row.resource,
            row.team.code if row.team else NO_TEAM,
            row.weekday,
            row.on,
            row.amount,
            row.changed_by,
            row.changed_at,
        )
        for row in rows
        if row.amount is not None
    ]


def _chosen(day: date) -> dict[tuple[str, str], int]:
    """By resource and team: the date's amount, else the weekday's, else every day's."""
    rows = Capacity.objects.filter(
        Q(on=day) | Q(on__isnull=True), Q(weekday=day.weekday()) | Q(weekday__isnull=True)
    )
    found: dict[tuple[str, str], int] = {}
    for resource, code, _, _, amount in sorted(
        rows.values_list("resource", "team__code", "weekday", "on", "amount"),
        key=lambda row: (row[3] is not None, row[2] is not None),
    ):
        if amount is not None:
            found[resource, code or NO_TEAM] = amount
    return found
