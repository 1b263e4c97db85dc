"""A kept report made ready for a page: what it said, and what is known now."""

from __future__ import annotations

from dataclasses import dataclass

from fairdue.reporting import wording
from fairdue.reporting.exports import returned
from fairdue.reporting.exports.period import corrections_of
from fairdue.reporting.exports.report import SECTION_TITLES
from fairdue.reporting.figure import Family, Figure
from fairdue.reporting.models import PeriodReport, PostState, Recount, ReportPost
from fairdue.reporting.queries.returns import line_of
from fairdue.reporting.rules.freezing import figures_of

BADGES = {
    PostState.SENT: "ok",
    PostState.FAILED: "stop",
    PostState.UNCONFIRMED: "warn",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One figure of a report. `now` is empty where it comes to the same as far as known."""

    title: str
    part: str
    then: str
    now: str
    earlier: str
    """What it was in the period before, for figures of the whole."""
    formula: str
    version: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One family's rows."""

    title: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class PostLine:
    """To whom a report went."""

    name: str
    state: str
    badge: str
    problem: str
    post: ReportPost


def parts_of(report: PeriodReport, recount: Recount | None, language: str) -> list[Shown]:
    """The report's figures by family, each beside what is known now."""
    document = report.document
    now = {_id(each.then): each.now for each in corrections_of(report, recount)}
    earlier = {_id(each): each for each in figures_of(document, "earlier")}
    found = []
    for family in Family:
        rows = [
            Row(
                each.definition.title.in_language(language),
                wording.slice_label(each, language),
                wording.value_and_parts(each, language),
                _value(now.get(_id(each)), language),
                _value(earlier.get(_id(each)), language),
                each.definition.formula.in_language(language),
                document["definitions"][each.definition.key]["version"],
            )
            for each in figures_of(document)
            if each.definition.family is family
        ]
        if rows:
            found.append(Shown(SECTION_TITLES[family].in_language(language), rows))
    return found


def return_rows(report: PeriodReport, language: str) -> dict[str, list[object]]:
    """Head and rows of the return by clause; a dash where nothing has a deadline."""
    lines = [line_of(line) for line in report.document["return"]]
    return {
        "head": list(returned.head(language)),
        "rows": list(returned.table(lines, language)),
    }


def post_line(post: ReportPost, language: str) -> PostLine:
    """One e-mail, with what went wrong in the reader's language."""
    state = PostState(post.state)
    return PostLine(
        post.staff.display_name,
        str(state.label),
        BADGES.get(state, "info"),
        post.problem_zh if language.startswith("zh") else post.problem_en,
        post,
    )


def _id(figure: Figure) -> tuple[str, tuple[tuple[str, str], ...]]:
    return figure.definition.key, figure.slice


def _value(figure: Figure | None, language: str) -> str:
    return "" if figure is None else wording.value_and_parts(figure, language)
