"""What the last night gave to whom, how much there was, and what would come of other amounts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from typing import Any

import polars as pl

from fairdue.engine.lake import Lake, lake
from fairdue.people.models import Team
from fairdue.strategy.columns.allocation import DATASET, NONE, Shared, share_out
from fairdue.strategy.columns.allocation.sharing import Line
from fairdue.strategy.models import Allotment
from fairdue.strategy.queries.capacity import policy_version
from fairdue.strategy.rules.capacity import Supply, TeamFacts
from fairdue.strategy.rules.worth import TREATMENTS

Amounts = Mapping[tuple[str, str], int | None]


@dataclass(frozen=True)
class Plan:
    """A night's sharing out, in figures. Values and prices are fen of the valuation.

    `waiting`: cases by why they don't get what was decided. `given`: cases by treatment.
    """

    as_of: date
    lines: tuple[Line, ...]
    value_minor: int
    bound_minor: int
    given: Mapping[str, int]
    waiting: Mapping[str, int]

    @property
    def gap(self) -> float:
        """The most by which it may fall short of the best there is, as a share of the bound."""
        return (self.bound_minor - self.value_minor) / self.bound_minor if self.bound_minor else 0.0


@dataclass(frozen=True)
class WhatIf:
    """The last night's plan, the one with other amounts, and for how many cases they differ."""

    before: Plan
    after: Plan
    changed: int


@dataclass(frozen=True, slots=True)
class Considered:
    """One treatment that a case might have had: its worth, or None if it was out of the question,
    and the rule or missing fact that barred it ("" for none).
    """

    treatment: str
    worth_minor: int | None
    barred: str


@dataclass(frozen=True, slots=True)
class AllotmentFacts:
    """What the last night gave a case, and what else it looked at, from the strongest."""

    as_of: date
    decided: str
    treatment: str
    team: str
    net_value_minor: int
    price_minor: int
    reason: str
    considered: tuple[Considered, ...]

    @property
    def waits(self) -> bool:
        """True when it got nothing."""
        return self.treatment == NONE


def manifest_of(supply: Supply, shared: Shared) -> dict[str, Any]:
    """What the lake keeps of a sharing out beside its rows: what it rests on, and its figures."""
    return {
        "policy": policy_version(),
        "teams": [asdict(team) for team in supply.teams],
        "minutes": dict(supply.minutes),
        "team_change_minor": supply.team_change_minor,
        "lines": [asdict(line) for line in shared.lines],
        "value_minor": shared.value_minor,
        "bound_minor": shared.bound_minor,
        "gap": round(shared.gap, 8),
        "passes": shared.passes,
    }


def last_plan(house: Lake | None = None) -> Plan | None:
    """The newest night's plan, if any night has shared out."""
    known = house or lake()
    days = known.days(DATASET)
    if not days:
        return None
    manifest = known.manifest(DATASET, days[-1])
    rows = pl.read_parquet(
        known.file(DATASET, days[-1], "allocated"), columns=["treatment", "reason"]
    )
    lines = tuple(Line(**line) for line in manifest["lines"])
    return _plan(days[-1], rows, lines, manifest["value_minor"], manifest["bound_minor"])


def what_if(amounts: Amounts, house: Lake | None = None) -> WhatIf | None:
    """Share the last night's cases out again with other amounts; None where there was no night.

    `amounts` by resource and team code; what isn't named stays as it was.
    """
    known = house or lake()
    before = last_plan(known)
    if before is None:
        return None
    manifest = known.manifest(DATASET, before.as_of)
    supply = _supply(manifest)
    named = {place: amount for place, amount in amounts.items() if place in supply.amounts}
    wanted = pl.read_parquet(known.file(DATASET, before.as_of, "wanted"))
    then = pl.read_parquet(known.file(DATASET, before.as_of, "allocated"))
    shared = share_out(wanted, replace(supply, amounts={**supply.amounts, **named}))
    after = _plan(before.as_of, shared.rows, shared.lines, shared.value_minor, shared.bound_minor)
    return WhatIf(before, after, int((then["treatment"] != shared.rows["treatment"]).sum()))


def allotment_of(case_id: int) -> AllotmentFacts | None:
    """What the last night gave a case, if it knew of it."""
    row = Allotment.objects.filter(case_id=case_id).first()
    if row is None:
        return None
    team = Team.objects.filter(code=row.team).first() if row.team else None
    return AllotmentFacts(
        as_of=row.as_of,
        decided=row.decided,
        treatment=row.treatment,
        team=team.name if team else row.team,
        net_value_minor=row.net_value_minor,
        price_minor=row.price_minor,
        reason=row.reason,
        considered=tuple(
            Considered(
                treatment,
                row.considered[f"worth_{treatment}"],
                row.considered.get(f"barred_{treatment}") or "",
            )
            for treatment in reversed(TREATMENTS)
            if row.considered.get(f"worth_{treatment}") is not None
        ),
    )


def _plan(as_of: date, rows: pl.DataFrame, lines: tuple[Line, ...], value: int, bound: int) -> Plan:
    return Plan(
        as_of,
        lines,
        value,
        bound,
        given=dict(rows["treatment"].value_counts(sort=True).iter_rows()),
        waiting=dict(rows["reason"].drop_nulls().value_counts(sort=True).iter_rows()),
    )


def _supply(manifest: Mapping[str, Any]) -> Supply:
    """What there was, read back."""
    lines = [Line(**line) for line in manifest["lines"]]
    return Supply(
        teams=tuple(
            TeamFacts(team["code"], team["collectors"], tuple(team["languages"]))
            for team in manifest["teams"]
        ),
        amounts={(line.resource, line.team): line.amount for line in lines},
        minutes=manifest["minutes"],
        team_change_minor=manifest["team_change_minor"],
    )


def decided_cases(decided: str, limit: int = 200) -> list[tuple[int, date]]:
    """Open cases that the last night's decision table chose a treatment for, and as of when; the
    worth the most first, whether or not there was capacity for them.
    """
    rows = Allotment.objects.filter(decided=decided, case__closed_on=None)
    ordered = rows.order_by("-net_value_minor", "case_id")
    return list(ordered.values_list("case_id", "as_of")[:limit])
