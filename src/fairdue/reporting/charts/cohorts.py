"""Vintages: of the cases that entered in a month, how many had cured by which age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from fairdue.kernel.text import Text
from fairdue.reporting import wording
from fairdue.reporting.charts.drawing import Chart, draw

AGES = (7, 14, 30, 60, 90, 180, 360)
"""Days since entry at which vintages are compared."""
MONTHS_MAX = 12
WIDTH = 560
OLDEST, YOUNGEST = (0x9C, 0xBE, 0xC7), (0x08, 0x43, 0x4F)
"""Colours of the lines; between them, the younger the darker."""

TITLE = Text("Cured by age", "转好率（按入催月份）")
WORDS = Text(
    "Cases cured by so many days after entry ÷ cases that entered in the month, as of {last}. "
    "A vintage is shown to the age that all of it has reached.",
    "入催后若干天内转好的案件数 ÷ 当月入催案件数，截至 {last}。"
    "各月份仅显示至全部案件均已达到的账龄。",
)
AGE = Text("Days since entry", "入催后天数")
ENTERED = Text("Entered", "入催月份")
CASES = Text("Cases", "案件数")


@dataclass(frozen=True, slots=True)
class Vintage:
    """A month's cases and the share cured by each age that all of them have reached."""

    month: date
    cases: int
    cured: dict[int, float]


def vintages(cases: pl.DataFrame, until: date) -> list[Vintage]:
    """The latest months of entry, oldest first.

    `cases` need opened_on, closed_on and exit_reason, each case that was opened once.
    """
    age = (pl.col("closed_on") - pl.col("opened_on")).dt.total_days()
    cured = pl.col("exit_reason").is_in(["paid", "settled"]) & (pl.col("closed_on") <= until)
    found = (
        cases.filter(pl.col("opened_on") <= until)
        .group_by(pl.col("opened_on").dt.truncate("1mo").alias("month"))
        .agg(
            pl.len().alias("cases"),
            pl.col("opened_on").max().alias("youngest"),
            *((cured & (age <= days)).fill_null(value=False).sum().alias(str(days))
              for days in AGES),
        )
        .sort("month")
        .tail(MONTHS_MAX)
    )  # fmt: skip
    return [
        Vintage(
            row["month"],
            row["cases"],
            {
                days: row[str(days)] / row["cases"]
                for days in AGES
                if (until - row["youngest"]).days >= days
            },
        )
        for row in found.iter_rows(named=True)
    ]


def vintage_chart(found: Sequence[Vintage], until: date, language: str) -> Chart | None:
    """Lines by month of entry; None where no month is old enough to show."""
    shown = [each for each in found if each.cured]
    if not shown:
        return None
    data: list[dict[str, Any]] = [
        {"month": f"{each.month:%Y-%m}", "age": days, "share": share}
        for each in shown
        for days, share in each.cured.items()
    ]
    months = [f"{each.month:%Y-%m}" for each in shown]
    picture = (
        alt.Chart(alt.InlineData(values=data))
        .mark_line(point=True)
        .encode(
            x=alt.X("age:O", title=AGE.in_language(language), axis=alt.Axis(labelAngle=0)),
            y=alt.Y("share:Q", title=None, axis=alt.Axis(format=".0%", tickCount=5)),
            color=alt.Color(
                "month:N",
                sort=months,
                title=ENTERED.in_language(language),
                scale=alt.Scale(domain=months, range=_shades(len(months))),
            ),
            shape=alt.Shape("month:N", sort=months, title=ENTERED.in_language(language)),
        )
        .properties(width=WIDTH - 110, height=200)
    )
    title, words = (
        TITLE.in_language(language),
        WORDS.in_language(language).format(last=wording.day(until, language)),
    )
    spec: dict[str, Any] = picture.to_dict()
    spec.pop("config", None)
    head = (ENTERED.in_language(language), CASES.in_language(language), *map(str, AGES))
    rows = [
        (
            f"{each.month:%Y-%m}",
            wording.number(each.cases, language),
            *(wording.share(each.cured.get(days)) for days in AGES),
        )
        for each in found
    ]
    return Chart("vintage", title, words, draw(spec, title, words), head, tuple(rows))


def _shades(number: int) -> list[str]:
    """So many colours from the oldest month's to the youngest's."""
    steps = [place / max(number - 1, 1) for place in range(number)]
    return [
        "#"
        + "".join(
            f"{round(old + (young - old) * step):02x}"
            for old, young in zip(OLDEST, YOUNGEST, strict=True)
        )
        for step in steps
    ]
