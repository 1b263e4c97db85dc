"""What there is to share out on a day: as policy has it, or as set in the browser."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from fairdue.people.models import Role, Staff, Team
from fairdue.rulebook.packs import pack
from fairdue.strategy.models import Capacity
from fairdue.strategy.rules.capacity import NO_TEAM, Supply, TeamFacts, supplied
from fairdue.strategy.rules.worth import Worths, read_worths

POLICY = "policy/default"
CAPACITY_RULE, WORTH_RULE = "LENDER-CAPACITY", "LENDER-WORTH"
LAST = 7
"""Every day is shown after the weekdays."""


class Place(NamedTuple):
    """What an amount is set for. `team`: its code; NO_TEAM for what is of all. Neither a weekday
    (0 is Monday) nor a date: every day.
    """

    resource: str
    team: str
    weekday: int | None
    on: date | None


@dataclass(frozen=True, slots=True)
class Setting:
    """An amount that was set in the browser, and by whom. None: as policy has it, again."""

    place: Place
    amount: int | None
    set_by: str
    set_at: datetime


def worths_on(day: date) -> Worths:
    """LENDER-WORTH on a day. Raises ValueError for a table with gaps."""
    values = pack(POLICY).values_on(WORTH_RULE, day)
    return read_worths({name: value.value for name, value in values.items()})


def policy_version() -> str:
    """Of the pack that LENDER-CAPACITY and LENDER-WORTH are in."""
    return pack(POLICY).version


def supply_on(day: date, *, known_at: datetime, on_duty: Mapping[str, int] | None = None) -> Supply:
    """What there is to share out on a day, by what had been set at a moment.

    `on_duty`: minutes by team of those who are there on the day, where a calendar is kept.
    """
    values = pack(POLICY).values_on(CAPACITY_RULE, day)
    policy = {name: value.value for name, value in values.items()}
    return supplied(teams_with_work(), policy, _chosen(day, known_at), on_duty)


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


def settings_at(known_at: datetime) -> dict[Place, Setting]:
    """For each place that anything was ever set for, what was set last by a moment."""
    rows = Capacity.objects.filter(set_at__lte=known_at).order_by("set_at", "pk")
    found: dict[Place, Setting] = {}
    for row in rows.select_related("team"):
        place = Place(row.resource, row.team.code if row.team else NO_TEAM, row.weekday, row.on)
        found[place] = Setting(place, row.amount, row.set_by, row.set_at)
    return found


def settings_ahead(day: date, *, known_at: datetime) -> list[Setting]:
    """Amounts that count at a moment, but for dates that are over on `day`; the nearest date first,
    then weekdays, then every day.
    """
    standing = (each for each in settings_at(known_at).values() if each.amount is not None)
    return sorted(
        (each for each in standing if each.place.on is None or each.place.on >= day),
        key=lambda each: (
            each.place.on or date.max,
            LAST if each.place.weekday is None else each.place.weekday,
            each.place.resource,
            each.place.team,
        ),
    )


def _chosen(day: date, known_at: datetime) -> dict[tuple[str, str], int]:
    """By resource and team: the date's amount, else the weekday's, else every day's."""
    meant = (
        setting
        for place, setting in settings_at(known_at).items()
        if place.on in (None, day) and place.weekday in (None, day.weekday())
    )
    found: dict[tuple[str, str], int] = {}
    for setting in sorted(
        meant, key=lambda each: (each.place.on is not None, each.place.weekday is not None)
    ):
        if setting.amount is not None:
            found[setting.place.resource, setting.place.team] = setting.amount
    return found
