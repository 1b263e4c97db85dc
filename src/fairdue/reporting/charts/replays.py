"""The charts of a replay: pressure day by day, and what history tells with its intervals."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import altair as alt

from fairdue.kernel.money import minor_digits
from fairdue.kernel.text import Text
from fairdue.reporting.charts.drawing import INK, SERIES, Chart, draw
from fairdue.strategy.rules.estimators import Comparison, Method
from fairdue.strategy.rules.replay import Found, Outcome, Replayed

WIDTH = 520
TICKS_MAX = 8
CHAMPION = Text("Table in use", "现行策略")
CHALLENGER = Text("Challenger", "挑战者")
DIFFERENCE = Text("Difference", "差异")
DAY = Text("Day", "日期")
POINTS_IN_THOUSANDTHS = 1000
PRESSURE = Text("Mean pressure index", "平均压力指数")
METHODS = {
    Method.INVERSE: Text("Inverse propensity", "逆概率加权"),
    Method.NORMALISED: Text("Self-normalised", "自归一化加权"),
    Method.ROBUST: Text("Doubly robust", "双重稳健"),
}
OUTCOMES = {
    Outcome.PAID: Text("Paid within 30 days", "30天内有还款"),
    Outcome.CURED: Text("No longer past due after 30 days", "30天后不再逾期"),
    Outcome.AMOUNT: Text("Paid within 30 days, by case", "30天内户均还款额"),
}


def pressure_by_day(replayed: Replayed, language: str) -> Chart:
    """Mean index of everyone replayed so far, by day, as each table plans."""
    names = (CHAMPION.in_language(language), CHALLENGER.in_language(language))
    series = (replayed.champion.pressed.by_day, replayed.challenger.pressed.by_day)
    data = [
        {"day": day, "kind": name, "value": milli / POINTS_IN_THOUSANDTHS}
        for name, by_day in zip(names, series, strict=True)
        for day, milli in zip(replayed.days, by_day, strict=True)
    ]
    picture = (
        alt.Chart(alt.InlineData(values=data))
        .mark_line(point={"size": 22, "filled": True})
        .encode(
            x=alt.X(
                "day:T",
                title=None,
                axis=alt.Axis(
                    format="%m-%d", values=_ticks(replayed), labelOverlap="greedy", grid=False
                ),
            ),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=4)),
            color=alt.Color(
                "kind:N",
                sort=list(names),
                title=None,
                legend=alt.Legend(orient="top"),
                scale=alt.Scale(domain=list(names), range=list(SERIES[:2])),
            ),
            strokeDash=alt.StrokeDash(
                "kind:N",
                sort=list(names),
                legend=None,
                scale=alt.Scale(domain=list(names), range=[[1, 0], [6, 3]]),
            ),
        )
        .properties(width=WIDTH, height=190)
    )
    words = Text(
        "If every planned contact were lawful, made and answered.",
        "按计划联系全部合法、全部执行且全部接通估算。",
    )
    rows = [
        (day, *(f"{by_day[place] / POINTS_IN_THOUSANDTHS:.1f}" for by_day in series))
        for place, day in enumerate(replayed.days)
    ]
    head = (DAY.in_language(language), *names)
    return _chart("pressure", PRESSURE, words, language, picture, head, rows)


def intervals(found: Found, language: str) -> Chart:
    """Both tables' mean outcome with 95 % intervals, by method."""
    scale, digits = scale_of(found)
    data: list[dict[str, Any]] = []
    for one in found.comparisons:
        for name, estimate in ((CHAMPION, one.champion), (CHALLENGER, one.challenger)):
            data.append(
                {
                    "method": METHODS[one.method].in_language(language),
                    "kind": name.in_language(language),
                    "value": estimate.value * scale,
                    "low": estimate.low * scale,
                    "high": estimate.high * scale,
                    "label": f"{estimate.value * scale:,.{digits}f}",
                }
            )
    names = [CHAMPION.in_language(language), CHALLENGER.in_language(language)]
    order = [METHODS[one.method].in_language(language) for one in found.comparisons]
    base = alt.Chart(alt.InlineData(values=data)).encode(
        y=alt.Y(
            "method:N",
            sort=order,
            title=None,
            axis=alt.Axis(domain=False, ticks=False, labelLimit=150, labelPadding=8),
        ),
        yOffset=alt.YOffset("kind:N", sort=names),
        color=alt.Color(
            "kind:N",
            sort=names,
            title=None,
            legend=alt.Legend(orient="top"),
            scale=alt.Scale(domain=names, range=list(SERIES[:2])),
        ),
    )
    across = alt.X(
        "low:Q", title=None, scale=alt.Scale(zero=False, nice=True), axis=alt.Axis(tickCount=5)
    )
    bars = base.mark_rule(strokeWidth=2).encode(x=across, x2="high:Q")
    dots = base.mark_point(filled=True, size=60, opacity=1).encode(
        x="value:Q", shape=alt.Shape("kind:N", sort=names, legend=None)
    )
    numbers = base.mark_text(align="left", dx=8, color=INK).encode(
        x="high:Q", text="label:N", color=alt.value(INK)
    )
    picture = (bars + dots + numbers).properties(width=WIDTH - 190, height=52 * len(order))
    title = title_of(found)
    words = Text(
        "Mean of the cases treated differently, with 95 % intervals.",
        "处理方式不同的案件均值及95%置信区间。",
    )
    head = (
        Text("Method", "方法").in_language(language),
        *names,
        DIFFERENCE.in_language(language),
    )
    rows = [
        (METHODS[one.method].in_language(language), *_cells(one, scale, digits))
        for one in found.comparisons
    ]
    key = f"{found.outcome}{found.currency}"
    return _chart(key, title, words, language, picture, head, rows)


def _ticks(replayed: Replayed) -> list[str]:
    """Up to eight of the days, evenly."""
    every = -(-len(replayed.days) // TICKS_MAX)
    return list(replayed.days[::every])


def title_of(found: Found) -> Text:
    """The outcome's name, with its unit."""
    title = OUTCOMES[found.outcome]
    unit = found.currency or "%"
    return Text(f"{title.en} ({unit})", f"{title.zh}（{unit}）")


def scale_of(found: Found) -> tuple[float, int]:
    """From shares to hundredths, from minor units to major ones; and the decimals to show."""
    if found.outcome is Outcome.AMOUNT:
        digits = minor_digits(found.currency)
        return 10.0**-digits, digits
    return 100.0, 1


def _cells(one: Comparison, scale: float, digits: int) -> tuple[str, ...]:
    return tuple(
        f"{each.value * scale:,.{digits}f} "
        f"({each.low * scale:,.{digits}f} … {each.high * scale:,.{digits}f})"
        for each in (one.champion, one.challenger, one.difference)
    )


def _chart(
    key: str,
    title: Text,
    description: Text,
    language: str,
    picture: alt.TopLevelMixin,
    head: Sequence[str],
    rows: Sequence[tuple[str, ...]],
) -> Chart:
    spec: dict[str, Any] = picture.to_dict()
    spec.pop("config", None)
    said, words = title.in_language(language), description.in_language(language)
    return Chart(key, said, words, draw(spec, said, words), tuple(head), tuple(rows))
