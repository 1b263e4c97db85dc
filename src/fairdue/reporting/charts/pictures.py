"""The charts of the figures' page, each from figures and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import altair as alt

from fairdue.contact.figures import DayOfCalls
from fairdue.kernel.text import Text
from fairdue.reporting import wording
from fairdue.reporting.charts.drawing import INK, SEQUENCE, SERIES, SEVERITY, Chart, draw
from fairdue.reporting.columns import BUCKETS, DESTINATIONS
from fairdue.reporting.figure import Figure, Span, Unit

WIDTH = 560
BUCKET = Text("Bucket", "账龄段")
EARLIER = Text("Earlier bucket", "原账龄段")
LATER = Text("Later state", "现状态")
SHARE = Text("Share", "占比")
DAY = Text("Day", "日期")
CALLS = Text("Calls", "电话数")
CONNECTED = Text("Answered", "接通")
RIGHT_PARTY = Text("Right party", "接通本人")
OUTCOME = Text("Outcome", "结果")
STATE = Text("State", "状态")
CLAUSE = Text("Clause", "条款")


def buckets(figures: Sequence[Figure], language: str) -> Chart:
    """Bars by bucket of one definition: M1 to M7+, because M0 would dwarf them."""
    definition = figures[0].definition
    of_money = definition.unit is Unit.MONEY
    scale = 10 ** (-_digits(figures[0])) if of_money else 1
    late = [figure for figure in figures if figure.part("bucket") != "0"]
    data: list[dict[str, Any]] = [
        {
            "bucket": wording.slice_label(figure, language),
            "value": figure.numerator * scale,
            "label": wording.value_of(figure, language, compact=True),
        }
        for figure in late
    ]
    order = [str(row["bucket"]) for row in data]
    base = _base(data).encode(
        x=alt.X("bucket:N", sort=order, title=None, axis=alt.Axis(labelAngle=0)),
        y=alt.Y("value:Q", title=None, axis=alt.Axis(labels=False, ticks=False, tickCount=4)),
    )
    bars = base.mark_bar(size=44).encode(
        color=alt.Color("bucket:N", sort=order, legend=None, scale=_scale(order, SEVERITY[1:]))
    )
    numbers = base.mark_text(dy=-8).encode(text="label:N")
    title = definition.title.in_language(language)
    if of_money:
        title = f"{title} ({figures[0].currency})"
    return _chart(
        definition.key,
        title,
        Text("M1 to M7+ at the end of {day}.", "{day} 日终 M1 至 M7+。"),
        figures[0].span,
        language,
        (bars + numbers).properties(width=WIDTH, height=180),
        (BUCKET.in_language(language), title, SHARE.in_language(language)),
        [
            (
                wording.slice_label(figure, language),
                wording.value_of(figure, language),
                wording.share(figure.quotient),
            )
            for figure in figures
        ],
    )


def roll_matrix(figures: Sequence[Figure], language: str) -> Chart:
    """A heat map: from the row's bucket to the column's state."""
    definition = figures[0].definition
    rows = [
        bucket for bucket in map(str, BUCKETS) if any(f.part("bucket") == bucket for f in figures)
    ]
    labels = {state: wording.state_label(state, language) for state in DESTINATIONS}
    data: list[dict[str, Any]] = [
        {
            "from": labels[figure.part("bucket")],
            "to": labels[figure.part("to")],
            "share": figure.quotient or 0.0,
            "label": _percent(figure.quotient),
        }
        for figure in figures
    ]
    base = _base(data).encode(
        x=alt.X(
            "to:N",
            sort=list(labels.values()),
            title=LATER.in_language(language),
            axis=alt.Axis(labelAngle=0, orient="top", domain=False, ticks=False),
        ),
        y=alt.Y(
            "from:N",
            sort=[labels[row] for row in rows],
            title=EARLIER.in_language(language),
            axis=alt.Axis(domain=False, ticks=False),
        ),
    )
    cells = base.mark_rect(stroke="#ffffff", strokeWidth=2, cornerRadius=2).encode(
        color=alt.Color(
            "share:Q",
            legend=None,
            scale=alt.Scale(domain=[0, 1], range=list(SEQUENCE), interpolate="lab"),
        )
    )
    numbers = base.mark_text(fontSize=12).encode(
        text="label:N",
        color=alt.condition("datum.share > 0.45", alt.value("#ffffff"), alt.value(INK)),
    )
    by_cell = {(figure.part("bucket"), figure.part("to")): figure for figure in figures}
    return _chart(
        definition.key,
        definition.title.in_language(language),
        Text(
            "From {first} to {last}. Each row adds up to 100%.",
            "{first} 至 {last}。每行合计 100%。",
        ),
        figures[0].span,
        language,
        (cells + numbers).properties(width=WIDTH, height=34 * len(rows)),
        (EARLIER.in_language(language), *labels.values()),
        [
            (labels[row], *(wording.share(by_cell[row, to].quotient) for to in DESTINATIONS))
            for row in rows
        ],
    )


def calls(days: Sequence[DayOfCalls], span: Span, language: str) -> Chart:
    """Calls, answered ones and right-party ones, day by day; days without calls are zero."""
    series = (CALLS, CONNECTED, RIGHT_PARTY)
    by_day = {entry.day: (entry.calls, entry.connected, entry.right_party) for entry in days}
    whole = [(each, by_day.get(each, (0, 0, 0))) for each in _days(span)]
    data: list[dict[str, Any]] = [
        {"day": each.isoformat(), "kind": kind.in_language(language), "value": value}
        for each, values in whole
        for kind, value in zip(series, values, strict=True)
    ]
    names = [kind.in_language(language) for kind in series]
    picture = (
        _base(data)
        .mark_line(point={"size": 22, "filled": True})
        .encode(
            x=alt.X("day:T", title=None, axis=alt.Axis(format="%m-%d", tickCount=8, grid=False)),
            y=alt.Y("value:Q", title=None, axis=alt.Axis(tickCount=4)),
            color=alt.Color(
                "kind:N",
                sort=names,
                title=None,
                legend=alt.Legend(orient="top"),
                scale=_scale(names, SERIES),
            ),
            strokeDash=alt.StrokeDash(
                "kind:N", sort=names, legend=None, scale=_scale(names, ([1, 0], [6, 3], [2, 2]))
            ),
        )
        .properties(width=WIDTH, height=190)
    )
    return _chart(
        "calls_by_day",
        Text("Calls by day", "每日电话").in_language(language),
        Text(
            "{first} to {last}, calls with a recorded outcome.",
            "{first} 至 {last}，已登记结果的电话。",
        ),
        span,
        language,
        picture,
        (DAY.in_language(language), *names),
        [(str(each), *map(str, values)) for each, values in whole if any(values)],
    )


RANKED_MAX = 10
RANKED_BY = {
    "outcomes": (OUTCOME, Text("calls with a recorded outcome", "已登记结果的电话")),
    "promises_due": (STATE, Text("open promises are not counted", "未有结论的承诺不计入")),
    "denials_by_clause": (CLAUSE, Text("one denial may name several", "一次拒绝可能涉及多项")),
}


def ranked(figures: Sequence[Figure], language: str) -> Chart:
    """Bars of a definition's first ten parts, one below the other; the table has them all."""
    definition = figures[0].definition
    of, note = RANKED_BY[definition.key]
    lines = [
        (
            wording.slice_label(figure, language),
            wording.number(figure.numerator, language),
            wording.share(figure.quotient),
        )
        for figure in figures
    ]
    order = [name for name, _, _ in lines]
    data: list[dict[str, Any]] = [
        {"name": name, "value": figure.numerator, "label": f"{number} · {share}"}
        for figure, (name, number, share) in zip(figures, lines, strict=True)
    ]
    base = _base(data).encode(
        y=alt.Y(
            "name:N",
            sort=order,
            title=None,
            axis=alt.Axis(domain=False, ticks=False, labelLimit=190, labelPadding=8),
        ),
        x=alt.X("value:Q", title=None, axis=None),
    )
    picture = base.mark_bar(size=16) + base.mark_text(align="left", dx=6).encode(text="label:N")
    title = definition.title.in_language(language)
    return _chart(
        definition.key,
        title,
        Text(f"{{first}} to {{last}}; {note.en}.", f"{{first}} 至 {{last}}；{note.zh}。"),
        figures[0].span,
        language,
        picture.properties(width=WIDTH - 170, height=26 * len(data)),
        (of.in_language(language), title, SHARE.in_language(language)),
        lines,
    )


