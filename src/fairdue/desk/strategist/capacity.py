"""What there is to share out and what came of it, as the capacity page says it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fairdue.people.models import Team
from fairdue.strategy.models import Planned, Resource
from fairdue.strategy.queries import Plan, Setting, WhatIf
from fairdue.strategy.rules.capacity import MINUTES, NO_TEAM
from fairdue.strategy.rules.worth import TREATMENTS

MINUTES_PER_HOUR = 60
FEN = 100
TRY = "try"
"""Begins the names of the fields that hold other amounts: try:minutes:early-1."""


@dataclass(frozen=True, slots=True)
class LineShown:
    """One thing there is."""

    name: str
    team: str
    field: str
    """Of the form that tries another amount."""
    amount: int | None
    used: int
    percent: int
    worth: str
    """What one more would bring, in words; "" where more would bring nothing."""
    tried: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A figure of the plan before and after."""

    label: str
    before: int
    after: int

    @property
    def change(self) -> int:
        """After less before."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class SettingShown:
    """An amount that was set, in words, and the form values that take it back."""

    name: str
    team: str
    when: str
    amount: int | None
    by: str
    place: str
    weekday: str
    on: str


def lines_of(plan: Plan, entered: Mapping[str, str]) -> list[LineShown]:
    """What there was, in the order of the plan. `entered`: the amounts that are tried."""
    teams = team_names()
    return [
        LineShown(
            name=str(Resource(line.resource).label),
            team=teams.get(line.team, line.team),
            field=f"{TRY}:{line.resource}:{line.team}",
            amount=line.amount,
            used=line.used,
            percent=100 * line.used // line.amount if line.amount else 0,
            worth=worth_of_more(line.resource, line.price_minor),
            tried=entered.get(f"{TRY}:{line.resource}:{line.team}", ""),
        )
        for line in plan.lines
    ]


def worth_of_more(resource: str, price_minor: float) -> str:
    """What one more would be worth, in words: an hour of calls, or one piece."""
    if price_minor <= 0:
        return ""
    units = MINUTES_PER_HOUR if resource == MINUTES else 1
    worth = f"{round(price_minor * units / FEN):,}"
    if resource == MINUTES:
        return _("One more hour would be worth about %(worth)s") % {"worth": worth}
    return _("One more would be worth about %(worth)s") % {"worth": worth}


def amounts_tried(entered: Mapping[str, str]) -> dict[tuple[str, str], int | None]:
    """The amounts of a form, by resource and team. Raises ValueError for one that is no number."""
    found: dict[tuple[str, str], int | None] = {}
    for name, text in entered.items():
        kind, _colon, place = name.partition(":")
        if kind == TRY and text.strip():
            resource, _colon, team = place.partition(":")
            amount = int(text)
            if amount < 0:
                raise ValueError(text)
            found[resource, team] = amount
    return found


def given(plan: Plan) -> list[tuple[str, int]]:
    """Cases by what they get, the strongest first."""
    return [
        (str(Planned(name).label), plan.given.get(name, 0))
        for name in reversed(TREATMENTS)
        if plan.given.get(name)
    ]


def differences(told: WhatIf) -> list[Difference]:
    """What other amounts would change, in cases; then in worth."""
    names = [*reversed(TREATMENTS), str(Planned.NONE)]
    before, after = told.before, told.after
    cases = [
        Difference(str(Planned(name).label), before.given.get(name, 0), after.given.get(name, 0))
        for name in names
        if before.given.get(name) or after.given.get(name)
    ]
    worth = Difference(_("Expected worth"), before.value_minor // FEN, after.value_minor // FEN)
    return [*cases, worth]


def settings_shown(settings: list[Setting], people: Mapping[str, str]) -> list[SettingShown]:
    """Amounts that people set, in words."""
    teams = team_names()
    return [
        SettingShown(
            name=str(Resource(each.place.resource).label),
            team=teams.get(each.place.team, each.place.team),
            when=_when(each.place.weekday, each.place.on),
            amount=each.amount,
            by=people.get(each.set_by, each.set_by),
            place=f"{each.place.resource}:{each.place.team}",
            weekday="" if each.place.weekday is None else str(each.place.weekday),
            on=each.place.on.isoformat() if each.place.on else "",
        )
        for each in settings
    ]


def places(plan_amounts: Mapping[tuple[str, str], int | None]) -> list[tuple[str, str]]:
    """What may be set: value and words, such as `minutes:early-1`, Call minutes · Early 1."""
    teams = team_names()
    return [
        (f"{resource}:{team}", _place(str(Resource(resource).label), teams.get(team, team)))
        for resource, team in plan_amounts
    ]


def cases_changed(number: int) -> str:
    """How many cases get something else."""
    return ngettext(
        "%(number)s case gets something else.", "%(number)s cases get something else.", number
    ) % {"number": f"{number:,}"}


def team_names() -> dict[str, str]:
    """By code."""
    return {NO_TEAM: ""} | dict(Team.objects.values_list("code", "name"))


def _place(name: str, team: str) -> str:
    return f"{name} · {team}" if team else name


def _when(weekday: int | None, on: date | None) -> str:
    if on is not None:
        return on.isoformat()
    return _("every day") if weekday is None else str(WEEKDAYS[weekday])
