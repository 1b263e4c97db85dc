"""A kept report as it is printed: read from its document alone, whatever is counted now."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from fairdue.kernel.text import Text
from fairdue.reporting import wording
from fairdue.reporting.charts.drawing import Chart
from fairdue.reporting.exports.reading import Reading, reading
from fairdue.reporting.exports.report import Commentary, Correction, Report, Section
from fairdue.reporting.figure import Family, Figure
from fairdue.reporting.models import PeriodReport, Recount
from fairdue.reporting.queries.period import scope_of
from fairdue.reporting.queries.policy import report_policy
from fairdue.reporting.queries.returns import line_of
from fairdue.reporting.rules.freezing import definition_of, figure_of, figures_of, identity

TITLES = {
    ("figures", "day"): Text("Daily report", "日报"),
    ("figures", "week"): Text("Weekly report", "周报"),
    ("figures", "month"): Text("Monthly report", "月报"),
    ("return", "day"): Text("Daily return by clause", "按条款统计日报表"),
    ("return", "week"): Text("Weekly return by clause", "按条款统计周报表"),
    ("return", "month"): Text("Monthly return by clause", "按条款统计月报表"),
}
NOT_CONFIRMED = Text(
    "Drafted by rules from the figures. Not confirmed by anyone.",
    "由规则根据数据自动起草，尚未经人工确认。",
)
CONFIRMED = Text("Confirmed by {who} on {at}.", "{who} 已于 {at} 确认。")


def title_of(report: PeriodReport) -> Text:
    """Monthly report, or whatever it is."""
    return TITLES[report.kind, report.period]


def standing_of(report: PeriodReport, language: str) -> str:
    """Who confirmed the commentary and when, or that nobody did."""
    if not report.confirmed_by or report.confirmed_at is None:
        return NOT_CONFIRMED.in_language(language)
    at = wording.moment(report.confirmed_at, scope_of(report.document).zone)
    return CONFIRMED.in_language(language).format(who=report.confirmed_by, at=at)


def corrections_of(report: PeriodReport, recount: Recount | None) -> tuple[Correction, ...]:
    """Each figure that was found to come to something else, then and as known at the recount."""
    if recount is None:
        return ()
    known = {key: definition_of(key, each) for key, each in report.document["definitions"].items()}
    then = {identity(each): each for each in report.document["figures"]}
    return tuple(
        Correction(figure_of(then[identity(each)], known), figure_of(each, known))
        for each in recount.differing
        if identity(each) in then
    )


def reading_of(report: PeriodReport, recount: Recount | None, language: str) -> Reading:
    """The report laid out to be read, each later value beside the first."""
    return reading(
        figures_of(report.document),
        figures_of(report.document, "earlier"),
        [each.now for each in corrections_of(report, recount)],
        report_policy(report.made_at).confidence_percent / 100,
        language,
    )


def printed(
    report: PeriodReport,
    recount: Recount | None,
    *,
    made_by: str,
    at: datetime,
    language: str,
    commentary: bool = True,
) -> Report:
    """The report as a workbook or a PDF shows it, stamped with who got it and when."""
    document = report.document
    lines = report.commentary_zh if wording.is_chinese(language) else report.commentary_en
    said = tuple(line for line in lines.splitlines() if line.strip())
    return Report(
        title=title_of(report),
        scope=scope_of(document),
        sections=sections_of(figures_of(document), language),
        earlier=figures_of(document, "earlier"),
        reading=reading_of(report, recount, language),
        made_by=made_by,
        made_at=at,
        language=language,
        commentary=Commentary(said, standing_of(report, language)) if said and commentary else None,
        returned=tuple(line_of(line) for line in document["return"]),
        corrections=corrections_of(report, recount),
        corrected_at=recount.known_at if recount else None,
    )


def sections_of(figures: Sequence[Figure], language: str) -> tuple[Section, ...]:
    """Figures by family, each with the pictures that can be drawn of it alone."""
    found = []
    for family in Family:
        own = tuple(each for each in figures if each.definition.family is family)
        if own:
            found.append(Section(family, own, tuple(_charts(own, language))))
    return tuple(found)


def _charts(figures: Sequence[Figure], language: str) -> Iterable[Chart]:
    for key in dict.fromkeys(each.definition.key for each in figures):
        parts = [each for each in figures if each.definition.key == key and each.slice]
        picture = _picture(key) if any(each.numerator for each in parts) else None
        if picture is not None:
            yield picture(parts, language)


def _picture(key: str) -> Callable[[Sequence[Figure], str], Chart] | None:
    """What draws a figure's parts; None for one that stands in the table alone."""
    from fairdue.reporting.charts import pictures  # with a library that most processes don't need

    match key:
        case "accounts_by_bucket" | "balance_by_bucket":
            return pictures.buckets
        case "roll_by_count" | "roll_by_balance":
            return pictures.roll_matrix
        case "outcomes" | "promises_due" | "denials_by_clause":
            return pictures.ranked
        case _:
            return None