def _chart(
    key: str,
    title: str,
    description: Text,
    span: Span,
    language: str,
    picture: alt.TopLevelMixin,
    head: tuple[str, ...],
    rows: Sequence[tuple[str, ...]],
) -> Chart:
    words = description.in_language(language).format(
        day=wording.day(span.last, language),
        first=wording.day(span.first, language),
        last=wording.day(span.last, language),
    )
    spec: dict[str, Any] = picture.to_dict()
    spec.pop("config", None)
    return Chart(key, title, words, draw(spec, title, words), head, tuple(rows))


def _base(data: list[dict[str, Any]]) -> alt.Chart:
    return alt.Chart(alt.InlineData(values=data))


def _scale(names: Sequence[str], colours: Sequence[Any]) -> alt.Scale:
    return alt.Scale(domain=list(names), range=list(colours)[: len(names)])


def _digits(figure: Figure) -> int:
    from fairdue.kernel.money import minor_digits

    return minor_digits(figure.currency or "CNY")


def _percent(value: float | None) -> str:
    """Whole percents in a cell; a share too small to round up is shown as a dot."""
    if not value:
        return ""
    return "·" if value < 0.0005 else f"{value * 100:.1f}"


def _days(span: Span) -> list[date]:
    return [
        span.first + timedelta(days=offset) for offset in range((span.last - span.first).days + 1)
    ]
