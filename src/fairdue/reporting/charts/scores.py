"""Charts of a score model: whether chances come true, and how far accounts drifted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt

from fairdue.kernel.text import Text
from fairdue.reporting.charts.drawing import ACCENT, INK, MUTED, Chart, draw

SIZE = 300
WIDTH, HEIGHT = 560, 180
FORETOLD = Text("Foretold chance", "预测概率")
OBSERVED = Text("Observed share", "实际比例")
ROWS = Text("Accounts", "账户数")
INTERVAL = Text("95 % interval", "95%区间")
DAY = Text("Day", "日期")
INDEX = Text("Stability index", "稳定性指数")
CALIBRATION = Text("Do the chances come true?", "预测概率与实际是否相符")
CALIBRATION_SAYS = Text(
    "Tenths of the hold-out by chance, with 95 % intervals. On the line, chances come true.",
    "留出样本按概率分为十组，附95%区间。落在对角线上表示预测与实际相符。",
)
DRIFT = Text("Drift of the score", "评分偏移")
DRIFT_SAYS = Text(
    "Stability index of the score by night, against the accounts it learned of.",
    "每晚评分相对训练样本的稳定性指数。",
)


def calibration(table: Sequence[dict[str, Any]], language: str) -> Chart:
    """Points of foretold against observed, on a square with its diagonal."""
    data = [
        {**row, "size": row["rows"]}
        for row in table
        if row["foretold"] is not None and row["observed"] is not None
    ]
    scale = alt.Scale(domain=[0, 1], nice=False)
    axis = alt.Axis(format="%", tickCount=5)
    base = alt.Chart(alt.InlineData(values=data)).properties(width=SIZE, height=SIZE)
    x = alt.X("foretold:Q", title=FORETOLD.in_language(language), scale=scale, axis=axis)
    y = alt.Y("observed:Q", title=OBSERVED.in_language(language), scale=scale, axis=axis)
    diagonal = (
        alt.Chart(alt.InlineData(values=[{"at": 0}, {"at": 1}]))
        .mark_line(color=MUTED, strokeDash=[4, 4], strokeWidth=1)
        .encode(x="at:Q", y="at:Q")
    )
    spans = base.mark_rule(color=ACCENT, strokeWidth=1.5).encode(x=x, y="low:Q", y2="high:Q")
    points = base.mark_circle(color=ACCENT, opacity=1, size=60).encode(x=x, y=y)
    rows = [
        (
            f"{row['rows']:,}",
            _percent(row["foretold"]),
            _percent(row["observed"]),
            f"{_percent(row['low'])} – {_percent(row['high'])}",
        )
        for row in table
    ]
    return _chart(
        "calibration",
        (CALIBRATION, CALIBRATION_SAYS),
        language,
        alt.layer(diagonal, spans, points),
        (ROWS, FORETOLD, OBSERVED, INTERVAL),
        rows,
    )


def drift(days: Sequence[tuple[date, float]], limits: tuple[float, float], language: str) -> Chart:
    """The score's index by night with the limits for watching and for alarm, oldest first."""
    data = [{"day": day.isoformat(), "index": value} for day, value in days]
    base = alt.Chart(alt.InlineData(values=data)).properties(width=WIDTH, height=HEIGHT)
    x = alt.X("day:O", title=None, axis=alt.Axis(labelAngle=0, labelOverlap=True))
    y = alt.Y("index:Q", title=INDEX.in_language(language), scale=alt.Scale(domainMin=0))
    line = base.mark_line(color=ACCENT).encode(x=x, y=y)
    points = base.mark_circle(color=ACCENT, opacity=1, size=40).encode(x=x, y=y)
    edges = (
        alt.Chart(alt.InlineData(values=[{"edge": edge} for edge in limits]))
        .mark_rule(color=INK, strokeDash=[4, 4], strokeWidth=1)
        .encode(y="edge:Q")
    )
    rows = [(day.isoformat(), f"{value:.3f}") for day, value in days]
    picture = alt.layer(edges, line, points)
    return _chart("drift", (DRIFT, DRIFT_SAYS), language, picture, (DAY, INDEX), rows)


def _chart(
    key: str,
    words: tuple[Text, Text],
    language: str,
    picture: alt.TopLevelMixin,
    head: tuple[Text, ...],
    rows: Sequence[tuple[str, ...]],
) -> Chart:
    title, said = (text.in_language(language) for text in words)
    spec: dict[str, Any] = picture.to_dict()
    spec.pop("config", None)
    named = tuple(text.in_language(language) for text in head)
    return Chart(key, title, said, draw(spec, title, said), named, tuple(rows))


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{value * 100:.1f}%"
