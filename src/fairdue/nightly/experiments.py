"""Looks at every experiment that is under way, after each night and by day."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import polars as pl
from django.conf import settings

from fairdue.engine.lake import Lake
from fairdue.kernel.calendars import local_day
from fairdue.kernel.text import Text
from fairdue.reporting.queries.followed import events_between
from fairdue.strategy.actions import keep_reading
from fairdue.strategy.columns.decisions import DATASET as DECISIONS
from fairdue.strategy.columns.experiment_outcomes import members
from fairdue.strategy.columns.readings import harmful, read
from fairdue.strategy.models import RATES, Experiment
from fairdue.strategy.queries import read_days, terms_of, under_way


def look_at_experiments(house: Lake, until: date, at: datetime, again: set[date]) -> list[str]:
    """Read every experiment under way by the end of each of its nights that was not read yet.

    `again`: nights to read anew. Gives the names of the experiments that were stopped.
    """
    stopped = []
    for experiment in under_way():
        known = read_days(experiment) - again
        for night in _nights_since_begun(house, experiment, until):
            if night in known:
                continue
            now = keep_reading(experiment.pk, night, figures_of(house, experiment, night, at), at)
            if now.ended_at is not None:
                stopped.append(now.name)
                break
    return stopped


def look_by_day(house: Lake, at: datetime) -> list[str]:
    """Read every experiment by what is on record so far today; keep only what stops one."""
    today = local_day(at, ZoneInfo(settings.TIME_ZONE))
    stopped = []
    for experiment in under_way():
        if not _nights_since_begun(house, experiment, today):
            continue
        figures = figures_of(house, experiment, today, at)
        if harmful(figures):
            stopped.append(keep_reading(experiment.pk, today, figures, at).name)
    return stopped


def stopped_by_itself(name: str) -> Text:
    """What a night warns of where it took a challenger back."""
    return Text(
        f"The experiment {name} was stopped; its page has the evidence.",
        f"实验“{name}”已自动停止，依据见实验页面。",
    )


def figures_of(house: Lake, experiment: Experiment, until: date, at: datetime) -> dict[str, Any]:
    """What is known of an experiment by the end of a day, or by `at` where that is earlier."""
    shares = _shares(house, experiment, until)
    seen = (
        (night, pl.read_parquet(house.file(DECISIONS, night, "cases"), columns=["customer_ref"]))
        for night in shares
    )
    of = members(((night, frame["customer_ref"]) for night, frame in seen), shares, experiment.seed)
    events = events_between(min(shares), until, at)
    rates = [str(measure) for measure in RATES]
    return read(of, events, until, rates, terms_of(experiment, until))


def _nights_since_begun(house: Lake, experiment: Experiment, until: date) -> list[date]:
    shares = _shares(house, experiment, until)
    return [day for day in house.days(DECISIONS) if shares and min(shares) <= day <= until]


def _shares(house: Lake, experiment: Experiment, until: date) -> dict[date, int]:
    """The share per mille of each night in which the experiment's challenger treated anybody."""
    return {
        night: int(arm["per_mille"])
        for night in house.days(DECISIONS)
        if night <= until
        for arm in house.manifest(DECISIONS, night).get("arms", [])
        if arm["arm"] == experiment.arm
    }
