"""From what every case could get and what there is, to what each gets and why the rest waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from fairdue.strategy.columns.allocation.words import (
    ABOVE_MAX,
    ALLOCATED,
    CAPACITY,
    CONTACTS,
    LAW,
    NONE,
    NOT_WORTH,
    PLANNED,
    PRESSURE,
    PRESSURE_RULE,
    UNTOUCHED,
)
from fairdue.strategy.rules.allocation import Allocation, Problem, allocate
from fairdue.strategy.rules.capacity import (
    LEGAL_REVIEWS,
    LETTERS,
    MESSAGES,
    MINUTES,
    NO_TEAM,
    VISITS,
    Supply,
)
from fairdue.strategy.rules.worth import CALL, CHANNELS, LEGAL, LETTER, MESSAGE, REMIND, VISIT

BY_TELEPHONE = "telephone"
"""Stands for call or remind, whichever of them a case may get; it is never both."""

OF_ALL = {MESSAGE: MESSAGES, LETTER: LETTERS, LEGAL: LEGAL_REVIEWS}
OF_A_TEAM = {BY_TELEPHONE: MINUTES, VISIT: VISITS}
KINDS = (CALL, REMIND)
"""Cases differ in how long a call takes: as long as a call, or as a reminder."""

ELSEWHERE_MINOR = 1
"""What going to a team other than the next in turn costs a case that no team has yet; settles ties
so that teams are given new cases in turn."""

GOLDEN = (5**0.5 - 1) / 2


@dataclass(frozen=True)
class Option:
    """A treatment, by a team where that matters."""

    treatment: str
    team: str

    @property
    def resource(self) -> tuple[str, str]:
        """What it uses, as `Supply.amounts` names it."""
        return (OF_A_TEAM.get(self.treatment) or OF_ALL[self.treatment], self.team)


@dataclass(frozen=True)
class Line:
    """One thing there is: how much (None: no limit), how much is used, and what one more unit
    would be worth, in fen of the valuation.
    """

    resource: str
    team: str
    amount: int | None
    used: int
    price_minor: float


@dataclass(frozen=True)
class Shared:
    """ALLOCATED in the order of WANTED, and the figures of the plan."""

    rows: pl.DataFrame
    lines: tuple[Line, ...]
    value_minor: int
    bound_minor: int
    passes: int

    @property
    def gap(self) -> float:
        """As a share of the bound."""
        return (self.bound_minor - self.value_minor) / self.bound_minor if self.bound_minor else 0.0


def share_out(wanted: pl.DataFrame, supply: Supply) -> Shared:
    """Share what there is out among cases (WANTED, in customer_ref order)."""
    options = _options(supply)
    homes = _homes(wanted, supply)
    problem, limited = _problem(wanted, supply, options, homes)
    plan = allocate(problem)
    rows = _rows(wanted, options, homes, problem, plan)
    return Shared(
        rows, _lines(supply, options, problem, plan, limited), plan.value, plan.bound, plan.passes
    )


def _options(supply: Supply) -> list[Option]:
    """From the gentlest to the strongest; ties go to the gentler."""
    teams = [team.code for team in supply.teams] or [NO_TEAM]
    return [
        Option(MESSAGE, NO_TEAM),
        Option(LETTER, NO_TEAM),
        *(Option(BY_TELEPHONE, team) for team in teams),
        *(Option(VISIT, team) for team in teams),
        Option(LEGAL, NO_TEAM),
    ]


def _homes(wanted: pl.DataFrame, supply: Supply) -> pl.Series:
    """Whose each case is before anything is shared out: the team that has it, else in turn, teams
    with more collectors more often, among those that speak the customer's language.
    """
    weights = {team.code: team.collectors for team in supply.teams}
    known = wanted["team_before"].is_in(list(weights))
    turn = np.arange(wanted.height) * GOLDEN % 1.0
    found = np.full(wanted.height, None, dtype=object)
    for language in wanted["language"].unique().sort():
        speakers = supply.speakers(language or "")
        if not speakers:
            continue
        weight = np.array([weights[code] for code in speakers], dtype=np.float64)
        shares = np.cumsum(weight if weight.any() else weight + 1)
        mine = wanted["language"].eq_missing(language).to_numpy()
        place = np.searchsorted(shares / shares[-1], turn[mine], side="right")
        found[mine] = np.array(speakers, dtype=object)[np.minimum(place, len(speakers) - 1)]
    in_turn = pl.Series("team", found, dtype=pl.String)
    return wanted.select(pl.when(known).then("team_before").otherwise(in_turn)).to_series()


def _problem(
    wanted: pl.DataFrame, supply: Supply, options: Sequence[Option], homes: pl.Series
) -> tuple[Problem, list[tuple[str, str]]]:
    """Everything as whole numbers, and the names of what is limited, in the order of budgets."""
    limited = [place for place, amount in supply.amounts.items() if amount is not None]
    uses = np.zeros((len(KINDS), len(options), len(limited)), dtype=np.int64)
    values = np.zeros((len(options), wanted.height), dtype=np.int32)
    for number, option in enumerate(options):
        values[number] = _values(wanted, supply, option, homes)
        if option.resource in limited:
            place = limited.index(option.resource)
            for kind, name in enumerate(KINDS):
                by_phone = option.treatment == BY_TELEPHONE
                uses[kind, number, place] = supply.minutes[name] if by_phone else 1
    kinds = wanted.select((pl.col("decided") == REMIND).cast(pl.UInt8))
    budgets = np.array([supply.amounts[place] for place in limited], dtype=np.int64)
    return Problem(values, kinds["decided"].to_numpy(), uses, budgets), limited


def _values(
    wanted: pl.DataFrame, supply: Supply, option: Option, homes: pl.Series
) -> NDArray[np.int32]:
    """What an option is worth to each case; 0 where it may not have it."""
    worth = _offered(BY_TELEPHONE if option.treatment == BY_TELEPHONE else option.treatment)
    if option.team != NO_TEAM:
        stays = pl.lit(homes) == option.team
        moving = (
            pl.when(pl.col("team_before").is_null())
            .then(ELSEWHERE_MINOR)
            .otherwise(supply.team_change_minor)
        )
        worth = pl.when(stays).then(worth).otherwise(worth - moving)
        bound = pl.col("is_assigned") & pl.col("team_before").is_in(_codes(supply))
        worth = pl.when(stays | ~bound).then(worth)
        if option.treatment == BY_TELEPHONE:
            worth = pl.when(stays | _speaks(supply, option.team)).then(worth)
    numbers = wanted.select(worth.clip(0).fill_null(0).cast(pl.Int32).alias("worth"))
    return np.asarray(numbers["worth"].to_numpy(), dtype=np.int32)


def _offered(treatment: str) -> pl.Expr:
    """The worth where the law leaves the treatment open."""
    names = KINDS if treatment == BY_TELEPHONE else (treatment,)
    return pl.coalesce(
        pl.when(pl.col(f"barred_{name}").is_null()).then(pl.col(f"worth_{name}"))
        if name in CONTACTS
        else pl.col(f"worth_{name}")
        for name in names
    )


def _speaks(supply: Supply, team: str) -> pl.Expr:
    """Cases of customers whom the team may call."""
    languages = sorted({language for each in supply.teams for language in each.languages})
    others = [each for each in languages if team not in supply.speakers(each)]
    return ~pl.col("language").is_in(others).fill_null(False)


def _codes(supply: Supply) -> list[str]:
    return [team.code for team in supply.teams]


def _rows(
    wanted: pl.DataFrame,
    options: Sequence[Option],
    homes: pl.Series,
    problem: Problem,
    plan: Allocation,
) -> pl.DataFrame:
    """ALLOCATED."""
    charges = np.concatenate(
        [np.zeros((len(KINDS), 1)), problem.uses @ plan.prices], axis=1
    ).round()
    worth = np.concatenate([np.zeros((1, wanted.height), dtype=np.int32), problem.values])
    rows = np.arange(wanted.height)
    best = np.where(problem.values.max(axis=0) > 0, problem.values.argmax(axis=0) + 1, 0)
    chosen = wanted.with_columns(
        _name(options, plan.choice).alias("treatment"),
        _name(options, best).alias("unlimited"),
        pl.Series("chosen_team", [NO_TEAM, *(option.team for option in options)])
        .gather(plan.choice.astype(np.uint32))
        .alias("chosen_team"),
        homes.alias("home"),
        pl.Series("net_value_minor", worth[plan.choice, rows], dtype=pl.Int64),
        pl.Series("price_minor", charges[problem.kind, plan.choice], dtype=pl.Int64),
    ).with_columns(_spelt("treatment"), _spelt("unlimited"))
    return (
        chosen.with_columns(
            _channel().alias("channel"),
            pl.when(pl.col("chosen_team") == "")
            .then("home")
            .otherwise("chosen_team")
            .alias("team"),
            _reason().alias("reason"),
            _priority().alias("priority"),
        )
        .select(*ALLOCATED)
        .cast(pl.Schema(ALLOCATED))
    )


def _name(options: Sequence[Option], choice: NDArray[Any]) -> pl.Series:
    names = pl.Series([NONE, *(option.treatment for option in options)])
    return names.gather(choice.astype(np.uint32))


def _spelt(column: str) -> pl.Expr:
    """A contact by telephone is what the table decided: a reminder, else a call."""
    return (
        pl.when(pl.col(column) != BY_TELEPHONE)
        .then(pl.col(column))
        .when(pl.col("decided") == REMIND)
        .then(pl.lit(REMIND))
        .otherwise(pl.lit(CALL))
        .alias(column)
    )


def _channel() -> pl.Expr:
    """What the treatment goes by; null for legal steps, which contact nobody."""
    one = {treatment: names[0] for treatment, names in CHANNELS.items() if treatment != MESSAGE}
    by = pl.col("treatment").replace_strict(one, default=None, return_dtype=pl.String)
    return pl.when(pl.col("treatment") == MESSAGE).then("message_by").otherwise(by)


def _reason() -> pl.Expr:
    """Why a case doesn't get what was decided; null where it does."""
    barred = pl.coalesce(
        pl.when(pl.col("decided") == treatment).then(pl.col(f"barred_{treatment}"))
        for treatment in CONTACTS
    )
    return (
        pl.when(pl.col("treatment") == pl.col("decided"))
        .then(None)
        .when(~pl.col("decided").is_in([*CONTACTS, LEGAL]))
        .then(pl.lit(UNTOUCHED))
        .when(barred == PRESSURE_RULE)
        .then(pl.lit(PRESSURE))
        .when(barred.is_not_null())
        .then(pl.lit(LAW))
        .when(pl.col("treatment") == pl.col("unlimited"))
        .then(pl.lit(NOT_WORTH))
        .otherwise(pl.lit(CAPACITY))
    )


