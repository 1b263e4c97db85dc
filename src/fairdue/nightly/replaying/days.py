"""Reads a past night from the lake and decides it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.core.exceptions import ObjectDoesNotExist

from fairdue.engine.lake import Lake
from fairdue.strategy.columns.decisions import DATASET
from fairdue.strategy.columns.replay import ACCOUNTS, CASES, Arm, by_case, decided_again
from fairdue.strategy.queries import stored_document
from fairdue.strategy.rules.experiments import CHAMPION, Split, chances
from fairdue.strategy.rules.inputs import INPUTS
from fairdue.strategy.rules.tables import DecisionTable

VERSIONS = "strategy/"
"""Before an arm's or a table's name in the versions of a night's manifest."""


class ReplayError(RuntimeError):
    """A past day can't be replayed; the message says why and how to mend it."""


@dataclass(frozen=True, slots=True)
class Day:
    """A past day, decided again."""

    on: date
    accounts: pl.DataFrame
    """ACCOUNTS of strategy.columns.replay."""
    cases: pl.DataFrame
    """CASES."""
    arms: tuple[Arm, ...]
    unknown_inputs: frozenset[str]
    """Asked for by the challenger, but not kept that day."""


def read_day(house: Lake, on: date, challenger: DecisionTable) -> Day:
    """A day as it was and as `challenger` would have it; a few columns of half a million rows.

    Raises ReplayError for a day whose tables were not kept.
    """
    path = house.file(DATASET, on, "decisions")
    decisions = pl.scan_parquet(path)
    kept = decisions.collect_schema().names()
    arms, champion = _arms(house.manifest(DATASET, on), decisions, on)
    accounts = decided_again(decisions, champion, challenger, arms).collect()
    asked = {condition.asks for row in challenger.rows for condition in row.conditions}
    return Day(
        on=on,
        accounts=accounts.select(pl.col(name).cast(kind) for name, kind in ACCOUNTS.items()),
        cases=by_case(accounts.lazy(), arms).select(*CASES).collect(),
        arms=arms,
        unknown_inputs=frozenset(name for name in asked if INPUTS[name].column not in kept),
    )


def _arms(
    manifest: Mapping[str, Any], decisions: pl.LazyFrame, on: date
) -> tuple[tuple[Arm, ...], DecisionTable]:
    """The arms of a day with their chances, and its champion."""
    told = manifest.get("arms", [])
    splits = [Split(one["arm"], one["seed"], one["per_mille"]) for one in told]
    names = _tables(manifest, decisions, splits)
    if CHAMPION not in names:
        raise ReplayError(f"the decisions of {on} don't say by which table; run that night again")
    tables = {arm: _document(*named, on) for arm, named in names.items()}
    arms = tuple(Arm(float(chance), tables[arm]) for arm, chance in chances(splits).items())
    return arms, tables[CHAMPION]


def _tables(
    manifest: Mapping[str, Any], decisions: pl.LazyFrame, splits: Sequence[Split]
) -> dict[str, tuple[str, str]]:
    """Each arm's table and version: from the decisions, or where it made none, the manifest."""
    named: dict[str, tuple[str, str]] = {}
    arms = {split.arm for split in splits}
    for key, version in manifest.get("versions", {}).items():
        name = key.removeprefix(VERSIONS)
        if key.startswith(VERSIONS) and name in arms:
            table, _, number = version.partition(" ")
            named[name] = (table, number)
    arm = pl.col("arm") if "arm" in decisions.collect_schema().names() else pl.lit(CHAMPION)
    made = decisions.select(arm.alias("arm"), "table", "table_version").unique().collect()
    return named | {arm: (table, version) for arm, table, version in made.iter_rows()}


def _document(name: str, version: str, on: date) -> DecisionTable:
    try:
        return stored_document(name, version).table
    except ObjectDoesNotExist:
        raise ReplayError(
            f"version {version} of the table {name}, which decided on {on}, was not kept; "
            "leave that day out or run its night again"
        ) from None
