"""What an intake would do, shown before it is done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from fairdue.portfolio.intake.files import GivenFile, match_files
from fairdue.portfolio.intake.mapping.document import MappingDocument
from fairdue.portfolio.intake.personal import MASKS, masked
from fairdue.portfolio.intake.reading.source import survey_files
from fairdue.portfolio.intake.settling import Count
from fairdue.portfolio.intake.taking import take

EXAMPLES = 3


@dataclass(frozen=True, slots=True)
class Example:
    """One place where a problem occurs; a personal value is masked."""

    file: str
    line: int
    value: str


@dataclass(frozen=True, slots=True)
class ProblemGroup:
    """All occurrences of one reason in one field of a source."""

    source: str
    field: str
    reason: str
    rows: int
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class PreviewTable:
    """The first rows of one of our tables, as text; personal columns are masked."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    height: int


@dataclass(frozen=True, slots=True)
class Preview:
    """Tables by name, problems (most frequent first), counts by source and over all."""

    tables: Mapping[str, PreviewTable]
    problems: tuple[ProblemGroup, ...]
    counts: Mapping[str, Count]
    total: Count


def preview(
    files: Sequence[GivenFile], document: MappingDocument, as_of: date, rows: int = 20
) -> Preview:
    """Read everything, write nothing. Raises IntakeError as the intake itself would."""
    matched = match_files(files, document)
    surveys = survey_files(matched, document)
    settled = take(document, matched, surveys, as_of, lambda _step: None)
    return Preview(
        tables={name: _table(name, frame, rows) for name, frame in settled.tables.items()},
        problems=problem_groups(settled.rejects),
        counts=settled.counts,
        total=settled.total,
    )


def problem_groups(rejects: pl.DataFrame) -> tuple[ProblemGroup, ...]:
    """Problems by source, field and reason, the most frequent first."""
    keys = ["source", "field", "reason"]
    grouped = (
        rejects.group_by(keys, maintain_order=True)
        .agg(
            pl.len().alias("rows"),
            pl.struct("file", "line", pl.col("value").fill_null("")).head(EXAMPLES).alias("places"),
        )
        .sort("rows", descending=True, maintain_order=True)
    )
    return tuple(
        ProblemGroup(
            source=row["source"],
            field=row["field"],
            reason=row["reason"],
            rows=row["rows"],
            examples=tuple(Example(**place) for place in row["places"]),
        )
        for row in grouped.iter_rows(named=True)
    )


def _table(name: str, frame: pl.DataFrame, rows: int) -> PreviewTable:
    first = frame.head(rows).select(pl.all().cast(pl.String).fill_null(""))
    hidden = MASKS if name == "persons" else {}
    shown = first.with_columns(
        pl.Series(
            column,
            [masked(value, hidden[column]) if value else "" for value in first[column]],
            dtype=pl.String,
        )
        for column in first.columns
        if column in hidden
    )
    return PreviewTable(name, tuple(frame.columns), tuple(shown.iter_rows()), frame.height)