def _priority() -> pl.Expr:
    """Planned cases by what they are worth above the price; below them the others, by rank."""
    above = (pl.col("net_value_minor") - pl.col("price_minor")).clip(0, ABOVE_MAX)
    return pl.when(pl.col("treatment") != NONE).then(PLANNED + above).otherwise("rank")


def _lines(
    supply: Supply,
    options: Sequence[Option],
    problem: Problem,
    plan: Allocation,
    limited: Sequence[tuple[str, str]],
) -> tuple[Line, ...]:
    """What there was of everything, in the order of the supply."""
    used: dict[tuple[str, str], int] = dict.fromkeys(supply.amounts, 0)
    taken = np.bincount(
        problem.kind.astype(np.int64) * (len(options) + 1) + plan.choice,
        minlength=len(KINDS) * (len(options) + 1),
    ).reshape(len(KINDS), len(options) + 1)
    for number, option in enumerate(options):
        by_phone = option.treatment == BY_TELEPHONE
        for kind, name in enumerate(KINDS):
            each = supply.minutes[name] if by_phone else 1
            if option.resource in used:
                used[option.resource] += each * int(taken[kind, number + 1])
    prices = dict(zip(limited, plan.prices.tolist(), strict=True))
    return tuple(
        Line(*place, amount, used[place], round(prices.get(place, 0.0), 2))
        for place, amount in supply.amounts.items()
    )
