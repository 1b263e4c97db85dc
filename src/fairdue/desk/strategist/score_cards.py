"""A score model as its card shows it: figures in words, reasons, drift, fairness."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fairdue.kernel.text import Text
from fairdue.reporting.charts import scores as charts
from fairdue.reporting.charts.drawing import Chart
from fairdue.strategy.models import ScoreModel
from fairdue.strategy.queries.scores import (
    SCORE_ITSELF,
    DriftDay,
    drift_days,
    drift_limits,
    fairness_of,
    live_row,
)
from fairdue.strategy.rules.drift import DriftLimits, Movement
from fairdue.strategy.rules.fairness import ATTRIBUTES, verdict
from fairdue.strategy.rules.features import feature
from fairdue.strategy.rules.scores import MEANINGS, Target

BADGES = {
    "live": ("ok", _("Live")),
    "waiting": ("info", _("Awaiting approval")),
    "superseded": ("", _("Superseded")),
    "retired": ("stop", _("Retired")),
}
MOVEMENTS = {
    Movement.STABLE: ("ok", _("stable")),
    Movement.WATCH: ("warn", _("to watch")),
    Movement.ALARM: ("stop", _("shifted")),
}
BLOCKS = (
    ("train", _("Learned from")),
    ("calibrate", _("Calibrated on")),
    ("test", _("Measured on (hold-out)")),
)
ALIGNED_FROM = 0.2
"""Below this rank correlation a feature neither raises nor lowers scores as it grows."""


@dataclass(frozen=True, slots=True)
class Sure:
    """A figure with its 95 % interval, as text."""

    value: str
    interval: str


@dataclass(frozen=True, slots=True)
class BlockShown:
    """One block of days."""

    name: str | Promise
    first: str
    last: str
    days: int
    rows: int
    happened: int


@dataclass(frozen=True, slots=True)
class ReasonShown:
    """A feature and how much it moves scores on average."""

    label: Text
    share: int
    """Of all features' strength, in hundredths."""
    more_means: str | Promise


@dataclass(frozen=True, slots=True)
class MovedShown:
    """How far a feature, or the score itself, has moved in the newest night."""

    label: Text
    index: str
    badge: str
    word: str | Promise


@dataclass(frozen=True, slots=True)
class ModelLine:
    """A model in a list."""

    row: ScoreModel
    name: Text
    state: str
    badge: str
    word: str | Promise
    auc: Sure


@dataclass(frozen=True, slots=True)
class Card:
    """Everything the page of a model shows."""

    line: ModelLine
    purpose: Text
    none: Text
    figures: tuple[tuple[str | Promise, Sure, str], ...]
    blocks: tuple[BlockShown, ...]
    reasons: tuple[ReasonShown, ...]
    features: tuple[Text, ...]
    calibration: Chart
    drift: Chart | None
    moved: tuple[MovedShown, ...]
    limits: DriftLimits
    drift_day: DriftDay | None
    fairness: tuple[tuple[Text, Text, list[dict[str, Any]], dict[str, int]], ...]
    fairness_made: Any
    parameters: tuple[tuple[str, str], ...]


def line_of(row: ScoreModel, at: datetime) -> ModelLine:
    """A model with its state at a moment."""
    live = live_row(Target(row.target), at)
    if live is not None and live.pk == row.pk:
        state = "live"
    elif row.retired_at is not None:
        state = "retired"
    else:
        state = "superseded" if row.approved_at is not None else "waiting"
    badge, word = BADGES[state]
    name = MEANINGS[Target(row.target)].name
    return ModelLine(row, name, state, badge, word, sure(row.card["measured"]["auc"], 3))


def sure(found: dict[str, Any], places: int) -> Sure:
    """A measured figure as text."""
    if found["value"] is None:
        return Sure("–", "")
    low, high = found["low"], found["high"]
    interval = "" if low is None else f"{low:.{places}f} – {high:.{places}f}"
    return Sure(f"{found['value']:.{places}f}", interval)


