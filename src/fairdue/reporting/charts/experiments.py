"""How an experiment's arms compare, day by day: the estimate inside its confidence sequence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt

from fairdue.kernel.text import Text
from fairdue.reporting.charts.drawing import ACCENT, INK, Chart, draw

WIDTH, HEIGHT = 760, 240
RATIO_MIN, RATIO_MAX = 0.1, 10.0
"""Ratios beyond these are drawn at the edge; the table has them as they are."""

TICKS = [0.1, 0.2, 0.5, 1, 2, 5, 10]

DAYS_NAMED_MAX = 8

DAY = Text("Day", "日期")
ESTIMATE = Text("Estimate", "估计值")
LOW, HIGH = Text("At least", "下限"), Text("At most", "上限")
ABOUT = Text(
    "The line is the estimate, the band the interval that covers the truth on all days together. "
    "Above the dashed line the challenger's customers have more of it.",
    "实线为估计值，色带为在全部日期上同时成立的置信区间；虚线以上表示挑战者组更高。",
)


@dataclass(frozen=True, slots=True)
class Point:
    """What was known by the end of a day. `low` or `high` None: without end."""

    day: date
    estimate: float | None
    low: float | None
    high: float | None


def compared(points: Sequence[Point], title: str, language: str, *, ratio: bool) -> Chart:
    """The challenger against the champion: a ratio on a scale of doublings, or a difference."""
    known = [point for point in points if point.estimate is not None]
    data = [_drawn(point, ratio=ratio) for point in known]
    even = 1.0 if ratio else 0.0
    values = [one[name] for one in data for name in ("low", "high", "estimate")] + [even]
    scale = _scale(values, ratio=ratio)
    base = alt.Chart(alt.InlineData(values=data))
    day = alt.X("day:T", title=None, axis=_days(known))
    axis = alt.Axis(values=TICKS, format="~g") if ratio else alt.Axis(tickCount=5, format="~g")
    band = base.mark_area(opacity=0.18, color=ACCENT).encode(
        x=day, y=alt.Y("low:Q", title=None, scale=scale, axis=axis), y2="high:Q"
    )
    line = base.mark_line(color=ACCENT, point={"size": 24, "filled": True}).encode(
        x=day, y=alt.Y("estimate:Q", title=None, scale=scale, axis=axis)
    )
    rule = (
        alt.Chart(alt.InlineData(values=[{"even": even}]))
        .mark_rule(color=INK, strokeDash=[4, 3])
        .encode(y=alt.Y("even:Q", title=None, scale=scale, axis=axis))
    )
    picture = (band + rule + line).properties(width=WIDTH, height=HEIGHT)
    spec: dict[str, Any] = picture.to_dict()
    spec.pop("config", None)
    words = ABOUT.in_language(language)
    head = tuple(text.in_language(language) for text in (DAY, ESTIMATE, LOW, HIGH))
    rows = tuple(
        (str(point.day), *(_number(one) for one in (point.estimate, point.low, point.high)))
        for point in known
    )
    return Chart("compared", title, words, draw(spec, title, words), head, rows)


def _drawn(point: Point, *, ratio: bool) -> dict[str, Any]:
    lowest, highest = (RATIO_MIN, RATIO_MAX) if ratio else (-float("inf"), float("inf"))

    def inside(value: float | None, otherwise: float) -> float:
        return min(max(otherwise if value is None else value, lowest), highest)

    estimate = inside(point.estimate, highest)
    return {
        "day": point.day.isoformat(),
        "estimate": estimate,
        "low": inside(point.low, lowest if ratio else estimate),
        "high": inside(point.high, highest if ratio else estimate),
    }


def _days(points: Sequence[Point]) -> alt.Axis:
    """Some of the days themselves, spread evenly: each is named once, however few there are."""
    step = -(-len(points) // DAYS_NAMED_MAX) or 1
    named = [point.day.isoformat() for point in points[::-1][::step]]
    return alt.Axis(format="%m-%d", values=named, grid=False, labelOverlap=True)


def _scale(values: Sequence[float], *, ratio: bool) -> alt.Scale:
    if ratio:
        return alt.Scale(type="log", domain=[min(values) / 1.1, max(values) * 1.1], nice=False)
    return alt.Scale(domain=[min(values), max(values)], nice=True, zero=True)


def _number(value: float | None) -> str:
    return "∞" if value is None else f"{value:.3g}"
