"""Reports as PDF, set by typst from `templates/reporting/report.typ`.

The template gets one JSON document, the charts' SVG in it; it computes nothing. Pages need a font
with Chinese glyphs on the machine, in either language, because names are Chinese.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from fairdue.kernel.text import Text
from fairdue.reporting import wording
from fairdue.reporting.charts.drawing import Chart
from fairdue.reporting.exports import returned
from fairdue.reporting.exports.reading import Chapter, Line, Table
from fairdue.reporting.exports.report import SECTION_TITLES, Report, Section, whole_figures
from fairdue.reporting.figure import Figure
from fairdue.typesetting.fonts import cjk_family

TEMPLATE = Path(__file__).resolve().parent.parent / "templates" / "reporting" / "report.typ"
WORDS = {
    "as_of": Text("Portfolio as of", "资产组合截至"),
    "compared": Text("compared with", "对比日"),
    "span": Text("Work from", "作业期间"),
    "to": Text("to", "至"),
    "currency": Text("Currency", "币种"),
    "no_night": Text("no night has run yet", "尚未运行夜间批处理"),
    "made": Text("Made by", "导出人"),
    "definitions": Text("How each figure is counted", "各指标口径"),
    "figure": Text("Figure", "指标"),
    "formula": Text("Formula", "公式"),
    "left_out": Text("Left out", "排除项"),
    "confidential": Text("Internal, confidential", "内部资料 注意保密"),
    "page": Text("Page", "页"),
    "commentary": Text("Commentary", "说明"),
    "corrections": Text("Later corrections", "后续更正"),
    "part": Text("Part", "分项"),
    "then": Text("In this report", "本报告数值"),
    "now": Text("As known on {at}", "截至 {at} 已知"),
    "value": Text("This period", "本期"),
    "parts": Text("Numerator ÷ denominator", "分子 ÷ 分母"),
    "comma": Text(", ", "，"),
    "earlier": Text("Period before", "上期"),
    "change": Text("Change", "变化"),
    "headlines": Text("At a glance", "要点"),
}


def report_pdf(report: Report) -> bytes:
    """The report as PDF, A4. Raises FontMissingError."""
    import typst

    content = json.dumps(_content(report) | {"font": cjk_family()}, ensure_ascii=False)
    return typst.compile(
        TEMPLATE.read_bytes(),
        format="pdf",
        sys_inputs={"data": content},
        timestamp=int(report.made_at.timestamp()),
    )


def _content(report: Report) -> dict[str, Any]:
    """Everything the template prints, as texts."""
    language, scope = report.language, report.scope
    definitions = {
        figure.definition.key: figure.definition
        for section in report.sections
        for figure in section.figures
    }
    return {
        "language": "zh" if wording.is_chinese(language) else "en",
        "title": report.heading,
        "stamp": report.stamp,
        "words": {name: text.in_language(language) for name, text in WORDS.items()},
        "as_of": str(scope.as_of or ""),
        "before": str(scope.before or ""),
        "first": str(scope.span.first),
        "last": str(scope.span.last),
        "currency": scope.currency,
        "headlines": [_line(each) for each in report.reading.headlines] if report.reading else [],
        "chapters": _chapters(report),
        "sections": []
        if report.reading
        else [_section(section, language) for section in report.sections],
        "commentary": report.commentary
        and {"lines": report.commentary.lines, "standing": report.commentary.standing},
        "corrections": _corrections(report),
        "returned": _returned(report),
        "definitions": [
            {
                "title": definition.title.in_language(language),
                "formula": definition.formula.in_language(language),
                "left_out": definition.exclusions.in_language(language),
            }
            for definition in definitions.values()
        ],
    }


def _corrections(report: Report) -> dict[str, Any] | None:
    if not report.corrections or report.corrected_at is None:
        return None
    language = report.language
    at = wording.moment(report.corrected_at, report.scope.zone)
    return {
        "now": WORDS["now"].in_language(language).format(at=at),
        "rows": [
            {
                "title": each.then.definition.title.in_language(language),
                "part": wording.slice_label(each.then, language),
                "then": wording.value_and_parts(each.then, language),
                "now": wording.value_and_parts(each.now, language),
            }
            for each in report.corrections
        ],
    }


def _returned(report: Report) -> dict[str, Any] | None:
    if not report.returned:
        return None
    language = report.language
    rows = returned.table(report.returned, language)
    return {
        "title": returned.TITLE.in_language(language),
        "head": returned.head(language),
        "rows": [["–" if cell is None else str(cell) for cell in row] for row in rows],
    }


def _chapters(report: Report) -> list[dict[str, Any]]:
    """Topics of a report that is read; a figure that is drawn isn't listed part by part as well."""
    if report.reading is None:
        return []
    charts = {chart.key: chart for section in report.sections for chart in section.charts}
    return [_chapter(each, charts) for each in report.reading.chapters]


def _chapter(chapter: Chapter, charts: Mapping[str, Chart]) -> dict[str, Any]:
    drawn = [each for each in chapter.tables if each.key in charts]
    return {
        "title": chapter.title,
        "lines": [_line(each) for each in chapter.lines],
        "tables": [_table(each) for each in chapter.tables if each.key not in charts],
        "charts": [_chart(charts[each.key]) for each in drawn if not each.matrix],
        "matrices": [_chart(charts[each.key]) for each in drawn if each.matrix],
    }


def _line(line: Line) -> dict[str, str]:
    return {
        "title": line.title,
        "value": line.cell.value,
        "parts": line.cell.parts,
        "earlier": line.earlier or wording.NOTHING,
        "change": line.verdict or wording.NOTHING,
    }


def _table(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "head": list(table.head),
        "rows": [
            [label, *(text for cell in row for text in (cell.value, cell.parts))]
            for label, row in table.rows
        ],
    }


def _chart(chart: Chart) -> dict[str, str]:
    return {"svg": chart.svg, "title": chart.title, "description": chart.description}


def _section(section: Section, language: str) -> dict[str, Any]:
    return {
        "title": SECTION_TITLES[section.family].in_language(language),
        "tiles": [_tile(figure, language) for figure in whole_figures(section.figures)],
        "charts": [_chart(chart) for chart in section.charts],
    }


def _tile(figure: Figure, language: str) -> dict[str, str]:
    parts = wording.part_of(figure, figure.numerator, language, compact=True)
    if figure.denominator is not None:
        under = wording.part_of(figure, figure.denominator, language, compact=True)
        parts = f"{parts} ÷ {under}"
    return {
        "title": figure.definition.title.in_language(language),
        "value": wording.value_of(figure, language, compact=True),
        "parts": parts,
    }
