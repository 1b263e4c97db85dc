"""A kept report made ready for a page: what is said of it, its return, and to whom it went."""

from __future__ import annotations

from dataclasses import dataclass

from fairdue.reporting.actions.making import UNATTENDED
from fairdue.reporting.exports import returned
from fairdue.reporting.models import PeriodReport, PostState, ReportPost
from fairdue.reporting.queries.returns import line_of

BADGES = {
    PostState.SENT: "ok",
    PostState.FAILED: "stop",
    PostState.UNCONFIRMED: "warn",
}


LINES_SHOWN = 7
"""Sentences of the commentary in sight; what was written at greater length is folded."""


@dataclass(frozen=True, slots=True)
class PostLine:
    """To whom a report went."""

    name: str
    state: str
    badge: str
    problem: str
    post: ReportPost


def said_of(report: PeriodReport, language: str) -> tuple[list[str], list[str]]:
    """The commentary's sentences: those in sight, and those folded."""
    said = report.commentary_zh if language.startswith("zh") else report.commentary_en
    lines = [line for line in said.splitlines() if line.strip()]
    return lines[:LINES_SHOWN], lines[LINES_SHOWN:]


def maker_of(report: PeriodReport) -> str:
    """Who had it made; empty where it made itself after its period."""
    return "" if report.made_by == UNATTENDED else report.made_by


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
