"""Charts are drawn here, named for screen readers, and say nothing they shouldn't."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest

from fairdue.reporting.charts.cohorts import vintage_chart, vintages
from fairdue.reporting.figure import Family
from fairdue.reporting.queries.report import sections
from fairdue.reporting.scope import Scope

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_each_chart_is_an_image_with_a_name_a_description_and_a_table(
    two_days: Path, scope: Scope, language: str
) -> None:
    found = sections(scope, (Family.BUCKETS, Family.ROLL), language)
    charts = [chart for section in found for chart in section.charts]
    assert len(charts) == 4
    for chart in charts:
        root = ElementTree.fromstring(chart.svg)
        assert root.get("role") == "img"
        assert root.findtext(f"{SVG}title") == chart.title
        assert root.findtext(f"{SVG}desc") == chart.description
        assert chart.rows
        assert all(len(row) == len(chart.head) for row in chart.rows)


@pytest.mark.django_db
def test_a_chart_loads_nothing_and_runs_nothing(two_days: Path, scope: Scope) -> None:
    for section in sections(scope, (Family.BUCKETS, Family.ROLL), "en"):
        for chart in section.charts:
            tags = {element.tag for element in ElementTree.fromstring(chart.svg).iter()}
            assert not tags & {f"{SVG}script", f"{SVG}image", f"{SVG}foreignObject", f"{SVG}use"}
            assert " href=" not in chart.svg


@pytest.mark.django_db
def test_without_calls_there_is_no_chart_of_calls(two_days: Path, scope: Scope) -> None:
    [section] = sections(scope, (Family.CONTACTS,), "en")
    assert section.charts == ()


def test_a_vintage_is_shown_to_the_age_that_all_of_it_has_reached() -> None:
    until = date(2026, 3, 10)
    cases = pl.DataFrame(
        {
            "opened_on": [date(2026, 1, 5), date(2026, 1, 20), date(2026, 2, 20), date(2026, 3, 9)],
            "closed_on": [date(2026, 1, 15), None, date(2026, 3, 1), None],
            "exit_reason": ["paid", "", "gone", ""],
        }
    )
    january, february, march = vintages(cases, until)
    assert january.cured == {7: 0.0, 14: 0.5, 30: 0.5}
    assert (february.cases, february.cured) == (1, {7: 0.0, 14: 0.0})
    assert march.cured == {}
    chart = vintage_chart([january, february, march], until, "en")
    assert chart is not None
    assert chart.rows[0] == ("2026-01", "2", "0.0%", "50.0%", "50.0%", "–", "–", "–", "–")
    assert vintage_chart([march], until, "en") is None
