"""Charts are drawn here, named for screen readers, and say nothing they shouldn't."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

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