def card_of(row: ScoreModel, at: datetime, language: str) -> Card:
    """Everything the page of a model shows, in a language."""
    measured, meaning = row.card["measured"], MEANINGS[Target(row.target)]
    days, limits = drift_days(row), drift_limits(at.date())
    newest = days[0] if days else None
    history = [
        (each.day, each.indexes["score"]) for each in reversed(days) if "score" in each.indexes
    ]
    edges = (limits.watch_from, limits.alarm_from)
    report = fairness_of(row)
    return Card(
        line=line_of(row, at),
        purpose=meaning.purpose,
        none=meaning.none,
        figures=_figures(measured),
        blocks=tuple(_block(name, row.card["blocks"][key]) for key, name in BLOCKS),
        reasons=_reasons(row.card["reasons"]),
        features=tuple(feature(code).label for code in row.card["features"]),
        calibration=charts.calibration(measured["calibration"], language),
        drift=charts.drift(history, edges, language) if history else None,
        moved=_moved(newest, limits),
        limits=limits,
        drift_day=newest,
        fairness=_fairness(report.report) if report else (),
        fairness_made=report,
        parameters=tuple((key, str(value)) for key, value in row.card["parameters"].items()),
    )


def _figures(measured: dict[str, Any]) -> tuple[tuple[str | Promise, Sure, str], ...]:
    base = f"{measured['brier_of_the_rate']:.3f}"
    return (
        (_("Ranking (AUC; 0.5 is chance, 1 is perfect)"), sure(measured["auc"], 3), ""),
        (
            _("Brier score (smaller is better; the mere rate gives)"),
            sure(measured["brier"], 3),
            base,
        ),
        (_("Lift of the tenth with the highest chances"), sure(measured["lift"], 2), ""),
        (
            _("Foretold on average, and what happened"),
            Sure(f"{measured['foretold']:.1%}", ""),
            f"{measured['rate']:.1%}",
        ),
    )


def _block(name: str | Promise, block: dict[str, Any]) -> BlockShown:
    days = block["days"]
    return BlockShown(name, days[0], days[-1], len(days), block["rows"], block["happened"])


def _reasons(found: list[dict[str, Any]]) -> tuple[ReasonShown, ...]:
    whole = sum(one["strength"] for one in found) or 1.0
    return tuple(
        ReasonShown(
            feature(one["feature"]).label,
            round(100 * one["strength"] / whole),
            _direction(one["together"]),
        )
        for one in found
        if one["strength"] / whole >= 0.01
    )


def _direction(together: float | None) -> str | Promise:
    if together is None or abs(together) < ALIGNED_FROM:
        return _("depends")
    return _("more raises the chance") if together > 0 else _("more lowers the chance")


def _moved(newest: DriftDay | None, limits: DriftLimits) -> tuple[MovedShown, ...]:
    """The newest night's indexes, the furthest first."""
    if newest is None or newest.indexes.get("accounts", 0) < limits.accounts_min:
        return ()
    shown = []
    for code, index in sorted(newest.indexes.items(), key=lambda pair: -pair[1]):
        if code == "accounts":
            continue
        badge, word = MOVEMENTS[limits.movement(index)]
        label = SCORE_ITSELF if code == "score" else feature(code).label
        shown.append(MovedShown(label, f"{index:.3f}", badge, word))
    return tuple(shown)


def _fairness(
    report: dict[str, Any],
) -> tuple[tuple[Text, Text, list[dict[str, Any]], dict[str, int]], ...]:
    """By attribute: its name, the verdict, the groups' figures as text, groups too small."""
    return tuple(
        (
            ATTRIBUTES[attribute["attribute"]],
            verdict(attribute),
            [_group(group) for group in attribute["groups"]],
            attribute["too_small"],
        )
        for attribute in report["attributes"]
    )


def _group(group: dict[str, Any]) -> dict[str, Any]:
    ratio = group["ratio"]
    return {
        "group": group["group"],
        "rows": group["rows"],
        "happened": group["happened"],
        "rate": _share(group["rate"]),
        "foretold": f"{group['foretold']:.1%}",
        "auc": sure(group["auc"], 3),
        "selected": _share(group["selected"]),
        "ratio": "–" if ratio is None else f"{ratio:.2f}",
    }


def _share(found: dict[str, float]) -> Sure:
    return Sure(f"{found['value']:.1%}", f"{found['low']:.1%} – {found['high']:.1%}")
