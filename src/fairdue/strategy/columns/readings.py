"""What an experiment's customers tell by the end of a day: every measure, both arms, bounds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from fairdue.strategy.columns.experiment_outcomes import daily, observed
from fairdue.strategy.rules.sequences import (
    Bounds,
    Day,
    Moments,
    difference_bounds,
    harm,
    ratio_bounds,
)


@dataclass(frozen=True, slots=True)
class StopRule:
    """A harm that ends an experiment: tolerated ratio of rates, and how often it may be wrong."""

    measure: str
    tolerated: float
    alpha: float

    @property
    def limit(self) -> float:
        """The weight of evidence at which the experiment stops."""
        return 1 / self.alpha


@dataclass(frozen=True, slots=True)
class Terms:
    """How arms are compared; see `rulepacks/policy/default/strategy/experiments.yaml`."""

    alpha: float
    observed_days: int
    sharpest_at: int
    stops: tuple[StopRule, ...]


def read(
    of: pl.DataFrame, events: pl.DataFrame, until: date, rates: list[str], terms: Terms
) -> dict[str, Any]:
    """Figures for JSON, from MEMBERS and EVENTS (see `experiment_outcomes`).

    customers   by arm
    rates       by measure: customers who had it by arm, the ratio's bounds, and for a stop rule
                the strongest evidence so far (`harm`) with its `limit`
    means       by measure (payments by currency, `paid:CNY`): customers observed, means by arm,
                the difference's bounds
    """
    stops = {rule.measure: rule for rule in terms.stops}
    return {
        "customers": {
            "challenger": of["challenger_from"].count(),
            "champion": of["champion_from"].count(),
        },
        "rates": {
            measure: _rate(daily(of, events, measure, until), terms.alpha, stops.get(measure))
            for measure in rates
        },
        "means": {
            name: _mean(observed(of, events, measure, until, terms.observed_days, currency), terms)
            for name, measure, currency in _averaged(events)
        },
    }


def harmful(figures: dict[str, Any]) -> list[str]:
    """The measures by which the challenger does harm, as `read` found."""
    return [
        measure
        for measure, rate in figures["rates"].items()
        if rate["harm"] is not None and rate["harm"] >= rate["limit"]
    ]


def _rate(days: list[Day], alpha: float, stop: StopRule | None) -> dict[str, Any]:
    weights = harm(days, stop.tolerated) if stop else []
    return {
        "challenger": sum(day.challenger for day in days),
        "champion": sum(day.champion for day in days),
        "ratio": _bounds(ratio_bounds(days, alpha)),
        "harm": round(max(weights, default=1.0), 3) if stop else None,
        "limit": stop.limit if stop else None,
        "tolerated": stop.tolerated if stop else None,
    }


def _mean(arms: tuple[Moments, Moments], terms: Terms) -> dict[str, Any]:
    challenger, champion = arms
    return {
        "observed": {"challenger": challenger.count, "champion": champion.count},
        "challenger": round(challenger.mean, 4) if challenger.count else None,
        "champion": round(champion.mean, 4) if champion.count else None,
        "difference": _bounds(
            difference_bounds(challenger, champion, terms.alpha, terms.sharpest_at)
        ),
    }


def _averaged(events: pl.DataFrame) -> list[tuple[str, str, str]]:
    currencies = events.filter(pl.col("measure") == "paid")["currency"].unique().sort()
    return [(f"paid:{currency}", "paid", currency) for currency in currencies.to_list()] + [
        (measure, measure, "") for measure in ("contacts", "pressure")
    ]


def _bounds(found: Bounds | None) -> list[float | None] | None:
    """Estimate, low, high; null where a number has no end."""
    if found is None:
        return None
    values = (found.estimate, found.low, found.high)
    return [round(value, 6) if math.isfinite(value) else None for value in values]
